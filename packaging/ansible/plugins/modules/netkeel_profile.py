#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
"""Applies, audits or removes a netkeel profile."""

DOCUMENTATION = r"""
---
module: netkeel_profile
short_description: Keep a host's network receive path as a profile says
version_added: 0.1.0
description:
  - Applies a netkeel profile, compares the host with it, or takes the profile away.
  - C(changed) is what netkeel says it changed on the host. A second run changes nothing.
  - Check mode runs C(netkeel apply --dry-run), which writes nothing; C(changed) then says whether
    there is anything to write. Diff mode shows the settings before and after as YAML.
options:
  state:
    description:
      - C(applied) makes the host as the profile says. Where a step fails, netkeel puts everything
        back as it was and the task fails.
      - C(audited) only compares.
      - C(absent) removes I(path). Where that is C(/etc/netkeel/profile.yaml), the units that apply
        and audit it are disabled and stopped first. It does not un-tune the host, as removing the
        package does not; a reboot does.
    type: str
    choices: [applied, audited, absent]
    default: applied
  profile:
    description:
      - The profile itself. With I(state=applied) it is placed at I(path) once it has been applied,
        so that the units apply it at the next boot as well; a profile that is not well written, or
        cannot be applied, is not placed.
      - In C(extends), name shipped profiles or absolute paths.
    type: dict
  path:
    description:
      - The profile on the managed host, or without I(profile) the name of a shipped profile.
    type: str
    default: /etc/netkeel/profile.yaml
  interfaces:
    description: Only these interfaces; all that the profile names otherwise.
    type: list
    elements: str
    default: []
  allow_disruptive:
    description:
      - Also change what resets a link that carries traffic. Such a setting is held otherwise.
    type: bool
    default: false
  wait:
    description: Seconds to wait for interfaces to be there and up.
    type: int
    default: 0
  fail_on_drift:
    description:
      - Fail where the host is not as the profile says in the end, because of drift or because a
        setting is held, pending, absent and so on. In check mode only I(state=audited) does.
      - What a waiver of the host's C(/etc/netkeel/waivers.yaml) excuses is no reason to fail, where
        I(path) is C(/etc/netkeel/profile.yaml). It is set all the same where it can be.
    type: bool
    default: true
attributes:
  check_mode:
    description: Writes nothing, and says whether anything would be written.
    support: full
  diff_mode:
    description: Settings before and after, by device, as YAML.
    support: full
requirements:
  - netkeel on the managed host, unless I(state=absent)
  - python >= 3.6 on the managed host
author:
  - netkeel maintainers (@netkeel)
"""

EXAMPLES = r"""
- name: Apply the profile that is there
  netkeel.netkeel.netkeel_profile:

- name: Place and apply a profile; links may be reset in this maintenance window
  netkeel.netkeel.netkeel_profile:
    profile:
      version: 1
      name: feed
      extends: [baseline]
      interfaces:
        - match: {driver: ixgbe}
          rings: {rx: max}
          channels: {combined: 4}
    allow_disruptive: true
    wait: 30

- name: Compare with a shipped profile, and go on
  netkeel.netkeel.netkeel_profile:
    path: multicast-feed
    state: audited
    fail_on_drift: false
  register: audit

- name: No longer keep anything
  netkeel.netkeel.netkeel_profile:
    state: absent
"""

RETURN = r"""
compliant:
  description: Whether the host is as the profile says; of the time before in check mode.
  returned: when state is applied or audited
  type: bool
exit_code:
  description: That of netkeel. 0 as wanted, 1 error, 2 not as wanted, 3 put back, 4 not put back.
  returned: when state is applied or audited
  type: int
summary:
  description: Findings by status.
  returned: when state is applied or audited
  type: dict
  sample: {"ok": 12, "drift": 1}
findings:
  description: What is not as wanted, with address, status, wanted, actual, reason and source.
  returned: when state is applied or audited
  type: list
  elements: dict
changes:
  description: What was changed or, in check mode, would be; with address, before and after.
  returned: when state is applied
  type: list
  elements: dict
  sample: [{"address": "eth0/rings/rx", "before": "512", "after": "4096"}]
messages:
  description: What happened besides, in order.
  returned: when state is applied or audited
  type: list
  elements: str
units_disabled:
  description: The units that were enabled before.
  returned: when state is absent
  type: list
  elements: str
"""

import os  # noqa: E402
import re  # noqa: E402
import tempfile  # noqa: E402

from ansible.module_utils.basic import AnsibleModule  # noqa: E402
from ansible_collections.netkeel.netkeel.plugins.module_utils.netkeel import (  # noqa: E402
    PROFILE, UNITS, amiss, ask, changes_of, find_netkeel, settings, to_yaml, told)


class Keeper:
    """One run of the module."""

    def __init__(self, module):
        self.module = module
        self.path = module.params["path"]
        self.netkeel = None
        self.text = None  # of the inline profile
        self.source = self.path  # what netkeel reads

    def run(self):
        if self.module.params["state"] == "absent":
            return self.remove()
        self.netkeel = find_netkeel(self.module)
        if not self.netkeel:
            self.module.fail_json(msg="netkeel is not installed: no netkeel in PATH or /usr/sbin")
        if self.module.params["profile"] is not None:
            self.write_inline()
        return self.audit() if self.module.params["state"] == "audited" else self.apply()

    def write_inline(self):
        """Where nobody else looks: it is placed when it has proved to be good."""
        if "/" not in self.path:
            self.module.fail_json(msg="path must be a file where profile is given")
        self.text = "---\n" + to_yaml(self.module.params["profile"])
        handle, self.source = tempfile.mkstemp(suffix=".yaml", dir=self.module.tmpdir)
        with os.fdopen(handle, "w") as stream:
            stream.write(self.text)
        self.module.add_cleanup_file(self.source)

    def options(self):
        parameters = self.module.params
        options = ["--interface=" + name for name in parameters["interfaces"]]
        return options + ["--wait", str(parameters["wait"])]

    def ask(self, verb, options):
        report = ask(self.module, self.netkeel, verb, options + self.options(), self.source,
                     self.path if self.text else None)
        for warning in report["warnings"]:
            self.module.warn(warning)
        return report

    def audit(self):
        report = self.ask("check", [])
        result = self.result(report, False)
        if report["exit_code"] not in (0, 2):
            self.fail(report, result)
        if report["exit_code"] == 2 and self.module.params["fail_on_drift"]:
            self.module.fail_json(msg=self.not_as_wanted(result), **result)
        return result

    def apply(self):
        checking = self.module.check_mode
        options = ["--dry-run"] if checking else []
        if self.module.params["allow_disruptive"]:
            options.append("--allow-disruptive")
        report = self.ask("apply", options)
        changes = changes_of(report)
        result = self.result(report, bool(changes) if checking else report["changed"])
        result["changes"] = changes
        if report["exit_code"] not in (0, 2):
            self.fail(report, result)
        result["diff"] = self.place(result)
        if changes:
            before, after = (to_yaml(settings(changes, side)) for side in ("before", "after"))
            result["diff"].append({"before_header": "live settings", "before": before,
                                   "after_header": "live settings", "after": after})
        if report["exit_code"] == 2 and not checking:
            self.excuse(result)
        if result["exit_code"] == 2 and self.module.params["fail_on_drift"] and not checking:
            self.module.fail_json(msg=self.not_as_wanted(result), **result)
        return result

    def excuse(self, result):
        """Leaves of the findings of an apply what no waiver excuses: an apply knows no waivers."""
        report = self.ask("check", [])
        left = {finding["address"]: finding for finding in amiss(report)}
        told_before = {finding["address"]: finding for finding in result["findings"]}
        result["findings"] = [told_before.get(address, left[address]) for address in left]
        if report["exit_code"] == 0:
            result.update(compliant=True, exit_code=0, summary=report["summary"])

    def result(self, report, changed):
        return {"changed": changed, "compliant": report["exit_code"] == 0,
                "exit_code": report["exit_code"], "summary": report["summary"],
                "findings": amiss(report), "messages": report["messages"]}

    def not_as_wanted(self, result):
        return "not as {0} says:\n{1}".format(self.path, "\n".join(told(result["findings"])))

    def fail(self, report, result):
        """With netkeel's own words and, of an inline profile, the lines that they name."""
        errors = [f for f in report["findings"] if f["status"] == "error"]
        lines = [self.with_line(message) for message in report["messages"]] + told(errors)
        result["changed"] = report["exit_code"] == 4
        self.module.fail_json(msg="\n".join(lines) or "netkeel failed", **result)

    def with_line(self, message):
        named = re.match(re.escape(self.path) + r":(\d+):", message)
        if not (self.text and named):
            return message
        line = self.text.splitlines()[int(named.group(1)) - 1]
        return "{0}\n  {1} | {2}".format(message, named.group(1), line)

    def place(self, result):
        """Puts the inline profile where the units find it; its part of the diff."""
        if self.text is None:
            return []
        before = read(self.path)
        if before == self.text:
            return []
        result["changed"] = True
        if not self.module.check_mode:
            os.makedirs(os.path.dirname(self.path), exist_ok=True)
            os.chmod(self.source, 0o644)
            self.module.atomic_move(self.source, self.path)
            self.source = self.path
        return [{"before_header": self.path, "before": before or "",
                 "after_header": self.path, "after": self.text}]

    def remove(self):
        """The units first: they would fail without their profile."""
        if "/" not in self.path:
            self.module.fail_json(msg="path must be a file where state is absent")
        before = read(self.path)
        units = self.enabled_units() if self.path == PROFILE else []
        diff = {"before": {"profile": self.path if before is not None else None, "enabled": units},
                "after": {"profile": None, "enabled": []}}
        if not self.module.check_mode:
            self.disable(units)
            if before is not None:
                os.unlink(self.path)
        return {"changed": bool(units) or before is not None, "units_disabled": units,
                "diff": {side: to_yaml(diff[side]) for side in diff}}

    def enabled_units(self):
        systemctl = self.module.get_bin_path("systemctl")
        if not systemctl:
            return []
        return [unit for unit in UNITS
                if self.module.run_command([systemctl, "is-enabled", unit])[1].strip() == "enabled"]

    def disable(self, units):
        if units:
            now = ["--now"] if os.path.isdir("/run/systemd/system") else []
            command = [self.module.get_bin_path("systemctl"), "disable"] + now + units
            self.module.run_command(command, check_rc=True)


def read(path):
    """The text of a file, None where there is none."""
    try:
        with open(path) as stream:
            return stream.read()
    except FileNotFoundError:
        return None


def main():
    module = AnsibleModule(
        argument_spec={
            "state": {"choices": ["applied", "audited", "absent"], "default": "applied"},
            "profile": {"type": "dict"},
            "path": {"type": "str", "default": PROFILE},
            "interfaces": {"type": "list", "elements": "str", "default": []},
            "allow_disruptive": {"type": "bool", "default": False},
            "wait": {"type": "int", "default": 0},
            "fail_on_drift": {"type": "bool", "default": True},
        },
        supports_check_mode=True)
    module.exit_json(**Keeper(module).run())


if __name__ == "__main__":
    main()
