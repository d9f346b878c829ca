# SPDX-License-Identifier: Apache-2.0
"""Killed at every call that changes something, of sysctl, channels, rings and vectors: the next run is whole."""
import re
from collections import Counter

from lab import Igb, expect, install_netkeel
from witness import PROFILE, affinities, combined, ring, sysctl

KERNELS = ["6.12"]

FEED = """
version: 1
host: {sysctl: {net.core.netdev_budget: 600}}
interfaces:
  - match: {driver: igb}
    channels: {combined: 2}
    rings: {rx: max}
    irq: {affinity: one-to-one, cpus: 2-3}
"""
PINNED = {f"{{}}-{way}-{n}": str(2 + n) for way in ("rx", "tx") for n in range(2)}

# write: the checkpoint, /proc, /sys; sendmsg: ethtool's requests; the others: the state directory.
CALLS = ["write", "sendmsg", "sendto", "fsync", "renameat", "unlinkat"]
APPLY = "netkeel apply --allow-disruptive"


def as_before(vm, name):
    vm.check_output(f"ip link set {name} down; ethtool -L {name} combined 4; ethtool -G {name} rx 256;"
                    f" ip link set {name} up; sysctl -qw net.core.netdev_budget=300")


def calls_of_an_apply(vm):
    trace = vm.check_output(f"strace -qq -e trace={','.join(CALLS)} {APPLY} 2>&1 >/dev/null")
    return Counter(re.findall(rf"^({'|'.join(CALLS)})\(", trace, re.MULTILINE))


def scenario(lab, kernel):
    card = Igb()
    vm = lab.boot(kernel=kernel, cards=[card])
    install_netkeel(vm)
    vm.write(PROFILE, FEED)
    name = vm.wait_up(card)
    vm.check_output("systemctl stop systemd-networkd.socket systemd-networkd")
    counts = calls_of_an_apply(vm)
    expect("an apply writes, asks and keeps", [counts[call] > 0 for call in ("write", "fsync")],
           [True, True])
    tried = 0
    for call, count in sorted(counts.items()):
        for nth in range(1, count + 1):
            as_before(vm, name)
            vm.run(f"strace -qq -o /dev/null -e trace={call} "
                   f"-e inject={call}:signal=KILL:when={nth} {APPLY}")
            where = f"killed at {call} {nth}"
            expect(f"{where}: the next run", vm.run(APPLY)[0], 0)
            pins = {vector: cpus for vector, cpus in affinities(vm, name).items() if vector != "{}"}
            expect(f"{where}: as wanted",
                   (combined(vm, name), ring(vm, name)["RX"],
                    sysctl(vm, "net.core.netdev_budget"), pins), (2, 4096, "600", PINNED))
            expect(f"{where}: no checkpoint",
                   vm.run("ls /var/lib/netkeel | grep -c '^checkpoint'")[1].strip(), "0")
            tried += 1
    vm.note(f"{tried} crash points tried, {tried} survived: {dict(counts)}")
