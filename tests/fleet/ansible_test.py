# SPDX-License-Identifier: Apache-2.0
"""The Ansible collection, by ansible-playbook."""

import json
import unittest

COLLECTION = "/usr/share/ansible/collections/ansible_collections/netkeel/netkeel"
PATH = "/etc/netkeel/profile.yaml"

PROFILE = """\
version: 1
name: fleet
host:
  sysctl:
    net.ipv4.conf.v0.rp_filter: 2
    net.core.somaxconn: "{{ backlog }}"
interfaces:
  - match: {name: v0}
    channels: {rx: 4, tx: 4}
"""

PLAY = """\
- hosts: localhost
  connection: local
  gather_facts: false
  vars:
    backlog: 4000
  tasks:
    - netkeel.netkeel.netkeel_profile:
"""

ROLE = """\
- hosts: localhost
  connection: local
  gather_facts: false
  roles:
    - role: netkeel.netkeel.netkeel
      vars:
        netkeel_allow_disruptive: true
        netkeel_package: /root/netkeel.deb
        netkeel_profile:
"""

WAIVERS_PATH = "/etc/netkeel/waivers.yaml"
WAIVERS = """\
version: 1
waivers:
  - address: v0/channels/*
    reason: the driver's test needs all queues
    owner: netops@example.com
    expires: %s
"""


def indented(text, columns):
    return "".join(" " * columns + line + "\n" for line in text.splitlines())


def play(options, profile=PROFILE):
    """A play of one task; `options` is lines of YAML."""
    lines = indented(options, 8)
    if profile:
        lines += "        profile:\n" + indented(profile, 10)
    return PLAY + lines


class AnsibleTest(unittest.TestCase):
    FIRST_PROCESS = "first"
    maxDiff = None

    def setUp(self):
        self.machine.make_links()
        self.machine.copy_in(self.sources / "tests/fleet/ansible_results.py",
                             "/root/callback/ansible_results.py")

    def play(self, text, *options):
        """What it printed, with `results`, a dictionary for each task, and `result`, the last."""
        self.machine.write("/root/results", "")
        path = self.machine.write("/root/play.yml", text)
        ran = self.machine.run(["ansible-playbook", "-i", "localhost,", *options, path], env={
            "ANSIBLE_NOCOLOR": "1", "ANSIBLE_PIPELINING": "1", "ANSIBLE_CALLBACK_PLUGINS": "/root/callback",
            "ANSIBLE_CALLBACKS_ENABLED": "ansible_results"})
        ran.results = [json.loads(line) for line in self.machine.read("/root/results").splitlines()]
        self.assertTrue(ran.results, ran)
        ran.result = ran.results[-1]
        return ran

    def amiss(self, ran):
        """The tasks that changed something or failed."""
        return [(result["task"], word) for result in ran.results for word in ("changed", "failed")
                if result.get(word)]

    def assert_as_wanted(self):
        self.assertEqual(self.machine.sysctl("net.core.somaxconn"), "4000")
        self.assertEqual(self.machine.queues(), (4, 4))

    def assert_as_before(self):
        self.assertEqual(self.machine.sysctl("net.core.somaxconn"), "4096")
        self.assertEqual(self.machine.queues(), (8, 8))
        self.assertNotEqual(self.machine.run(["test", "-e", PATH]).code, 0)

    def test_a_profile_is_applied_and_placed_and_then_nothing_is_changed(self):
        text = play("allow_disruptive: true")
        first = self.play(text)
        self.assertEqual((first.code, first.result["changed"]), (0, True), first)
        self.assertIn({"address": "v0/channels/rx", "before": "8", "after": "4"},
                      first.result["changes"])
        self.assert_as_wanted()
        self.assertEqual(self.machine.run(["netkeel", "check"]).code, 0)
        second = self.play(text)
        self.assertEqual((second.code, second.result["changed"]), (0, False), second)
        self.assertEqual(second.result["changes"], [])

    def test_check_mode_shows_drift_as_yaml_and_changes_nothing(self):
        ran = self.play(play("allow_disruptive: true"), "--check", "--diff")
        self.assertEqual((ran.code, ran.result["changed"]), (0, True), ran)
        self.assertIn("--- before: live settings", ran.out)
        for line in ("-  sysctl/net.core.somaxconn: 4096", "+  sysctl/net.core.somaxconn: 4000",
                     "-  channels/rx: 8", "+  channels/rx: 4"):
            self.assertIn(line, ran.out)
        self.assert_as_before()

    def test_check_mode_agrees_with_the_run_that_follows(self):
        text = play("allow_disruptive: true")
        predicted = self.play(text, "--check").result["changes"]
        self.assertEqual(self.play(text).result["changes"], predicted)
        self.assertFalse(self.play(text, "--check").result["changed"])

    def test_only_what_has_drifted_is_changed(self):
        text = play("allow_disruptive: true")
        self.play(text)
        self.machine.sh("sysctl -qw net.core.somaxconn=128")
        ran = self.play(text)
        self.assertTrue(ran.result["changed"], ran)
        self.assertEqual([change["address"] for change in ran.result["changes"]],
                         ["host/sysctl/net.core.somaxconn"])

    def test_a_bad_profile_fails_the_task_with_file_and_line_and_is_not_placed(self):
        ran = self.play(play("", PROFILE.replace("channels", "chanels")))
        self.assertEqual(ran.code, 2, ran)
        self.assertRegex(ran.result["msg"], rf"{PATH}:\d+: unknown key 'chanels'; did you mean")
        self.assertRegex(ran.result["msg"], r"\n  \d+ \| +chanels:")
        self.assert_as_before()

    def test_a_bad_profile_on_the_host_fails_with_its_file_and_line(self):
        self.machine.write("/root/bad.yaml", "version: 1\nhost:\n  sysctrl: {}\n")
        ran = self.play(play("path: /root/bad.yaml", ""))
        self.assertEqual(ran.code, 2, ran)
        self.assertIn("/root/bad.yaml:3: unknown key 'sysctrl'", ran.result["msg"])

    def test_what_would_reset_a_link_is_held_and_fails_the_task(self):
        ran = self.play(play(""))
        self.assertEqual(ran.code, 2, ran)
        self.assertIn("v0/channels/rx: held, wanted 4, actual 8", ran.result["msg"])
        self.assertTrue(ran.result["changed"])  # the sysctls
        self.assertEqual(self.machine.queues(), (8, 8))
        self.assertEqual(self.play(play("fail_on_drift: false")).code, 0)

    def test_an_audit_names_what_has_drifted_and_changes_nothing(self):
        ran = self.play(play("state: audited"))
        self.assertEqual((ran.code, ran.result["changed"]), (2, False), ran)
        self.assertIn("host/sysctl/net.core.somaxconn: drift, wanted 4000, actual 4096",
                      ran.result["msg"])
        tolerant = self.play(play("state: audited\nfail_on_drift: false"))
        self.assertEqual((tolerant.code, tolerant.result["compliant"]), (0, False), tolerant)
        self.assertEqual(tolerant.result["exit_code"], 2)
        self.assert_as_before()

    def test_what_is_waived_is_no_reason_to_fail(self):
        self.machine.write(WAIVERS_PATH, WAIVERS % "2999-12-31")
        ran = self.play(play(""))
        self.assertEqual((ran.code, ran.result["compliant"]), (0, True), ran)
        self.assertEqual(self.machine.sysctl("net.core.somaxconn"), "4000")
        self.assertEqual(self.machine.queues(), (8, 8))
        for audit in (play("state: audited"), play("state: audited", "")):
            ran = self.play(audit)
            self.assertEqual((ran.code, ran.result["compliant"]), (0, True), ran)
        self.assertEqual(self.machine.run(["netkeel", "check", PATH]).code, 0)
        facts = self.play(PLAY.replace("profile:\n", "facts:\n")).result["ansible_facts"]["netkeel"]
        self.assertTrue(facts["compliant"])
        self.machine.write(WAIVERS_PATH, WAIVERS % "2020-01-31")
        for again in (play(""), play("state: audited"), play("state: audited", "")):
            ran = self.play(again)
            self.assertEqual(ran.code, 2, ran)
            self.assertRegex(ran.result["msg"], "v0/channels/rx: (held|drift), wanted 4, actual 8")

    def test_absent_removes_the_profile_and_disables_the_units_and_does_not_untune(self):
        self.play(play("allow_disruptive: true"))
        self.machine.sh("systemctl enable netkeel.service")
        checked = self.play(play("state: absent", ""), "--check")
        self.assertTrue(checked.result["changed"])
        self.machine.sh(f"test -e {PATH}; systemctl is-enabled netkeel.service")
        ran = self.play(play("state: absent", ""))
        self.assertEqual((ran.code, ran.result["changed"]), (0, True), ran)
        self.assertEqual(len(ran.result["units_disabled"]), 3)
        self.assertEqual(self.machine.run(["systemctl", "is-enabled", "netkeel.service"]).out,
                         "disabled\n")
        self.assertNotEqual(self.machine.run(["test", "-e", PATH]).code, 0)
        self.assert_as_wanted()
        self.assertFalse(self.play(play("state: absent", "")).result["changed"])

    def test_facts_tell_version_compliance_and_findings(self):
        text = PLAY.replace("profile:\n", "facts:\n")
        facts = self.play(text + "        capture: true\n").result["ansible_facts"]["netkeel"]
        self.assertTrue(facts["installed"])
        self.assertIsNone(facts["profile"])
        self.assertIn("version: 1", facts["captured_profile"])
        self.machine.write("/root/wish.yaml", PROFILE.replace('"{{ backlog }}"', "4000"))
        facts = self.play(text + "        path: /root/wish.yaml\n").result["ansible_facts"]["netkeel"]
        self.assertFalse(facts["compliant"])
        self.assertEqual(facts["exit_code"], 2)
        self.assertTrue(facts["findings"])

    def test_the_role_installs_places_applies_audits_and_enables(self):
        self.machine.sh("dpkg --purge netkeel")
        # A controller has it from elsewhere: here the package was both.
        self.machine.copy_in(self.sources / "packaging/ansible", COLLECTION)
        text = ROLE + indented(PROFILE.replace('"{{ backlog }}"', "4000"), 10)
        before = self.play(text, "--check")
        self.assertEqual(before.code, 0, before)
        self.assert_as_before()
        first = self.play(text)
        self.assertEqual(first.code, 0, first)
        self.assert_as_wanted()
        self.assertEqual(self.machine.sh("systemctl is-enabled netkeel.service"), "enabled\n")
        second = self.play(text)
        self.assertEqual((second.code, self.amiss(second)), (0, []), second)

    def test_the_role_does_not_place_what_is_not_well_written(self):
        text = (ROLE + indented(PROFILE, 10)).replace("{{ backlog }}", "many things")
        ran = self.play(text.replace("somaxconn", "netdev_budget"))
        self.assertEqual(ran.code, 2, ran)
        self.assertIn("failed to validate", ran.result["msg"])
        self.assertRegex(ran.result["stdout"] + ran.result["stderr"],
                         r":7: net.core.netdev_budget: 'many things'")
        self.assert_as_before()

    def test_the_role_in_check_mode_shows_what_a_new_profile_would_change(self):
        text = ROLE + indented(PROFILE.replace('"{{ backlog }}"', "4000"), 10)
        ran = self.play(text, "--check", "--diff")
        self.assertEqual(ran.code, 0, ran)
        self.assertIn("+  channels/rx: 4", ran.out)
        self.assert_as_before()

    def test_ansible_lint_and_ansible_doc_find_nothing(self):
        config = self.sources / "tests/fleet/ansible-lint.yml"
        self.machine.copy_in(config, "/root/ansible-lint.yml")
        lint = self.machine.run(["bash", "-c", f"cd {COLLECTION} && ansible-lint --nocolor -c "
                                 "/root/ansible-lint.yml"])
        self.assertEqual(lint.code, 0, lint)
        for module in ("netkeel_profile", "netkeel_facts"):
            shown = self.machine.run(["ansible-doc", f"netkeel.netkeel.{module}"])
            self.assertEqual(shown.code, 0, shown)
            self.assertIn("EXAMPLES:", shown.out)
