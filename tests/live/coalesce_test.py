# SPDX-License-Identifier: Apache-2.0
"""Coalescing of a tap, the one virtual device that has any: rx-frames, clamped to 64."""

from case import StateCase

PROFILE = """\
version: 1
interfaces:
  - match: {{name: t0}}
    coalesce: {{rx-frames: {}}}
"""


class CoalesceTest(StateCase):
    def setUp(self):
        self.lab.sh("ip tuntap add t0 mode tap; ip link set t0 up")

    def frames(self):
        lines = self.lab.sh("ethtool -c t0").splitlines()
        return next(line.split(":")[1].strip() for line in lines if line.startswith("rx-frames:"))

    def profile(self, frames):
        return self.lab.write("coalesce.yaml", PROFILE.format(frames))

    def test_what_is_set_is_in_ethtools_eyes_too_and_stays(self):
        self.assert_exit(0, self.lab.apply(self.profile(16)))
        self.assertEqual(self.frames(), "16")
        self.assertIn("; 0 changed", self.lab.apply(self.profile(16)).out)

    def test_what_the_driver_clamps_is_compliant_and_written_once(self):
        ran = self.lab.apply("--format", "json", self.profile(100))
        self.assert_exit(0, ran)
        self.assert_findings(ran, {"t0/coalesce/rx-frames": "clamped"})
        self.assertEqual(self.frames(), "64")
        again = self.lab.call("apply", "--dry-run", self.profile(100))
        self.assert_exit(0, again)
        self.assertIn("tun keeps 64 at the most", self.lab.call("check", self.profile(100)).out)

    def test_a_rollback_goes_back_to_what_was(self):
        self.lab.sh("ethtool -C t0 rx-frames 7")
        self.assert_exit(0, self.lab.apply(self.profile(100)))
        self.assert_exit(0, self.netkeel("rollback"))
        self.assertEqual(self.frames(), "7")

    def test_a_number_that_the_driver_has_not_got_is_unsupported(self):
        profile = self.lab.write("coalesce.yaml", PROFILE.format("8, rx-usecs: 3"))
        ran = self.lab.apply("--format", "json", profile)
        self.assert_exit(2, ran)
        self.assert_findings(ran, {"t0/coalesce/rx-usecs": "unsupported"})
        self.assertEqual(self.frames(), "8")

    def test_a_word_that_is_none_is_refused_with_its_line(self):
        profile = self.lab.write("coalesce.yaml", PROFILE.format("8, rx-usec: 3"))
        ran = self.lab.call("check", profile)
        self.assert_exit(1, ran)
        self.assertIn("coalesce.yaml:4", ran.err)
        self.assertIn("rx-usecs", ran.err)
