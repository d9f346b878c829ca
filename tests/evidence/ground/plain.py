#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The kernel's counters, read plainly and without netkeel: what proves that a condition was made.

    plain.py [INTERFACE]      one JSON object of counters by name

Runs where the counters are: in a guest, or in a network namespace."""
import json
import subprocess
import sys
from pathlib import Path


def softnet():
    """cpu3/processed, /dropped, /squeezed, /flow_limit."""
    names = {0: "processed", 1: "dropped", 2: "squeezed", 9: "rps", 10: "flow_limit"}
    rows = [line.split() for line in Path("/proc/net/softnet_stat").read_text().splitlines()]
    return {f"cpu{int(row[12], 16)}/{name}": int(row[column], 16)
            for row in rows for column, name in names.items()}


def runs():
    """cpu3/runs of NET_RX."""
    line = next(line for line in Path("/proc/softirqs").read_text().splitlines()
                if line.split()[0] == "NET_RX:")
    return {f"cpu{cpu}/runs": int(count) for cpu, count in enumerate(line.split()[1:])}


def times():
    """cpu3/softirq, /idle, /user, /system: ticks of 1/100 s."""
    seen = {}
    for line in Path("/proc/stat").read_text().splitlines():
        words = line.split()
        if words[0].startswith("cpu") and words[0] != "cpu":
            for column, name in (1, "user"), (3, "system"), (4, "idle"), (7, "softirq"):
                seen[f"{words[0]}/{name}"] = int(words[column])
    return seen


def ksoftirqd():
    """ksoftirqd/3/run_ms and /wait_ms."""
    seen = {}
    for status in Path("/proc").glob("[0-9]*/comm"):
        try:
            name = status.read_text().strip()
            if name.startswith("ksoftirqd/"):
                run, wait, _ = status.with_name("schedstat").read_text().split()
                seen |= {f"{name}/run_ms": int(run) // 10**6, f"{name}/wait_ms": int(wait) // 10**6}
        except OSError:
            continue
    return seen


def protocols():
    """nstat(8)'s words."""
    seen = {}
    for file in "snmp", "netstat":
        lines = Path(f"/proc/net/{file}").read_text().splitlines()
        for names, values in zip(lines[::2], lines[1::2]):
            group, *words = names.split()
            seen |= {group[:-1] + word: int(value) for word, value in zip(words, values.split()[1:])}
    return seen


def driver(interface):
    """The words of `ethtool -S`."""
    out = subprocess.run(["ethtool", "-S", interface], text=True, capture_output=True).stdout
    pairs = [line.split(":") for line in out.splitlines() if line.startswith(" ")]
    return {words[0].strip(): int(words[-1]) for words in pairs if words[-1].strip().isdigit()}


def sockets():
    """Drops of all sockets of UDP, and the bytes that wait in them now."""
    rows = [line.split() for line in Path("/proc/net/udp").read_text().splitlines()[1:]]
    return {"udp/drops": sum(int(row[12]) for row in rows),
            "udp/queued": sum(int(row[4].split(":")[1], 16) for row in rows)}


def main():
    seen = softnet() | runs() | times() | ksoftirqd() | protocols() | sockets()
    for interface in sys.argv[1:]:
        seen |= driver(interface)
    print(json.dumps(seen))


main()
