#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Captures of many hosts audited in one run: time and memory by format, hosts and jobs, as a table.

usage: tests/bench/fleet.py [--netkeel PATH] [--hosts N...] [--formats NAME...] [--jobs N...]
                            [--captures N] [--nics N] [--queues N] [--rounds N]
"""

import argparse
import io
import os
import pathlib
import subprocess
import sys
import tarfile
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
PROFILE = """\
version: 1
host:
  sysctl: {net.core.netdev_budget: 300}
interfaces:
  - match: {driver: ixgbe}
    channels: {combined: max}
    rings: {rx: max, tx: max}
    irq: {affinity: pool, cpus: online, other: online}
"""


def archive(tree, host, path):
    """The tree as a capture of a host of that name; every tenth has rings as wanted."""
    with tarfile.open(path, "w", format=tarfile.USTAR_FORMAT) as tar:
        for file in sorted(tree.rglob("*")):
            if not file.is_file():
                continue
            name = file.relative_to(tree).as_posix()
            content = file.read_bytes()
            if name == "proc/sys/kernel/hostname":
                content = f"host-{host}\n".encode()
            if name.endswith("rings.yaml") and host % 10 == 0:
                content = b"rx: 4096\nrx-max: 4096\ntx: 4096\ntx-max: 4096\n"
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            tar.addfile(entry, io.BytesIO(content))


def run_once(command):
    """Seconds and peak MiB of one run."""
    started = time.monotonic()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 2:
        sys.exit(f"{command[0]} ended with {process.returncode}")
    return time.monotonic() - started, usage.ru_maxrss / 1024


def measure(arguments, profile, captures, kind, jobs):
    command = [arguments.netkeel, "check", "--format", kind, "--jobs", str(jobs), profile,
               "--root", *map(str, captures)]
    runs = [run_once(command) for _ in range(arguments.rounds)]
    return min(seconds for seconds, _ in runs), max(peak for _, peak in runs)


def make_captures(arguments, scratch):
    """Few files that stand for many hosts: what is measured reads each of them anew."""
    tree = scratch / "tree"
    subprocess.run([sys.executable, HERE / "make_tree.py", str(arguments.nics),
                    str(arguments.queues), "64", tree], check=True)
    captures = [scratch / f"host-{number}.tar" for number in range(arguments.captures)]
    for number, path in enumerate(captures):
        archive(tree, number, path)
    return captures


def print_row(kind, hosts, jobs, seconds, peak):
    print(f"  {kind:8}{hosts:7}{jobs:6}{seconds:10.2f}{seconds / hosts * 1000:11.2f}{peak:10.1f}",
          flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--netkeel", default=str(HERE.parents[1] / "build/release/agent/netkeel"))
    parser.add_argument("--hosts", type=int, nargs="+", default=[100, 1000])
    parser.add_argument("--formats", nargs="+", default=["text", "json", "sarif", "junit"])
    parser.add_argument("--jobs", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--most", type=int, default=10000)
    parser.add_argument("--captures", type=int, default=20)
    parser.add_argument("--nics", type=int, default=8)
    parser.add_argument("--queues", type=int, default=32)
    parser.add_argument("--rounds", type=int, default=1)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="netkeel-fleet-") as folder:
        scratch = pathlib.Path(folder)
        captures = make_captures(arguments, scratch)
        profile = scratch / "profile.yaml"
        profile.write_text(PROFILE)
        profile.chmod(0o644)
        print(f"captures of {arguments.nics} NICs x {arguments.queues} queues, best of "
              f"{arguments.rounds}")
        print(f"  {'format':8}{'hosts':>7}{'jobs':>6}{'seconds':>10}{'ms a host':>11}{'peak MiB':>10}")
        for kind in arguments.formats:
            for hosts in arguments.hosts:
                some = [captures[number % len(captures)] for number in range(hosts)]
                for jobs in arguments.jobs:
                    seconds, peak = measure(arguments, profile, some, kind, jobs)
                    print_row(kind, hosts, jobs, seconds, peak)
        # Memory must not grow with the hosts: one format is enough to see that it does not.
        most = [captures[number % len(captures)] for number in range(arguments.most)]
        jobs = max(arguments.jobs)
        print_row("json", arguments.most, jobs, *measure(arguments, profile, most, "json", jobs))


if __name__ == "__main__":
    main()
