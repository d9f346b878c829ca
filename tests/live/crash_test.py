# SPDX-License-Identifier: Apache-2.0
"""apply is killed before and after each of its system calls that change something; the next run
finds the host as before or as wanted, leaves no checkpoint, and says what happened."""

import os
import re
import shutil

from case import LiveCase
from lab import TRACED

# Everything through which a file, a setting or a device can become other than it was.
CALLS = ("openat,write,pwrite64,rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,fsync,"
         "sendto,sendmsg,ioctl,ftruncate")
WRITABLE = re.compile(r"O_(WRONLY|RDWR|CREAT|TRUNC)")
# linux/sockios.h; of the others none reaches an interface.
SIOCETHTOOL = re.compile(r"SIOCETHTOOL|0x8946")

PROFILE = """\
version: 1
host:
  sysctl:
    net.ipv4.conf.v0.rp_filter: 2
    net.ipv4.udp_rmem_min: 8192
interfaces:
  - match: {name: v0}
    channels: {rx: 4, tx: 4}
    queues: {rps_cpus: online}
"""


def calls_of(trace):
    """[(name, nth of its name, whether it changes something)] in the order of the trace."""
    counts, found = {}, []
    for line in trace:
        call = re.match(r"\d+ +(\w+)\((.*)", line)
        if not call or call[1] not in CALLS.split(","):
            continue
        name, rest = call[1], call[2]
        counts[name] = counts.get(name, 0) + 1
        changes = True
        if name == "openat":
            changes = bool(WRITABLE.search(rest)) and "/dev/" not in rest
        elif name == "ioctl":
            changes = bool(SIOCETHTOOL.search(rest))
        elif name == "write":
            changes = not re.match(r"[12]\b", rest)  # the report
        found.append((name, counts[name], changes))
    return found


class CrashTest(LiveCase):
    tried = survived = 0

    def setUp(self):
        self.profile = self.lab.write("crash.yaml", PROFILE)
        self.nothing = self.lab.write("nothing.yaml", "version: 1\n")
        self.apply = ["apply", "--allow-disruptive", self.profile]
        self.rollback = ["rollback", "--allow-disruptive"]
        self.recover = ["apply", "--allow-disruptive", "--format", "json", self.nothing]
        self.restore()
        self.before = self.settings()
        self.assert_exit(0, self.netkeel(self.apply))
        self.wanted = self.settings()
        self.assertNotEqual(self.wanted, self.before)

    def settings(self):
        lab = self.lab
        masks = lab.sh("cd /sys/class/net/v0/queues; grep -H . */rps_cpus */rps_flow_cnt")
        return (lab.queues(), lab.sysctl("net.ipv4.conf.v0.rp_filter"),
                lab.sysctl("net.ipv4.udp_rmem_min"), masks)

    def restore(self):
        """As no run of netkeel has ever been. A mask on a queue that the apply takes away."""
        self.lab.sh("ethtool -L v0 rx 7 tx 7; ethtool -L v0 rx 8 tx 8; sysctl -qw"
                    " net.ipv4.conf.v0.rp_filter=0 net.ipv4.udp_rmem_min=4096;"
                    " for q in /sys/class/net/v0/queues/rx-*; do echo 0 > $q/rps_cpus; done;"
                    " echo 1 > /sys/class/net/v0/queues/rx-6/rps_cpus")
        shutil.rmtree(self.lab.state, ignore_errors=True)

    def netkeel(self, arguments, *strace):
        """Under strace only where there are options for it; all of its calls are in the log."""
        command = [self.lab.netkeel, arguments[0], "--state-dir", self.lab.state, *arguments[1:]]
        if strace:
            log = self.lab.folder / "crash.log"
            command = ["strace", "-f", "-qq", "-s", "200", "-o", log, *strace, *command]
        return self.lab.run(command, env=TRACED if strace else {})

    def left(self):
        """The files that must not outlive a run."""
        entries = os.listdir(self.lab.state) if self.lab.state.exists() else []
        return [entry for entry in entries if entry.startswith(("checkpoint", "pending"))]

    def points(self, command):
        """[(what, call, nth)] to kill at on entry. On entry to the call behind it, whichever that
        is, the one before is just over."""
        self.assert_exit(0, self.netkeel(command, "-e", f"trace={CALLS}"))
        calls = calls_of((self.lab.folder / "crash.log").read_text(errors="replace").splitlines())
        found = {}
        for (name, nth, changes), behind in zip(calls, calls[1:] + [None]):
            if not changes:
                continue
            found.setdefault((name, nth), f"before {name} {nth}")
            if behind:
                found.setdefault(behind[:2], f"after {name} {nth}")
        return [(what, *call) for call, what in found.items()]

    def kill(self, command, name, nth):
        killed = self.netkeel(command, "-e", f"trace={CALLS}", "-e",
                              f"inject={name}:signal=KILL:when={nth}")
        self.assertIn(killed.code, (-9, 137), f"it was not killed: {killed}")

    def assert_survives(self, allowed):
        """After the crash: a run that itself wants nothing leaves one of these."""
        runs = self.netkeel(["history", "--format", "json"]).json()["runs"]
        interrupted = any(run["ending"] == "killed, half done" for run in runs)
        again = self.netkeel(self.recover)
        self.assert_exit(0, again)
        self.assertIn(self.settings(), allowed, f"half applied: {again}")
        self.assertEqual(self.left(), [])
        said = " ".join(again.json()["messages"])
        self.assertEqual("is half done: rolled it back" in said, interrupted, again)
        if interrupted:
            self.assertEqual(self.settings(), allowed[0])

    def each_point(self, prepare, command, allowed):
        self.restore()
        prepare()
        points = self.points(command)
        self.assertGreater(len(points), 10)
        for what, name, nth in points:
            with self.subTest(what):
                CrashTest.tried += 1
                self.restore()
                prepare()
                self.kill(command, name, nth)
                self.assert_survives(allowed)
                CrashTest.survived += 1

    def test_an_apply_that_is_killed_anywhere_leaves_all_as_before_or_all_as_wanted(self):
        self.each_point(lambda: None, self.apply, [self.before, self.wanted])

    def test_a_rollback_that_is_killed_anywhere_leaves_all_as_before_or_all_as_wanted(self):
        self.each_point(lambda: self.netkeel(self.apply), self.rollback,
                        [self.wanted, self.before])

    def test_a_recovery_that_is_killed_anywhere_is_taken_up_by_the_next_one(self):
        self.restore()
        points = self.points(self.apply)
        _, name, nth = points[len(points) * 2 // 3]  # with much to put back
        self.each_point(lambda: self.kill(self.apply, name, nth), self.recover, [self.before])
