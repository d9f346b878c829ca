# SPDX-License-Identifier: Apache-2.0
"""On ixgbe: killed at every call that changes something, power lost, a link that never comes back."""
import re
from collections import Counter

from lab import Ixgbe, expect, install_netkeel, wait_until
from witness import PROFILE, affinities, check, combined, ring, sysctl

KERNELS = ["6.12"]

FEED = """
version: 1
host: {sysctl: {net.core.netdev_budget: 600}}
interfaces:
  - match: {driver: ixgbe}
    channels: {combined: 2}
    rings: {rx: max}
    irq: {affinity: one-to-one, cpus: 2-3}
"""
PINNED = {"{}-TxRx-0": "2", "{}-TxRx-1": "3"}
CALLS = ["write", "sendmsg", "sendto", "fsync", "renameat", "unlinkat"]
APPLY = "netkeel apply --allow-disruptive"


def as_before(vm, name):
    vm.check_output(f"ip link set {name} down; ethtool -L {name} combined 4; "
                    f"ethtool -G {name} rx 512; ip link set {name} up; "
                    "sysctl -qw net.core.netdev_budget=300")


def seen(vm, name):
    pins = {vector: cpus for vector, cpus in affinities(vm, name).items() if vector != "{}"}
    return combined(vm, name), ring(vm, name)["RX"], sysctl(vm, "net.core.netdev_budget"), pins


def checkpoints(vm):
    return int(vm.run("ls /var/lib/netkeel | grep -c '^checkpoint'")[1])


def killed_anywhere(vm, name):
    as_before(vm, name)
    trace = vm.check_output(f"strace -qq -e trace={','.join(CALLS)} {APPLY} 2>&1 >/dev/null")
    counts = Counter(re.findall(rf"^({'|'.join(CALLS)})\(", trace, re.MULTILINE))
    expect("an apply writes, and keeps", [counts[call] > 0 for call in ("write", "fsync")],
           [True, True])
    points = [(call, nth) for call, count in sorted(counts.items()) for nth in range(1, count + 1)]
    for call, nth in points:
        as_before(vm, name)
        vm.run(f"strace -qq -o /dev/null -e trace={call} "
               f"-e inject={call}:signal=KILL:when={nth} {APPLY}")
        where = f"killed at {call} {nth}"
        expect(f"{where}: the next run", vm.run(APPLY)[0], 0)
        expect(f"{where}: as wanted", seen(vm, name), (2, 8192, "600", PINNED))
        expect(f"{where}: no checkpoint", checkpoints(vm), 0)
    vm.note(f"{len(points)} crash points tried, {len(points)} survived: {dict(counts)}")


def power_lost(vm, card, name):
    """In the middle of an apply: after the sysctl and the rings, before the vectors."""
    vm.check_output("sync")
    vm.background("strace -qq -o /root/trace -e trace=openat,sendmsg,write "
                  f"-e inject=write:signal=STOP:when=3 {APPLY}", "/root/apply.log")
    wait_until("the apply has stopped in its middle",
               lambda: vm.run("ls /var/lib/netkeel/checkpoint* && "
                              "grep -l 'State:.*stop' /proc/[0-9]*/status")[0] == 0, 60)
    vm.power_cut()
    name = vm.wait_up(card)
    vm.check_output("systemctl stop systemd-networkd.socket systemd-networkd")
    expect("the boot undid it", (combined(vm, name), ring(vm, name)["RX"]), (4, 512))
    rc, out, _ = vm.run(APPLY)
    expect("the next apply says so, and is whole",
           (rc, "the host has booted since" in out, check(vm)[0], checkpoints(vm)), (0, True, 0, 0))
    return name


def link_stays_down(vm, card, name):
    """The link trains for longer than the apply waits, and for ever."""
    as_before(vm, name)
    vm.wait_up(card)
    card.ask("training", seconds=3600)
    rc, out, err = vm.run("netkeel apply --allow-disruptive --carrier-timeout 5", timeout=180)
    expect("the link that is missing is told",
           (rc, f"{name} has no carrier, 5 s after it was reset" in out + err), (4, True))
    expect("all is as before", seen(vm, name)[:3], (4, 512, "300"))
    card.ask("training", seconds=0)
    vm.check_output(f"ip link set {name} down; ip link set {name} up")
    vm.wait_up(card)
    expect("with its link, the next apply is whole", (vm.run(APPLY)[0], check(vm)[0]), (0, 0))


def scenario(lab, kernel):
    card = Ixgbe(training=0.2)
    vm = lab.boot(kernel=kernel, cards=[card])
    install_netkeel(vm)
    vm.write(PROFILE, FEED)
    name = vm.wait_up(card)
    vm.check_output("systemctl stop systemd-networkd.socket systemd-networkd")
    link_stays_down(vm, card, name)
    as_before(vm, name)
    name = power_lost(vm, card, name)
    killed_anywhere(vm, name)
