# SPDX-License-Identifier: Apache-2.0
"""The program as its caller meets it: exit codes, streams, schema, bad profiles."""

import json
import os
import pathlib
import subprocess

import jsonschema

from case import LiveCase

ROOT = pathlib.Path(__file__).resolve().parents[2]


class CliTest(LiveCase):
    def test_a_good_profile_validates(self):
        ran = self.lab.call("validate", self.lab.profile)
        self.assert_exit(0, ran)
        self.assertEqual(ran.out, f"{self.lab.profile}: ok\n")

    def test_every_bad_profile_is_refused_and_writes_nothing(self):
        bad = sorted((ROOT / "tests/profiles/bad").glob("*.yaml"))
        self.assertGreaterEqual(len(bad), 60)
        for path in bad:
            with self.subTest(path.name):
                ran = self.lab.apply(path)
                self.assert_exit(1, ran)
                self.assertTrue(ran.err.strip(), "no message")
                self.assertEqual(self.lab.call("check", path).code, 1)
        self.assertFalse(self.lab.state.exists(), "a refused apply made its state directory")
        self.assertEqual(self.lab.queues(), (8, 8))

    def test_every_report_keeps_the_shipped_schema(self):
        schema = json.loads((ROOT / "schemas/report.schema.json").read_text())
        jsonschema.Draft202012Validator.check_schema(schema)
        validator = jsonschema.Draft202012Validator(schema)
        missing = self.lab.write("bad.yaml", "version: 7\n")
        for ran in (self.lab.call("check", "--format", "json", self.lab.profile),
                    self.lab.call("check", "--format", "json", missing),
                    self.lab.call("apply", "--dry-run", "--format", "json", self.lab.profile),
                    self.lab.apply("--format", "json", self.lab.profile),
                    self.lab.call("check", "--format", "json", self.lab.profile)):
            self.assertEqual([e.message for e in validator.iter_errors(ran.json())], [], ran)
            self.assertEqual(ran.json()["exit_code"], ran.code)

    def test_every_diagnosis_is_valid(self):
        validator = jsonschema.Draft202012Validator(
            json.loads(self.lab.call("schema", "--diagnosis").out))
        ran = self.lab.call("diagnose", "--for", "1", "--format", "json", self.lab.profile)
        self.assertIn(ran.code, (0, 2))
        self.assertEqual([e.message for e in validator.iter_errors(ran.json())], [], ran)

    def test_the_schema_refuses_what_is_no_report(self):
        schema = json.loads(self.lab.call("schema", "--report").out)
        report = self.lab.call("check", "--format", "json", self.lab.profile).json()
        report["findings"][0]["status"] = "fine"
        self.assertFalse(jsonschema.Draft202012Validator(schema).is_valid(report))

    def test_printed_schemas_are_the_shipped_files(self):
        for name, arguments in (("report", ["--report"]), ("diagnosis", ["--diagnosis"]),
                                ("profile", [])):
            shipped = (ROOT / f"schemas/{name}.schema.json").read_text()
            self.assertEqual(self.lab.call("schema", *arguments).out, shipped)

    def test_a_full_disk_is_an_error_and_no_success(self):
        for arguments in (["--version"], ["check", self.lab.profile], ["schema"]):
            with open("/dev/full", "w", encoding="utf-8") as full:
                ran = self.lab.run([self.lab.netkeel, *arguments], stdout=full)
            self.assert_exit(1, ran)
            self.assertIn("No space left", ran.err)

    def test_a_closed_pipe_is_an_error_and_no_success(self):
        reading, writing = os.pipe()
        os.close(reading)
        ran = self.lab.run([self.lab.netkeel, "schema"], stdout=writing)
        os.close(writing)
        self.assert_exit(1, ran)
        self.assertIn("Broken pipe", ran.err)

    def test_an_unknown_interface_is_refused_with_a_suggestion(self):
        ran = self.lab.call("check", "-i", "v9", self.lab.profile)
        self.assert_exit(1, ran)
        self.assertIn("v0", ran.err)

    def test_mistakes_on_the_command_line_are_one_line(self):
        for arguments in ([], ["chek"], ["check", "--bogus"], ["check", "/no/such/profile"],
                          ["check", "no-such-profile"], ["apply", "--root", "/tmp"],
                          ["check", "--root", "/no/such/tree", self.lab.profile],
                          ["explain", "net.core.netdev_budgett"], ["capture"]):
            ran = self.lab.run([self.lab.netkeel, *arguments])
            self.assert_exit(1, ran)
            self.assertEqual(ran.out, "")
            self.assertEqual(len(ran.err.splitlines()), 1, ran)

    def test_colours_only_where_asked_for(self):
        plain = self.lab.call("check", self.lab.profile)
        always = self.lab.call("check", "--color", "always", self.lab.profile)
        self.assertNotIn("\x1b", plain.out)
        self.assertIn("\x1b[31mdrift\x1b[0m", always.out)

    def test_a_terminal_gets_colours_unless_no_color_is_set(self):
        for environment, colours in (({}, True), ({"NO_COLOR": "1"}, False)):
            command = f"{self.lab.netkeel} check {self.lab.profile}"
            ran = self.lab.run(["script", "-qec", command, "/dev/null"],
                               env={"TERM": "xterm", **environment}, stdin=subprocess.DEVNULL)
            self.assertEqual("\x1b[" in ran.out, colours, ran)

    def test_every_key_can_be_explained(self):
        table = self.lab.call("explain")
        self.assert_exit(0, table)
        keys = [line.split()[0] for line in table.out.splitlines()[1:]]
        self.assertIn("rings.rx", keys)
        self.assertIn("net.core.netdev_budget", keys)
        for key in keys:
            self.assert_exit(0, self.lab.call("explain", key))
