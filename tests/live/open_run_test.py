# SPDX-License-Identifier: Apache-2.0
"""A run that was killed, in the words of every verb; a disk that fills up while one is at work."""

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
        self.assertRegex(check.out, "an earlier run is half done")
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
                          ["apply", "--allow-disruptive", "--flap-budget", "0", nothing]):
            with self.subTest(arguments):
                ran = self.netkeel(*arguments)
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
