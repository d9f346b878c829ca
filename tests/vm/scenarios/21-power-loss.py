# SPDX-License-Identifier: Apache-2.0
"""Power is lost in the middle of an apply: the next boot is as declared, and says what happened."""
from lab import Igb, expect, install_netkeel, wait_until
from witness import PROFILE, await_unit, check, combined, enable, journal, ring

KERNELS = ["6.12"]

FEED = """
version: 1
host: {sysctl: {net.core.netdev_budget: 600}}
interfaces:
  - match: {driver: igb}
    channels: {combined: 2}
    rings: {rx: max}
    irq: {affinity: one-to-one, cpus: 0-3}
"""

# Stops the apply as soon as its nth request that sets has been made.
APPLY = ("strace -qq -o /root/trace -e trace=openat,sendmsg,write "
         "-e inject=write:signal=STOP:when={nth} "
         "netkeel apply --allow-disruptive")


def scenario(lab, kernel):
    card = Igb()
    vm = lab.boot(kernel=kernel, cards=[card])
    install_netkeel(vm)
    vm.write(PROFILE, FEED)
    vm.check_output("sync")
    name = vm.wait_up(card)
    # The writes are: the checkpoint, the sysctl, and then vectors.
    for nth in (2, 3):
        vm.background(APPLY.format(nth=nth), "/root/apply.log")
        wait_until("the apply has stopped in its middle",
                   lambda: vm.run("ls /var/lib/netkeel/checkpoint* && "
                                  "grep -l 'State:.*stop' /proc/[0-9]*/status")[0] == 0, 60)
        vm.note(f"state: {combined(vm, name)} channels, ring {ring(vm, name)['RX']}")
        vm.power_cut()
        name = vm.wait_up(card)
        expect("the boot undid it", (combined(vm, name), ring(vm, name)["RX"]), (4, 256))
        rc, out, _ = vm.run("netkeel apply --allow-disruptive")
        expect("the next apply says so, and is whole",
               (rc, "the host has booted since" in out, check(vm)[0]), (0, True, 0))
        expect("no checkpoint is left",
               vm.run("ls /var/lib/netkeel/ | grep -c checkpoint")[1].strip(), "0")
        vm.check_output(f"ethtool -L {name} combined 4; ethtool -G {name} rx 256; "
                        "sysctl -w net.core.netdev_budget=300")
        vm.wait_up(card)

    enable(vm)
    vm.check_output("sync")
    vm.background(APPLY.format(nth=3), "/root/apply.log")
    wait_until("the apply has stopped in its middle",
               lambda: vm.run("ls /var/lib/netkeel/checkpoint*")[0] == 0, 60)
    vm.power_cut()
    vm.wait_up(card)
    await_unit(vm, "netkeel.service")
    expect("the boot applies it whole", check(vm)[0], 0)
    expect("the journal says what happened", journal(vm, "netkeel*"),
           lambda text: "the host has booted since, which undid it" in text)
