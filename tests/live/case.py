# SPDX-License-Identifier: Apache-2.0
"""What the live tests share."""

import os
import signal
import time
import unittest


class LiveCase(unittest.TestCase):
    lab = None  # set by tests/live/run
    ALONE = False  # whether it bears no other test beside it
    maxDiff = None

    def assert_exit(self, code, ran):
        self.assertEqual(ran.code, code, ran)
        self.assertNotIn("Sanitizer", ran.err)

    def assert_findings(self, ran, expected):
        """`expected` maps the addresses that are not ok to their status."""
        findings = {f["address"]: f["status"] for f in ran.json()["findings"]}
        amiss = {address: status for address, status in findings.items() if status != "ok"}
        self.assertEqual(amiss, expected)


class StateCase(LiveCase):
    """Of what is kept from one run to the next."""

    def rmem(self):
        return self.lab.sysctl("net.ipv4.udp_rmem_min")

    def netkeel(self, verb, *arguments, **options):
        return self.lab.run([self.lab.netkeel, verb, "--state-dir", self.lab.state, *arguments],
                            **options)

    def runs(self):
        ran = self.netkeel("history", "--format", "json")
        self.assert_exit(0, ran)
        return ran.json()["runs"]

    def guards(self):
        """Processes of this lab's netkeel."""
        found = []
        for pid in filter(str.isdigit, os.listdir("/proc")):
            try:
                words = open(f"/proc/{pid}/cmdline", "rb").read().split(b"\0")
            except OSError:
                continue
            if words[0] == str(self.lab.netkeel).encode():
                found.append(int(pid))
        return found

    def signal_guards(self, number=signal.SIGKILL):
        for pid in self.guards():
            os.kill(pid, number)

    def await_rmem(self, value, seconds):
        deadline = time.monotonic() + seconds
        while self.rmem() != value and time.monotonic() < deadline:
            time.sleep(0.2)
        self.assertEqual(self.rmem(), value)

    def await_end_of_guards(self):
        deadline = time.monotonic() + 10
        while self.guards() and time.monotonic() < deadline:
            time.sleep(0.1)
        self.assertEqual(self.guards(), [])

    def mounted(self, options, script):
        """Runs a script of bash in a mount namespace with the state directory on a tmpfs."""
        self.lab.state.mkdir(mode=0o700, exist_ok=True)
        return self.lab.run(["unshare", "-m", "bash", "-c",
                             f"mount -t tmpfs -o {options},mode=0700 none {self.lab.state} && "
                             f"{script}"])
