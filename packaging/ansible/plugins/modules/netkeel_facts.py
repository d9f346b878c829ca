#!/usr/bin/python
# SPDX-License-Identifier: Apache-2.0
"""Facts about netkeel and the receive path of a host."""

DOCUMENTATION = r"""
---
module: netkeel_facts
short_description: Say how a host's network receive path is
version_added: 0.1.0
description:
  - Sets the fact C(ansible_facts.netkeel). Writes nothing, and never fails because of drift.
options:
  path:
    description:
      - The profile to compare with, a file on the managed host or the name of a shipped profile.
      - Where there is no such file, nothing is compared.
    type: str
    default: /etc/netkeel/profile.yaml
  capture:
    description: Also print the live settings as a profile, as C(netkeel.captured_profile).
    type: bool
    default: false
attributes:
  check_mode:
    description: Only reads.
    support: full
requirements:
  - python >= 3.6 on the managed host
author:
  - netkeel maintainers (@netkeel)
"""

EXAMPLES = r"""
- name: Look at the receive path
  netkeel.netkeel.netkeel_facts:

- name: Say who has drifted
  ansible.builtin.debug:
    msg: "{{ ansible_facts.netkeel.findings | map(attribute='address') | list }}"
  when: not (ansible_facts.netkeel.compliant | default(true))

- name: Write down what a hand-tuned host has
  netkeel.netkeel.netkeel_facts:
    capture: true
"""

RETURN = r"""
ansible_facts:
  description: What is known of netkeel on this host.
  returned: always
  type: dict
  contains:
    netkeel:
      description: All of it.
      returned: always
      type: dict
      contains:
        installed:
          description: Whether there is a program netkeel.
          returned: always
          type: bool
        version:
          description: Its version.
          returned: when installed
          type: str
        profile:
          description: What was compared with; null where there is no such profile.
          returned: when installed
          type: str
        compliant:
          description: Whether the host is as the profile says.
          returned: when there is a profile and it could be compared
          type: bool
        exit_code:
          description: That of C(netkeel check).
          returned: when there is a profile
          type: int
        summary:
          description: Findings by status.
          returned: when there is a profile
          type: dict
        findings:
          description: What is not as wanted.
          returned: when there is a profile
          type: list
        messages:
          description: Errors, such as that the profile is not well written.
          returned: when there is a profile
          type: list
        captured_profile:
          description: The live settings as a profile.
          returned: when capture is true and netkeel is installed
          type: str
"""

import os  # noqa: E402

from ansible.module_utils.basic import AnsibleModule  # noqa: E402
from ansible_collections.netkeel.netkeel.plugins.module_utils.netkeel import (  # noqa: E402
    PROFILE, amiss, ask, find_netkeel)


def compared(module, netkeel, path):
    report = ask(module, netkeel, "check", [], path)
    facts = {key: report[key] for key in ("exit_code", "summary", "messages")}
    facts["findings"] = amiss(report)
    if report["exit_code"] in (0, 2):
        facts["compliant"] = report["exit_code"] == 0
    return facts


def gather(module):
    netkeel = find_netkeel(module)
    if not netkeel:
        return {"installed": False}
    path = module.params["path"]
    words = module.run_command([netkeel, "--version"], check_rc=True)[1].split()
    facts = {"installed": True, "version": words[1], "profile": None}
    if "/" not in path or os.path.exists(path):
        facts["profile"] = path
        facts.update(compared(module, netkeel, path))
    if module.params["capture"]:
        command = [netkeel, "capture", "--as-profile"]
        facts["captured_profile"] = module.run_command(command, check_rc=True)[1]
    return facts


def main():
    module = AnsibleModule(
        argument_spec={"path": {"type": "str", "default": PROFILE},
                       "capture": {"type": "bool", "default": False}},
        supports_check_mode=True)
    module.exit_json(ansible_facts={"netkeel": gather(module)})


if __name__ == "__main__":
    main()
