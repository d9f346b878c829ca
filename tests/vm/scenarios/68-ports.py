# SPDX-License-Identifier: Apache-2.0
"""A VLAN on an active-backup bond of two igb, named in a profile: the cards are set, the standby port first."""
from lab import Igb, expect, install_netkeel, wait_until
from witness import affinities, carrier_changes, check, combined, ring, sysctl

KERNELS = ["6.1", "6.12"]

PROFILE = """
version: 1
interfaces:
  - match: {name: feed}
    channels: {combined: 2}
    rings: {rx: max, tx: 1024}
    link: {mtu: 1400}
    sysctl: {ipv4.conf.rp_filter: 2}
    queues: {rps_cpus: 0-1}
    irq: {affinity: one-to-one, cpus: 1-3}
"""

# Prints "down PORT" as a carrier goes, "active PORT" as the bond moves, "none" while no port has one.
WATCH = """
import sys, time
ports = sys.argv[1:]
def read(path):
    try:
        return open("/sys/class/net/" + path).read().strip()
    except OSError:
        return "0"
was, active = {port: True for port in ports}, read("bond0/bonding/active_slave")
print("active", active, flush=True)
while True:
    now = {port: read(port + "/carrier") == "1" for port in ports}
    for port in ports:
        if was[port] and not now[port]:
            print("down", port, flush=True)
    if not any(now.values()):
        print("none", flush=True)
    moved = read("bond0/bonding/active_slave")
    if moved not in ("", active):
        active = moved
        print("active", active, flush=True)
    was = now
    time.sleep(0.01)
"""


def make_links(vm, ports, others):
    vm.check_output("systemctl stop systemd-networkd.socket systemd-networkd; ip netns add far; "
                    "modprobe bonding max_bonds=0; modprobe 8021q")
    for port in others:
        vm.check_output(f"ip link set {port} netns far; ip netns exec far ip link set {port} up")
    vm.check_output("ip link add bond0 type bond mode active-backup miimon 100")
    for port in ports:
        vm.check_output(f"ip link set {port} down; ip link set {port} master bond0")
    vm.check_output("ip link set bond0 up; ip link add feed link bond0 type vlan id 100; "
                    "ip link set feed up")


def ready(vm, ports):
    up = vm.check_output(f"cd /sys/class/net; cat "
                         f"{' '.join(f'{port}/bonding_slave/mii_status' for port in ports)}")
    return up.split() == ["up", "up"]


def standby_last(vm, ports):
    """The ports, the one that takes the traffic first."""
    active = vm.check_output("cat /sys/class/net/bond0/bonding/active_slave").strip()
    return sorted(ports, key=lambda port: port != active)


def seen(vm, ports):
    links = vm.check_output("ip -d link show feed; ip -d link show bond0 | grep -v active_slave")
    return links, sysctl(vm, "net.ipv4.conf.feed.rp_filter"), \
        [(combined(vm, p), ring(vm, p), affinities(vm, p)) for p in ports], \
        vm.check_output(f"cat {' '.join(f'/sys/class/net/{p}/queues/rx-?/rps_cpus' for p in ports)}")


def watched(vm, ports, command):
    """What WATCH saw while the command ran, which ends well."""
    watch = vm.background(f"python3 /root/watch.py {' '.join(ports)}", "/root/watch.log")
    wait_until("the watch is on", lambda: "active" in vm.run("cat /root/watch.log")[1])
    rc, out, err = vm.run(command, 180)
    expect(command, (rc, out + err if rc else ""), (0, ""))
    wait_until("both ports are back", lambda: ready(vm, ports))
    vm.check_output(f"kill {watch}")
    return vm.check_output("cat /root/watch.log").splitlines()


def scenario(lab, kernel):
    near = [Igb(peer=lab.socket(f"wire{n}"), listen=True) for n in range(2)]
    far = [Igb(peer=lab.socket(f"wire{n}")) for n in range(2)]
    vm = lab.boot(kernel=kernel, cards=near + far)
    install_netkeel(vm)
    ports = [vm.interface(card) for card in near]
    make_links(vm, ports, [vm.interface(card) for card in far])
    wait_until("both ports are up", lambda: ready(vm, ports), 60)
    vm.write("/root/feed.yaml", PROFILE)
    vm.write("/root/watch.py", WATCH)

    before = seen(vm, ports)
    rc, findings = check(vm, "/root/feed.yaml")
    expect("drift", rc, 2)
    expect("the VLAN's own", sorted(a for a in findings if a.startswith("feed/")),
           ["feed/interface-sysctl/ipv4.conf.rp_filter", "feed/link/mtu"])
    told = {port: [f for a, f in findings.items() if a.startswith(port + "/")] for port in ports}
    expect("all else is the cards'", (len(findings), [len(f) > 5 for f in told.values()]),
           (2 + sum(map(len, told.values())), [True, True]))
    expect("and says so", {f["reason"].split("; ")[-1] for fs in told.values() for f in fs},
           {"port of feed"})
    flaps = [carrier_changes(vm, port) for port in ports]
    expect("held without leave", vm.run("netkeel apply /root/feed.yaml")[0], 2)
    expect("no link went down", [carrier_changes(vm, port) for port in ports], flaps)

    active, standby = standby_last(vm, ports)
    expect("the standby port first, then the bond moves and the other is reset",
           watched(vm, ports, "netkeel apply --allow-disruptive /root/feed.yaml"),
           [f"active {active}", f"down {standby}", f"down {active}", f"active {standby}"])
    expect("set", [(combined(vm, p), ring(vm, p)) for p in ports],
           [(2, {"RX": 4096, "TX": 1024})] * 2)
    expect("again, nothing to do",
           "0 changed" in vm.check_output("netkeel apply --allow-disruptive /root/feed.yaml"), True)
    captured(vm)
    active, standby = standby_last(vm, ports)
    expect("the way back likewise",
           watched(vm, ports, "netkeel rollback --allow-disruptive 1")[:2],
           [f"active {active}", f"down {standby}"])
    expect("as it was, before both applies", seen(vm, ports), before)


def captured(vm):
    """A capture of the VLAN alone leads to the same cards. What an idle vector waits for may have come."""
    vm.check_output("netkeel capture --interface feed /root/tree")
    live, then = check(vm, "/root/feed.yaml"), check(vm, "--root /root/tree /root/feed.yaml")
    whose = [{address: finding["reason"].split("; ")[-1] for address, finding in findings.items()}
             for _, findings in (live, then)]
    expect("the capture", whose[1], whose[0])
