# SPDX-License-Identifier: Apache-2.0
"""Captures as archives, many of them in one run, and waivers."""

import json
import os
import pathlib
import re
import tarfile
import threading

import jsonschema

from case import LiveCase

ROOT = pathlib.Path(__file__).resolve().parents[2]
WAIVERS = """\
version: 1
waivers:
  - {address: 'v0/*', reason: until the move, owner: netops, expires: DATE}
  - {address: host/*, reason: until the move, owner: netops, expires: DATE}
"""


class AuditTest(LiveCase):
    def capture(self, name):
        path = self.lab.folder / name
        self.assert_exit(0, self.lab.call("capture", path))
        return path

    def test_an_archive_tells_what_the_machine_told(self):
        path = self.capture("host.tar")
        live = self.lab.call("check", "--format", "json", self.lab.profile).json()
        replayed = self.lab.call("check", "--format", "json", "--root", path, self.lab.profile)
        self.assertEqual(replayed.json(), live)

    def test_an_archive_opens_with_tar_and_holds_no_address(self):
        path = self.capture("host.tar")
        self.lab.ok(["tar", "-xf", path, "-C", self.lab.folder, "meta.yaml", "values.yaml"])
        with tarfile.open(path) as archive:
            self.assertTrue(all(entry.isfile() for entry in archive))
        macs = re.findall("link/ether ([0-9a-f:]{17})", self.lab.sh("ip link"))
        self.assertTrue(macs)
        content = path.read_bytes()
        for mac in macs:
            self.assertNotIn(mac.encode(), content)
        self.assertIsNone(re.search(rb"([0-9a-f]{2}:){5}[0-9a-f]{2}[^0-9a-f:]", content))

    def test_an_archive_is_not_written_over_another(self):
        path = self.capture("host.tar")
        before = path.read_bytes()
        ran = self.lab.call("capture", path)
        self.assert_exit(1, ran)
        self.assertIn("is there already", ran.err)
        self.assertEqual(path.read_bytes(), before)

    def test_many_captures_are_one_document_that_keeps_its_schema(self):
        good = self.capture("a.tar")
        cut = self.lab.folder / "cut.tar"
        cut.write_bytes(good.read_bytes()[:5000])
        ran = self.lab.call("check", "--format", "json", self.lab.profile, "--root", good, cut,
                            good)
        self.assert_exit(1, ran)
        schema = json.loads((ROOT / "schemas/fleet.schema.json").read_text())
        jsonschema.Draft202012Validator(schema).validate(ran.json())
        self.assertEqual([host["exit_code"] for host in ran.json()["hosts"]], [2, 1, 2])
        self.assertIn("cut short", ran.json()["hosts"][1]["messages"][0])

    def many(self, *arguments):
        return [self.lab.netkeel, "check", *arguments, self.lab.profile, "--root",
                *[self.capture("many.tar")] * 300]

    def test_many_captures_for_a_full_disk_are_an_error_and_no_success(self):
        for kind in ("text", "json", "yaml", "sarif", "junit", "github"):
            with open("/dev/full", "w", encoding="utf-8") as full:
                ran = self.lab.run(self.many("--format", kind), stdout=full)
            self.assert_exit(1, ran)
            self.assertEqual(ran.err, "netkeel: cannot write the output: No space left on device\n")
            (self.lab.folder / "many.tar").unlink()

    def test_a_pipe_that_is_closed_in_the_middle_of_many_captures_is_an_error(self):
        reading, writing = os.pipe()
        # What was written is read back, and then nobody reads any more.
        reader = threading.Thread(target=lambda: (os.read(reading, 100), os.close(reading)))
        reader.start()
        ran = self.lab.run(self.many("--format", "json"), stdout=writing)
        os.close(writing)
        reader.join()
        self.assert_exit(1, ran)
        self.assertEqual(ran.err, "netkeel: cannot write the output: Broken pipe\n")

    def test_a_file_of_many_captures_is_replaced_whole_or_not_at_all(self):
        script = ('mount -t tmpfs -o size=64k none "$0" && echo old > "$0/report" && '
                  '"$@" --output "$0/report"; echo "exit $?"; cat "$0/report"; ls "$0"')
        folder = self.lab.folder / "small"
        folder.mkdir()
        ran = self.lab.run(["unshare", "-m", "sh", "-c", script, folder,
                            *self.many("--format", "json")])
        self.assertEqual(ran.out, "exit 1\nold\nreport\n")
        self.assertIn("No space left on device", ran.err)

    def test_a_diff_names_what_differs_and_nothing_else(self):
        path = self.capture("before.tar")
        same = self.lab.call("diff", path, "-")
        self.assert_exit(0, same)
        self.lab.sh("ethtool -L v0 rx 4; sysctl -qw net.core.somaxconn=4095")
        differs = self.lab.call("diff", "--format", "json", path, "-")
        self.assert_exit(2, differs)
        found = {d["address"]: (d["a"], d["b"]) for d in differs.json()["differences"]}
        self.assertEqual(found["host/sysctl/net.core.somaxconn"], ("4096", "4095"))
        self.assertEqual(found["v0/channels/rx"], ("8", "4"))
        others = [a for a in found if not a.startswith(("v0/channels/rx", "v0/queues/rx-"))]
        self.assertEqual(others, ["host/sysctl/net.core.somaxconn"])

    def test_a_waived_drift_is_reported_and_no_drift(self):
        waivers = self.lab.write("waivers.yaml", WAIVERS.replace("DATE", "2999-12-31"))
        ran = self.lab.call("check", "--format", "json", "--waivers", waivers, self.lab.profile)
        self.assert_exit(0, ran)
        waived = [f for f in ran.json()["findings"] if f["status"] == "waived"]
        self.assertTrue(waived)
        self.assertEqual({f["waiver"]["status"] for f in waived}, {"drift"})
        schema = json.loads((ROOT / "schemas/report.schema.json").read_text())
        jsonschema.Draft202012Validator(schema).validate(ran.json())
        text = self.lab.call("check", "--waivers", waivers, self.lab.profile)
        self.assertIn("waived by netops until 2999-12-31: until the move", text.out)

    def test_an_expired_waiver_excuses_nothing_and_says_since_when(self):
        waivers = self.lab.write("waivers.yaml", WAIVERS.replace("DATE", "2020-01-31"))
        ran = self.lab.call("check", "--waivers", waivers, self.lab.profile)
        self.assert_exit(2, ran)
        self.assertIn("expired on 2020-01-31", ran.out)

    def test_a_mistake_in_a_waiver_is_an_error(self):
        waivers = self.lab.write("waivers.yaml", WAIVERS.replace("owner", "woner"))
        ran = self.lab.call("check", "--waivers", waivers, self.lab.profile)
        self.assert_exit(1, ran)
        self.assertIn("waivers.yaml:3: unknown key 'woner'; did you mean 'owner'?", ran.err)
