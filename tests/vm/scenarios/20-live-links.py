# SPDX-License-Identifier: Apache-2.0
"""A live link is reset once for all that changes, a bond's ports in turn, and one that stays down is told."""
from lab import Igb, expect, install_netkeel, wait_until
from witness import carrier_changes, combined, ring

KERNELS = ["6.1", "6.12"]

FEED = """
version: 1
interfaces:
  - match: {{name: [{names}]}}
    channels: {{combined: 2}}
    rings: {{rx: max, tx: 1024}}
    irq: {{affinity: one-to-one, cpus: 1-3}}
"""

# Prints "down PORT SECONDS" for every outage, and "both" where no port of the bond took traffic.
WATCH = """
import sys, time
ports = sys.argv[1:]
def takes_traffic(port):
    try:
        folder = f"/sys/class/net/{port}/"
        partner = int(open(folder + "bonding_slave/ad_partner_oper_port_state").read())
        return open(folder + "carrier").read() == "1\\\\n" and partner & 0x30 == 0x30
    except OSError:
        return False
since = {}
while True:
    seen = {port: takes_traffic(port) for port in ports}
    if not any(seen.values()):
        print("both", flush=True)
    for port in ports:
        if not seen[port]:
            since.setdefault(port, time.monotonic())
        elif port in since:
            print("down", port, round(time.monotonic() - since.pop(port), 2), flush=True)
    time.sleep(0.01)
"""


def bond(vm, ports, namespace=""):
    enter = f"ip netns exec {namespace} " if namespace else ""
    vm.check_output(f"{enter}ip link add bond0 type bond mode 802.3ad miimon 100 lacp_rate fast")
    for port in ports:
        vm.check_output(f"{enter}ip link set {port} down; {enter}ip link set {port} master bond0")
    vm.check_output(f"{enter}ip link set bond0 up")


def has_partner(vm, port):
    folder = f"/sys/class/net/{port}"
    carrier, state = vm.run(f"cat {folder}/carrier; "
                            f"cat {folder}/bonding_slave/ad_partner_oper_port_state")[1].split()
    return carrier == "1" and state.isdigit() and int(state) & 0x30 == 0x30


def scenario(lab, kernel, make_card=Igb, most=4096):
    near = [make_card(peer=lab.socket(f"wire{n}"), listen=True) for n in range(2)]
    far = [Igb(peer=lab.socket(f"wire{n}")) for n in range(2)]
    vm = lab.boot(kernel=kernel, cards=near + far)
    install_netkeel(vm)
    vm.check_output("systemctl stop systemd-networkd.socket systemd-networkd; ip netns add far; "
                    "modprobe bonding max_bonds=0")
    ports, others = [vm.interface(card) for card in near], [vm.interface(card) for card in far]
    for port in others:
        vm.check_output(f"ip link set {port} netns far")
    bond(vm, others, "far")
    bond(vm, ports)
    wait_until("both ports have a partner", lambda: all(has_partner(vm, p) for p in ports), 90)
    vm.write("/root/feed.yaml", FEED.format(names=", ".join(ports)))
    vm.write("/root/watch.py", WATCH.replace("\\\\", "\\"))

    before = [carrier_changes(vm, port) for port in ports]
    rc, out, _ = vm.run("netkeel apply /root/feed.yaml")
    expect("held without leave", (rc, [carrier_changes(vm, p) for p in ports]), (2, before))
    rc, out, err = vm.run("netkeel apply --allow-disruptive --flap-budget 1 /root/feed.yaml")
    expect("over the flap budget", (rc, "would reset 2 live links" in out + err,
                                    [carrier_changes(vm, p) for p in ports]), (1, True, before))
    watch = vm.background(f"python3 /root/watch.py {' '.join(ports)}", "/root/watch.log")
    expect("apply", vm.run("netkeel apply --allow-disruptive /root/feed.yaml", 120)[0], 0)
    wait_until("both ports have a partner", lambda: all(has_partner(vm, p) for p in ports), 60)
    vm.check_output(f"kill {watch}; sleep 1")
    expect("set", [(combined(vm, p), ring(vm, p)["RX"]) for p in ports], [(2, most)] * 2)
    expect("each link went down once and came up once",
           [carrier_changes(vm, p) - b for p, b in zip(ports, before)], [2, 2])
    seen = vm.check_output("cat /root/watch.log").splitlines()
    expect("the bond had a port at all times", "both" in seen, False)
    expect("outages, in turn", sorted(seen, key=lambda line: line.split()[1]), seen)
    expect("a second apply resets nothing",
           (vm.run("netkeel apply --allow-disruptive /root/feed.yaml")[0],
            [carrier_changes(vm, p) - b for p, b in zip(ports, before)]), (0, [2, 2]))
    stays_down(vm, near[0], ports)


def stays_down(vm, card, ports):
    """The cable of the first port goes while its reset is under way."""
    # Of a reset, LACP's state tells only some time later.
    vm.check_output(f"ethtool -G {ports[0]} rx 512; ethtool -G {ports[1]} rx 512; sleep 3")
    wait_until("both ports have a partner", lambda: all(has_partner(vm, p) for p in ports), 60)
    second = carrier_changes(vm, ports[1])
    vm.background("strace -o /root/trace -e inject=sendmsg,sendto:delay_enter=400000 "
                  "netkeel apply --allow-disruptive --carrier-timeout 5 /root/feed.yaml; "
                  "echo exit $?", "/root/apply.log")
    wait_until("the first request", lambda: vm.run("grep -c send /root/trace")[1].strip() > "0")
    vm.set_link(card, up=False)
    wait_until("the end", lambda: "\nexit " in vm.run("cat /root/apply.log")[1], 300)
    said = vm.check_output("cat /root/apply.log")
    expect("the link that is missing is told",
           (said.splitlines()[-1], f"{ports[0]} has no carrier, 5 s after it was reset" in said),
           ("exit 4", True))
    expect("its ring is as before", ring(vm, ports[0])["RX"], 512)
    expect("the other port was left alone", carrier_changes(vm, ports[1]), second)
    vm.set_link(card, up=True)
    wait_until("both ports have a partner", lambda: all(has_partner(vm, p) for p in ports), 60)
    expect("apply", vm.run("netkeel apply --allow-disruptive /root/feed.yaml", 120)[0], 0)
