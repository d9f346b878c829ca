# SPDX-License-Identifier: Apache-2.0
"""Whose data it is that a verdict is made of, and whose profile is held against it."""

import json
import pathlib
import shutil

from case import LiveCase

CASES = pathlib.Path(__file__).resolve().parent.parent / "evidence/cases"
RINGS = "version: 1\nname: own\ninterfaces:\n  - match: {name: eth0}\n    rings: {rx: 512}\n"

# A host of this name with an /etc/netkeel/profile.yaml of its own.
HOST = """\
mount -t tmpfs none /mnt && mkdir /mnt/up /mnt/work &&
mount -t overlay -o lowerdir=/etc,upperdir=/mnt/up,workdir=/mnt/work none /etc &&
hostname feed7 && mkdir /etc/netkeel && cp "$0" /etc/netkeel/profile.yaml && "$@"
"""
DATA = '<script type="application/json" id="data">'


class OwnerTest(LiveCase):
    def host(self, profile, *command):
        """What netkeel does on such a host."""
        path = self.lab.write("own.yaml", profile)
        return self.lab.run(["unshare", "-m", "--uts", "bash", "-c", HOST, path, self.lab.netkeel,
                             *command])

    def page(self, *arguments):
        ran = self.host("version: 1\nname: own\n", "report", *arguments)
        self.assert_exit(0, ran)
        return json.loads(ran.out[ran.out.index(DATA) + len(DATA):].split("</script>")[0])

    def test_a_profile_that_cannot_be_read_is_no_reason_to_say_nothing(self):
        ran = self.host("version: 99\n", "diagnose", "--for", "1", "--format", "json")
        self.assertIn(ran.code, (0, 2), ran)
        self.assertEqual(ran.json()["host"], "feed7")
        page = self.host("version: 99\n", "report", "--for", "2")
        self.assert_exit(0, page)
        self.assertIn("wants is not said: ", page.out)

    def test_of_looks_at_the_host_its_own_profile_is_held_against_it(self):
        self.assertEqual(self.page("--for", "2")["drift"]["profile"],
                         "/etc/netkeel/profile.yaml")

    def test_a_recording_elsewhere_has_the_name_of_its_host_and_no_profile_of_this_one(self):
        file = self.lab.folder / "recording.sqlite"
        self.assert_exit(0, self.lab.call("record", "--for", "2", "--interval", "200ms",
                                          "--recording", file))
        page = self.page("--recording", file)
        self.assertEqual(page["host"], self.lab.sh("hostname").strip())
        self.assertIsNone(page["drift"])
        self.assertEqual(page["runs"], [])

    def captures(self):
        """Two of one host, whose ring overflows from one to the other."""
        trees = [self.lab.folder / "before", self.lab.folder / "after"]
        for tree, layers in zip(trees, (("host",), ("host", "later", "ring-bursts/after"))):
            for layer in layers:
                shutil.copytree(CASES / layer, tree, dirs_exist_ok=True)
        return trees

    def test_captures_are_held_against_a_profile_that_was_named_and_no_other(self):
        between = ["--between", *self.captures()]
        ran = self.host(RINGS, "diagnose", "--format", "json", *between)
        self.assertIsNone(ran.json()["findings"][0]["knobs"][0]["declared"], ran)
        named = self.lab.write("named.yaml", RINGS)
        ran = self.host(RINGS, "diagnose", "--format", "json", named, *between)
        self.assertIn("named.yaml", ran.json()["findings"][0]["knobs"][0]["declared"], ran)
