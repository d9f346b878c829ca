# SPDX-License-Identifier: Apache-2.0
"""rollback, history and confirm, and a place for the checkpoint that is full, read-only or gone."""

import re
import subprocess
import time

from case import StateCase


class TransactionTest(StateCase):
    def test_a_rollback_goes_back_before_an_apply_that_succeeded(self):
        self.lab.sh("echo 1 > /sys/class/net/v0/queues/rx-6/rps_cpus")
        self.assert_exit(0, self.lab.apply(self.lab.profile))
        dry = self.netkeel("rollback", "--allow-disruptive", "--dry-run")
        self.assert_exit(2, dry)
        self.assertIn("v0 channels", dry.out)
        self.assertEqual(self.lab.queues(), (4, 4))
        self.assert_exit(0, self.netkeel("rollback", "--allow-disruptive"))
        self.assertEqual((self.lab.queues(), self.rmem(), self.lab.rps(6)), ((8, 8), "4096", 1))
        self.assertIn("; 0 changed", self.netkeel("rollback", "--allow-disruptive").out)
        self.assertEqual([run["verb"] for run in self.runs()], ["apply", "rollback"])

    def test_a_rollback_finds_an_interface_that_was_renamed(self):
        self.assert_exit(0, self.lab.apply(self.lab.profile))
        self.lab.sh("ip link set v0 down; ip link set v0 name w0; ip link set w0 up")
        ran = self.netkeel("rollback", "--allow-disruptive", "--format", "json")
        self.assertIn(ran.code, (0, 2), ran)  # net.ipv4.conf.v0 has gone with the name
        self.assertIn("RX:\t\t8", self.lab.sh("ethtool -l w0").split("Current")[1])

    def test_the_history_says_when_who_and_what(self):
        self.assert_exit(0, self.lab.apply(self.lab.profile))
        (run,) = self.runs()
        self.assertEqual((run["id"], run["verb"], run["uid"], run["ending"]),
                         (1, "apply", 0, "applied"))
        self.assertRegex(run["when"], r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\dZ$")
        changes = {c["address"]: (c["before"], c["after"]) for c in run["changes"]}
        self.assertEqual(changes["host/sysctl/net.ipv4.udp_rmem_min"], ("4096", "8192"))
        self.assertIn("4096  ->  8192", self.netkeel("history", "1").out)
        self.assert_exit(1, self.netkeel("history", "9"))

    def test_what_is_not_confirmed_is_undone_though_the_terminal_goes_away(self):
        command = [self.lab.netkeel, "apply", "--allow-disruptive", "--state-dir", self.lab.state,
                   "--confirm-within", "5", self.lab.profile]
        # The pseudo-terminal of script(1) hangs up when it ends.
        ran = self.lab.run(["script", "-qec", " ".join(map(str, command)), "/dev/null"],
                           stdin=subprocess.DEVNULL)
        self.assert_exit(0, ran)
        self.assertEqual(self.rmem(), "8192")
        self.await_rmem("4096", 20)
        self.await_end_of_guards()
        self.assertEqual(self.lab.queues(), (8, 8))
        self.assertEqual(self.runs()[0]["ending"], "not confirmed, rolled back")

    def test_what_is_confirmed_stays_and_the_guard_ends(self):
        self.assert_exit(0, self.lab.apply("--confirm-within", "600", self.lab.profile))
        refused = self.lab.apply(self.lab.profile)
        self.assert_exit(1, refused)
        self.assertIn("netkeel confirm", refused.err)
        self.assertEqual(self.runs()[0]["ending"], "waits for confirmation")
        self.assert_exit(0, self.netkeel("confirm"))
        self.await_end_of_guards()
        self.assertEqual((self.rmem(), self.lab.queues()), ("8192", (4, 4)))
        self.assert_exit(1, self.netkeel("confirm"))
        self.assert_exit(0, self.netkeel("rollback", "--allow-disruptive"))
        self.assertEqual(self.lab.queues(), (8, 8))

    def test_an_apply_that_waits_is_one_run_and_one_rollback_undoes_it(self):
        text = self.lab.folder.joinpath("profile.yaml").read_text()
        profile = self.lab.write("late.yaml", text + "  - match: {name: w0}\n"
                                 "    queues: {rps_cpus: online}\n")
        applying = subprocess.Popen(
            ["ip", "netns", "exec", self.lab.name, self.lab.netkeel, "apply", "--allow-disruptive",
             "--wait", "60", "--state-dir", self.lab.state, profile],
            text=True, stdout=subprocess.PIPE)
        while not self.runs() and applying.poll() is None:
            time.sleep(0.1)
        self.assertEqual(self.lab.queues(), (4, 4))
        self.lab.sh("ip link add w0 numrxqueues 2 type veth peer name w1; ip link set w0 up;"
                    " ip link set w1 up")
        out = applying.communicate(timeout=90)[0]
        self.assertEqual(applying.returncode, 0, out)
        self.assertIn("w0/queues/rx-1/rps_cpus", out)
        self.assertNotIn("nothing was changed", out)
        (run,) = self.runs()
        self.assertEqual(run["ending"], "applied")
        self.assert_exit(0, self.netkeel("rollback", "--allow-disruptive"))
        self.assertEqual((self.rmem(), self.lab.queues()), ("4096", (8, 8)))
        self.assertRegex(self.lab.sh("cat /sys/class/net/w0/queues/rx-1/rps_cpus"), "^[0,]+$")

    def test_a_rollback_is_whole_or_nothing(self):
        self.assert_exit(0, self.lab.apply(self.lab.profile))
        for arguments in ((), ("--dry-run",)):
            ran = self.netkeel("rollback", *arguments)
            self.assert_exit(1, ran)
            self.assertIn("whole or nothing", ran.out)
            self.assertIn("v0 (channels/rx, channels/tx)", ran.out)
            self.assertEqual((self.rmem(), self.lab.queues()), ("8192", (4, 4)))
        self.assert_exit(0, self.netkeel("rollback", "--allow-disruptive"))
        self.assertEqual((self.rmem(), self.lab.queues()), ("4096", (8, 8)))

    def test_a_rollback_does_not_wait_for_the_time_to_be_over(self):
        self.assert_exit(0, self.lab.apply("--confirm-within", "600", self.lab.profile))
        self.assert_exit(0, self.netkeel("rollback"))
        self.assertEqual((self.rmem(), self.lab.queues()), ("4096", (8, 8)))
        self.await_end_of_guards()

    def test_when_the_guard_is_killed_the_next_run_does_its_work(self):
        self.assert_exit(0, self.lab.apply("--confirm-within", "5", self.lab.profile))
        self.signal_guards()
        time.sleep(6.2)
        self.assertEqual(self.rmem(), "8192")
        ran = self.lab.apply("--format", "json", self.lab.write("nothing.yaml", "version: 1\n"))
        self.assert_exit(0, ran)
        self.assertIn("was never confirmed, and its time is over: rolled it back", " ".join(ran.json()["messages"]))
        self.assertEqual((self.rmem(), self.lab.queues()), ("4096", (8, 8)))

    def test_when_the_apply_itself_is_killed_its_guard_rolls_back(self):
        command = [self.lab.netkeel, "apply", "--allow-disruptive", "--state-dir", self.lab.state,
                   "--confirm-within", "600", self.lab.profile]
        # Only the apply: the guard is not traced. Behind two fsyncs, of the checkpoint and of its
        # folder, the third one is that of the record which is to wait.
        ran = self.lab.run(["strace", "-qq", "-o", "/dev/null", "-e", "trace=fsync", "-e",
                            "inject=fsync:signal=KILL:when=3", *command],
                           env={"ASAN_OPTIONS": "detect_leaks=0"})
        self.assertIn(ran.code, (-9, 137), ran)
        self.await_end_of_guards()
        self.assertEqual((self.rmem(), self.lab.queues()), ("4096", (8, 8)))
        self.assertEqual(self.runs()[0]["ending"], "interrupted, rolled back")

    def applied(self, options, prepare, *arguments):
        """netkeel apply with the state directory on a tmpfs that was prepared."""
        command = " ".join(map(str, [self.lab.netkeel, "apply", "--allow-disruptive",
                                     "--state-dir", self.lab.state, *arguments,
                                     self.lab.profile]))
        return self.mounted(options, f"cd {self.lab.state} && {{ {prepare}; }}; cd /; {command}")

    def assert_refused(self, ran, word):
        self.assert_exit(1, ran)
        self.assertIn(word, ran.out + ran.err)
        self.assertIn("nothing was changed", ran.out + ran.err)
        self.assertEqual((self.rmem(), self.lab.queues()), ("4096", (8, 8)))

    FILL = "touch lock; cat /dev/zero > filler 2>/dev/null || true"

    def test_on_a_full_disk_nothing_is_written(self):
        self.assert_refused(self.applied("size=64k", self.FILL), "No space left")

    def test_on_a_read_only_disk_nothing_is_written(self):
        self.assert_refused(self.applied("size=64k", f"mount -o remount,ro {self.lab.state}"),
                            "Read-only file system")

    def test_without_var_nothing_is_written(self):
        ran = self.lab.call("apply", "--allow-disruptive", "--state-dir",
                            self.lab.folder / "no" / "var", self.lab.profile)
        self.assert_refused(ran, "No such file")

    def test_without_a_checkpoint_it_goes_on_only_with_leave_and_says_so(self):
        for options, script in (("size=64k", self.FILL),
                                ("size=64k", f"mount -o remount,ro {self.lab.state}")):
            with self.subTest(script):
                ran = self.applied(options, script, "--no-checkpoint")
                self.assert_exit(0, ran)
                self.assertRegex(ran.out, re.compile("^note: WITHOUT A CHECKPOINT", re.M))
                self.assertEqual((self.rmem(), self.lab.queues()), ("8192", (4, 4)))
                self.lab.sh("ethtool -L v0 rx 8 tx 8; sysctl -qw net.ipv4.udp_rmem_min=4096")
