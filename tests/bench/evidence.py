#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What it costs to look at all counters: prints tables, asserts no time.

usage: tests/bench/evidence.py [--netkeel PATH] [--seconds N]

Processor time of whole processes, of which `kernel` is what the kernel itself took to answer.
"""

import argparse
import os
import pathlib
import resource
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
SAMPLES = 50

# Sockets that somebody listens at, in a network namespace of their own, and then the program.
SOCKETS = """
import os, resource, socket, sys
count = int(sys.argv[1])
resource.setrlimit(resource.RLIMIT_NOFILE, (count + 100, count + 100))
kept = []
for number in range(count):
    kept.append(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
    kept[-1].bind(("127.0.0.%d" % (1 + number // 60000), 1024 + number % 60000))
sys.exit(os.spawnvp(os.P_WAIT, sys.argv[2], sys.argv[2:]))
"""


def spent(command):
    """Seconds of the processor that a command took: (its own, the kernel's for it), and peak MiB."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    ran = subprocess.run(command, stdout=subprocess.DEVNULL, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    if ran.returncode not in (0, 2):
        sys.exit(f"{command} ended with {ran.returncode}")
    return (after.ru_utime - before.ru_utime, after.ru_stime - before.ru_stime,
            after.ru_maxrss / 1024)


def a_sample(netkeel, sockets):
    """Milliseconds of one look, own and kernel's: the difference of many looks and a few."""
    def run(looks):
        observe = [netkeel, "observe", "--interval", "100ms", "--for", f"{looks * 100}ms",
                   "--format", "json"]
        program = [sys.executable, "-c", SOCKETS, str(sockets), *observe]
        return spent(["unshare", "--net", "--mount", "sh", "-c",
                      'mount -t sysfs none /sys && exec "$@"', "sh", *program])
    few, many = run(2), run(2 + SAMPLES)
    # The kernel counts a process's time in ticks: little can come out as less than nothing.
    return [max(0, much - little) * 1000 / SAMPLES for much, little in zip(many[:2], few[:2])]


def bench_sockets(netkeel):
    print("A look at all counters of this kernel, in a network namespace (processor time)")
    print(f"  {'UDP sockets':24}{'netkeel ms':>12}{'kernel ms':>12}")
    for count in (0, 1000, 10000):
        own, kernel = a_sample(netkeel, count)
        print(f"  {count:<24,}{own:12.2f}{kernel:12.2f}")


def bench_tree(netkeel, scratch):
    """Two captures of a large host, read and judged."""
    trees = []
    for moment in (1, 2):
        trees.append(scratch / f"tree-{moment}")
        subprocess.run([sys.executable, HERE / "make_tree.py", "64", "64", "512", trees[-1],
                        str(moment)], check=True)
    own, kernel, peak = spent([netkeel, "diagnose", "--between", *trees])
    print("\nTwo captures of 512 CPUs x 64 NICs x 64 queues x 10,000 sockets, diagnose --between")
    print(f"  {'':24}{'netkeel ms':>12}{'kernel ms':>12}{'peak MiB':>12}")
    print(f"  {'whole process':24}{own * 1000:12.0f}{kernel * 1000:12.0f}{peak:12.1f}")


def bench_record(netkeel, seconds, scratch):
    """The recorder on this host, once a second."""
    recording = scratch / "recording.sqlite"
    process = subprocess.Popen([netkeel, "record", "--recording", recording, "--state-dir",
                                scratch / "state", "--for", str(seconds)],
                               stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status != 0:
        sys.exit(f"netkeel record ended with {os.waitstatus_to_exitcode(status)}")
    size = sum(path.stat().st_size for path in scratch.glob("recording.sqlite*"))
    print(f"\nThe recorder on this host, a look a second for {seconds} s")
    print(f"  processor {(usage.ru_utime + usage.ru_stime) / seconds * 100:.2f} % of one CPU, of "
          f"which the kernel {usage.ru_stime / seconds * 100:.2f} %; peak "
          f"{usage.ru_maxrss / 1024:.1f} MiB; {size / 1024:.0f} KiB on disk in that time")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--netkeel", default="build/release/agent/netkeel")
    parser.add_argument("--seconds", type=int, default=20)
    arguments = parser.parse_args()
    netkeel = os.path.abspath(arguments.netkeel)
    with tempfile.TemporaryDirectory() as folder:
        bench_sockets(netkeel)
        bench_tree(netkeel, pathlib.Path(folder))
        bench_record(netkeel, arguments.seconds, pathlib.Path(folder))


if __name__ == "__main__":
    main()
