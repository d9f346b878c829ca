# SPDX-License-Identifier: Apache-2.0
"""A run that was killed, in the words of every verb; a disk that fills up while one is at work; a
guard that is told to end; namespaces that come and go."""

import re
import signal
import time

from case import StateCase
from lab import TRACED


class OpenRunTest(StateCase):
    BEFORE, WANTED = ("4096", (8, 8)), ("8192", (4, 4))
    HALF_DONE = r"apply \d of \S+ was killed \(it began at \S+ \S+Z\) and is half done"

    def settings(self):
        return self.rmem(), self.lab.queues()

    def kill_an_apply(self):
        """At the third fsync, behind those of the checkpoint: all is written but the history."""
        ran = self.lab.run(["strace", "-qq", "-o", "/dev/null", "-e", "trace=fsync", "-e",
                            "inject=fsync:signal=KILL:when=3", self.lab.netkeel, "apply",
                            "--allow-disruptive", "--state-dir", self.lab.state,
                            self.lab.profile], env=TRACED)
        self.assertIn(ran.code, (-9, 137), ran)
        self.assertEqual(self.settings(), self.WANTED)

    def day1(self):
        """Another setting than those of the profile."""
        profile = self.lab.write("day1.yaml", "version: 1\nhost:\n  sysctl:\n"
                                              "    net.ipv4.udp_wmem_min: 9000\n")
        self.assert_exit(0, self.lab.apply(profile))

    def test_a_killed_apply_is_denied_by_no_verb(self):
        self.kill_an_apply()
        puts_back = self.HALF_DONE + "; `netkeel rollback` puts it back"
        check = self.netkeel("check", self.lab.profile)
        self.assert_exit(2, check)
        self.assertRegex(check.out.splitlines()[1], puts_back)
        self.assertRegex(check.out, "an earlier run is still open")
        self.assertEqual([run["ending"] for run in self.runs()], ["killed, half done"])
        self.assertIn("killed, half done", self.netkeel("history").out)
        confirm = self.netkeel("confirm")
        self.assert_exit(1, confirm)
        self.assertRegex(confirm.err, puts_back)
        for dry in (self.netkeel("apply", "--dry-run", "--allow-disruptive", self.lab.profile),
                    self.netkeel("rollback", "--dry-run", "--allow-disruptive")):
            self.assert_exit(2, dry)
            self.assertRegex(dry.out, self.HALF_DONE)
            self.assertRegex(dry.out, r"tx +4 +-> +8")
        self.assertEqual(self.settings(), self.WANTED)

    def test_without_leave_a_killed_apply_is_not_put_back_and_the_link_is_named(self):
        self.kill_an_apply()
        nothing = self.lab.write("nothing.yaml", "version: 1\n")
        for arguments in (["apply", nothing], ["apply", "--dry-run", nothing], ["rollback"],
                          ["apply", "--confirm-within", "60", nothing],
                          ["apply", "--allow-disruptive", "--flap-budget", "0", nothing]):
            with self.subTest(arguments):
                ran = self.netkeel(*arguments)
                self.await_end_of_guards()
                self.assert_exit(1, ran)
                self.assertRegex(ran.out + ran.err, self.HALF_DONE + ".*reset .*v0")
                self.assertEqual(self.settings(), self.WANTED)

    def test_a_rollback_undoes_the_killed_apply_and_stops(self):
        self.day1()
        self.kill_an_apply()
        ran = self.netkeel("rollback", "--allow-disruptive")
        self.assert_exit(0, ran)
        self.assertRegex(ran.out, "apply 1 of .*day1.yaml stands; `netkeel rollback` once more")
        self.assertNotIn("; 0 changed", ran.out)
        self.assertEqual((*self.settings(), self.lab.sysctl("net.ipv4.udp_wmem_min")),
                         (*self.BEFORE, "9000"))
        self.assert_exit(0, self.netkeel("rollback", "--allow-disruptive"))
        self.assertNotEqual(self.lab.sysctl("net.ipv4.udp_wmem_min"), "9000")

    def apply_while_the_disk_fills(self, then):
        """Between the checkpoint and the end of an apply all room is taken."""
        state, netkeel = self.lab.state, self.lab.netkeel
        return self.mounted("size=256k", f"""
            {{ until ls {state}/history-*.new; do sleep 0.1; done; cat /dev/zero > {state}/filler
            }} >/dev/null 2>&1 &
            ASAN_OPTIONS=detect_leaks=0 strace -qq -o /dev/null -e trace=fallocate \
              -e inject=fallocate:delay_exit=4000000 {netkeel} apply --allow-disruptive \
              --state-dir {state} {self.lab.profile}; echo "ended $?"
            {then}""")

    def test_a_disk_that_fills_up_during_an_apply_does_not_take_its_way_back(self):
        ran = self.apply_while_the_disk_fills(
            f"rm {self.lab.state}/filler;"
            f"{self.lab.netkeel} rollback --allow-disruptive --state-dir {self.lab.state}")
        self.assertRegex(ran.out, "ended 0")
        self.assert_exit(0, ran)
        self.assertEqual(self.settings(), self.BEFORE)

    def test_where_the_end_has_no_room_nothing_is_begun(self):
        ran = self.mounted("size=256k", f"cd {self.lab.state}; touch lock;"
                           "cat /dev/zero > filler 2>/dev/null; truncate -s -8192 filler;"
                           f"{self.lab.netkeel} apply --allow-disruptive --state-dir"
                           f" {self.lab.state} {self.lab.profile}; echo ended $?; ls")
        self.assertIn("ended 1", ran.out)
        self.assertIn("No space left on device", ran.out + ran.err)
        self.assertNotIn("checkpoint", ran.out.split("ended 1")[1])
        self.assertEqual(self.settings(), self.BEFORE)

    def test_an_apply_that_can_keep_no_way_back_is_put_back(self):
        """The history cannot be written, and the checkpoint cannot take its place."""
        ran = self.lab.run(["strace", "-qq", "-o", "/dev/null", "-e", "trace=fsync,renameat", "-e",
                            "inject=renameat:error=ENOSPC:when=2+", self.lab.netkeel, "apply",
                            "--allow-disruptive", "--state-dir", self.lab.state,
                            self.lab.profile], env=TRACED)
        self.assert_exit(3, ran)
        self.assertIn("its way back cannot be kept", ran.out)
        self.assertEqual(self.settings(), self.BEFORE)

    def test_an_apply_whose_record_cannot_be_written_keeps_its_checkpoint_instead(self):
        ran = self.lab.run(["strace", "-qq", "-o", "/dev/null", "-e", "trace=fsync", "-e",
                            "inject=fsync:error=ENOSPC:when=3", self.lab.netkeel, "apply",
                            "--allow-disruptive", "--state-dir", self.lab.state,
                            self.lab.profile], env=TRACED)
        self.assert_exit(0, ran)
        self.assertIn("without its list of changes", ran.out)
        self.assertEqual(self.runs()[0]["ending"], "done, not written down in full")
        self.assert_exit(0, self.netkeel("rollback", "--allow-disruptive"))
        self.assertEqual(self.settings(), self.BEFORE)

    def test_a_guard_that_is_told_to_end_rolls_back_first(self):
        """By systemd, for one, when the session or the unit ends that the apply was called in."""
        self.assert_exit(0, self.lab.apply("--confirm-within", "600", self.lab.profile))
        self.signal_guards(signal.SIGTERM)
        self.await_end_of_guards()
        self.assertEqual(self.settings(), self.BEFORE)
        self.assertEqual(self.runs()[0]["ending"], "not confirmed, rolled back")

    def test_with_closed_descriptors_a_confirmation_is_still_awaited(self):
        command = (f"exec <&- >&- 2>&-; {self.lab.netkeel} apply --allow-disruptive --state-dir"
                   f" {self.lab.state} --confirm-within 1 {self.lab.profile}")
        ran = self.lab.run(["bash", "-c", command])
        self.assertEqual(ran.code, 1, "nobody could read the report")
        self.await_rmem("4096", 10)
        self.await_end_of_guards()
        self.assertEqual(self.settings(), self.BEFORE)
        self.assertEqual(self.runs()[0]["ending"], "not confirmed, rolled back")

    def test_who_waits_for_what_is_overdue_undoes_it(self):
        """As netkeel-confirm.service does, with the guard gone."""
        self.assert_exit(0, self.lab.apply("--confirm-within", "5", self.lab.profile))
        self.signal_guards()
        ran = self.netkeel("rollback", "--when-overdue")
        self.assert_exit(0, ran)
        self.assertIn("was never confirmed, and its time is over: rolled it back", ran.out)
        self.assertEqual(self.settings(), self.BEFORE)
        again = self.netkeel("rollback", "--when-overdue")
        self.assertIn("nothing to undo", again.out)

    def test_what_is_overdue_and_cannot_all_be_put_back_is_a_failure(self):
        self.assert_exit(0, self.lab.apply("--confirm-within", "5", self.lab.profile))
        self.signal_guards()
        self.lab.sh("ip link del v0")
        ran = self.netkeel("rollback", "--when-overdue")
        self.assert_exit(4, ran)
        self.assertIn("could not roll all of it back", ran.out)
        self.assertEqual(self.rmem(), "4096")

    def test_the_history_has_the_deadline_and_says_overdue(self):
        self.assert_exit(0, self.lab.apply("--confirm-within", "600", self.lab.profile))
        self.assertRegex(self.netkeel("history").out, r"waits for confirmation until \S+ \S+Z")
        self.assertFalse(self.runs()[0]["overdue"])
        self.assert_exit(0, self.netkeel("rollback"))
        self.assert_exit(0, self.lab.apply("--confirm-within", "5", self.lab.profile))
        self.signal_guards()
        self.lab.sh("sleep 5.5")
        self.assertTrue(self.runs()[-1]["overdue"])
        self.assertIn("overdue since", self.netkeel("history").out)
        self.assert_exit(2, self.netkeel("check", self.lab.profile))

    def test_what_was_written_is_said_though_nobody_reads_the_report(self):
        ran = self.lab.run(["bash", "-c", f"{self.lab.netkeel} apply --allow-disruptive --state-dir"
                            f" {self.lab.state} {self.lab.profile} >/dev/full"])
        self.assert_exit(1, ran)
        self.assertIn("the host was changed all the same", ran.err)
        self.assertEqual(self.settings(), self.WANTED)

    def test_a_dry_run_of_a_rollback_says_what_it_would_put_back(self):
        self.assert_exit(0, self.lab.apply(self.lab.profile))
        dry = self.netkeel("rollback", "--dry-run", "--allow-disruptive").out.splitlines()[-1]
        self.assertRegex(dry, r"^would put back \d+ of \d+ settings; nothing was changed; exit 2")

    def test_a_good_apply_that_had_nothing_to_do_clears_the_metric_of_a_failed_one(self):
        def code():
            metrics = self.netkeel("check", "--format", "prometheus", self.lab.profile).out
            return re.search(r"^netkeel_last_apply_exit_code (\d)", metrics, re.M)[1]
        self.assert_exit(0, self.lab.apply(self.lab.profile))
        self.fail_an_apply()
        self.assertEqual(code(), "3")
        self.assert_exit(0, self.lab.apply(self.lab.profile))
        self.assertEqual(code(), "0")

    def fail_an_apply(self):
        """An apply of another profile that fails and is put back."""
        other = self.lab.write("day1.yaml", "version: 1\nhost:\n  sysctl:\n"
                                            "    net.ipv4.udp_wmem_min: 9000\n")
        ran = self.lab.run(["strace", "-qq", "-o", "/dev/null", "-e", "trace=renameat", "-e",
                            "inject=renameat:error=ENOSPC:when=2..3", self.lab.netkeel, "apply",
                            "--state-dir", self.lab.state, other], env=TRACED)
        self.assert_exit(3, ran)


class DeadNamespaceTest(StateCase):
    """Linux gives the lowest number that is free: another test's namespace may take and keep it."""
    ALONE = True

    def test_a_namespace_does_not_inherit_from_a_dead_one_of_its_inode(self):
        profile = self.lab.write("udp.yaml", "version: 1\nhost:\n  sysctl:\n"
                                             "    net.ipv4.udp_rmem_min: 8192\n")
        called = f"{self.lab.netkeel} %s --state-dir {self.lab.state}"
        inode = "mount -t sysfs sysfs /sys; stat -Lc %i /proc/self/ns/net; "
        first = self.lab.run(["unshare", "-nm", "bash", "-c", inode + called % "apply" + " "
                              + profile])
        self.assert_exit(0, first)
        seen = set()
        deadline = time.monotonic() + 60  # Linux takes dead namespaces away when it comes to it
        while time.monotonic() < deadline:
            ran = self.lab.run(["unshare", "-nm", "bash", "-c", inode + called % "rollback"])
            self.assert_exit(1, ran)
            self.assertIn("the history has no apply", ran.err)
            seen.add(ran.out.split()[0])
            if first.out.split()[0] in seen:
                return
        self.fail("no inode was used again")
