# SPDX-License-Identifier: Apache-2.0
"""A card that goes away, or gets another name, in the middle of an apply: no crash, nothing half done."""
from lab import Igb, expect, install_netkeel, wait_until
from witness import PROFILE, check, ring

KERNELS = ["6.12"]

FEED = """
version: 1
interfaces:
  - match: {driver: igb}
    rings: {rx: max, tx: 1024}
    irq: {affinity: one-to-one, cpus: 1-3}
"""

# Every request takes two seconds, so that there is time to interfere.
SLOWLY = ("rm -f /root/trace; "
          "strace -qq -o /root/trace -e inject=sendmsg,sendto:delay_enter=2000000 "
          "netkeel apply --allow-disruptive; echo exit $?")


def during_an_apply(vm, what, command):
    """The exit status of an apply that is interfered with as soon as it has asked for the rings."""
    vm.background(SLOWLY, "/root/apply.log")
    wait_until("its second request", lambda: int(vm.run("grep -c send /root/trace")[1] or 0) >= 2)
    vm.check_output(command)
    wait_until(f"the end of {what}", lambda: "exit " in vm.run("cat /root/apply.log")[1], 180)
    expect(f"{what}: no checkpoint is left",
           vm.run("ls /var/lib/netkeel | grep -c '^checkpoint'")[1].strip(), "0")
    return int(vm.check_output("tail -1 /root/apply.log").split()[1])


def scenario(lab, kernel):
    cards = [Igb(), Igb()]
    vm = lab.boot(kernel=kernel, cards=cards)
    install_netkeel(vm)
    vm.write(PROFILE, FEED)
    first, second = [vm.wait_up(card) for card in cards]

    device = f"/sys/class/net/{second}/device"
    address = vm.check_output(f"basename $(readlink -f {device})")
    rc = during_an_apply(vm, "an apply that loses a card",
                         f"echo {address} > {device}/driver/unbind")
    expect("the other card is set", (rc, ring(vm, first)), (0, {"RX": 4096, "TX": 1024}))

    vm.check_output(f"ethtool -G {first} rx 256 tx 256")
    vm.wait_up(cards[0])
    rc = during_an_apply(
        vm, "an apply whose card is renamed",
        f"ip link set {first} down; ip link set {first} name feed0; ip link set feed0 up")
    # 4: an interface that was renamed has a vector of the new name, and none of the old one.
    expect("it came to an end of its own", rc, lambda code: code in (0, 2, 3, 4))
    vm.wait_up(cards[0])
    expect("the next apply is whole", (vm.run("netkeel apply --allow-disruptive")[0], check(vm)[0],
                                       ring(vm, "feed0")), (0, 0, {"RX": 4096, "TX": 1024}))
