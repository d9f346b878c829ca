# SPDX-License-Identifier: Apache-2.0
"""Every format, read by a parser of its kind."""

import json
import xml.etree.ElementTree as ElementTree

import yaml

from case import LiveCase


class FormatsTest(LiveCase):
    def report(self, kind, *arguments):
        ran = self.lab.call("check", "--format", kind, *arguments, self.lab.profile)
        self.assert_exit(2, ran)
        return ran.out

    def test_yaml_is_the_document_of_json(self):
        self.assertEqual(yaml.safe_load(self.report("yaml")), json.loads(self.report("json")))

    def test_junit_has_a_test_case_for_each_finding(self):
        findings = json.loads(self.report("json"))["findings"]
        root = ElementTree.fromstring(self.report("junit"))
        suite = root.find("testsuite")
        amiss = [f["address"] for f in findings if f["status"] != "ok"]
        failed = [f'{case.get("classname")}/{case.get("name")}'
                  for case in suite.findall("testcase") if case.find("failure") is not None]
        self.assertEqual(failed, amiss)
        self.assertEqual(int(suite.get("tests")), len(findings))
        self.assertEqual(int(root.get("failures")), len(amiss))

    def test_sarif_points_at_lines_that_are_there(self):
        run = json.loads(self.report("sarif"))["runs"][0]
        rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
        with open(self.lab.profile, encoding="utf-8") as file:
            lines = file.read().splitlines()
        self.assertTrue(run["results"])
        for result in run["results"]:
            self.assertIn(result["ruleId"], rules)
            self.assertIn(result["level"], ("error", "warning", "note"))
            place = result["locations"][0]["physicalLocation"]
            self.assertEqual(place["artifactLocation"]["uri"], "file://" + self.lab.profile)
            key = result["ruleId"].split(".", 1)[1]
            self.assertIn(key, lines[place["region"]["startLine"] - 1])
        prints = [r["partialFingerprints"]["hostAddress/v1"] for r in run["results"]]
        self.assertEqual(len(set(prints)), len(prints))

    def test_github_has_only_commands_and_a_verdict(self):
        *commands, verdict = self.report("github").splitlines()
        for command in commands:
            self.assertRegex(command, "^::(error|warning) file=[^,]*,line=[0-9]+,title=[^:]*::.")
        self.assertIn("not as wanted; exit 2", verdict)

    def test_a_report_for_a_file_replaces_it_and_prints_nothing(self):
        path = self.lab.folder / "netkeel.prom"
        self.assertEqual(self.report("prometheus", "--output", path), "")
        self.assertIn("netkeel_compliant 0\n", path.read_text())
        self.assert_exit(0, self.lab.apply(self.lab.profile))
        self.assert_exit(0, self.lab.call("check", "--format", "prometheus", "--output", path,
                                          self.lab.profile))
        self.assertIn("netkeel_compliant 1\n", path.read_text())
        self.assertEqual(path.stat().st_mode & 0o777, 0o644)
        self.assertEqual([p.name for p in path.parent.glob("netkeel.prom*")], ["netkeel.prom"])
