# SPDX-License-Identifier: Apache-2.0
"""What the modules share: netkeel is asked for its report as JSON, and the report is read."""

import json
import os
import re

PROFILE = "/etc/netkeel/profile.yaml"
WAIVERS = "/etc/netkeel/waivers.yaml"  # they belong to PROFILE
UNITS = ("netkeel.service", "netkeel-early.service", "netkeel-audit.timer")
COMPLIANT = ("ok", "clamped", "waived")
MOST_LINES = 20


def find_netkeel(module):
    """The program, also where PATH has no sbin; None where it is not installed."""
    return module.get_bin_path("netkeel", opt_dirs=["/usr/sbin", "/usr/local/sbin"])


def ask(module, netkeel, verb, options, profile, shown_as=None):
    """The report of `netkeel VERB`; paths in it read `shown_as` instead of `profile`. A check of the
    host's own profile knows its waivers."""
    if verb == "check" and (shown_as or profile) == PROFILE and os.path.exists(WAIVERS):
        options = options + ["--waivers", WAIVERS]
    command = [netkeel, verb, "--format", "json"] + options + [profile]
    code, out, err = module.run_command(command)
    if shown_as:
        out = out.replace(json.dumps(profile)[1:-1], json.dumps(shown_as)[1:-1])
    try:
        return json.loads(out)
    except ValueError:
        module.fail_json(msg="{0}: exit {1}, and no report: {2}".format(
            " ".join(command), code, err.strip() or out.strip()[:400]))


def amiss(report):
    """The findings that are not as wanted, or not all of the way there."""
    return [f for f in report["findings"] if f["status"] not in COMPLIANT]


def told(findings):
    """A line for each finding: address, status, wanted, actual, why, and where that is written."""
    lines = []
    for finding in findings[:MOST_LINES]:
        line = "{address}: {status}, wanted {wanted}".format(**finding)
        if finding["actual"] is not None:
            line += ", actual {0}".format(finding["actual"])
        if finding["reason"]:
            line += ": {0}".format(finding["reason"])
        if finding["source"]:
            line += " ({0})".format(finding["source"])
        lines.append(line)
    if len(findings) > MOST_LINES:
        lines.append("and {0} more".format(len(findings) - MOST_LINES))
    return lines


def changes_of(report):
    """What an apply has changed or, of a dry run, would change: first before, last after."""
    changes = {}
    planned = [change for step in report.get("plan", []) for change in step["changes"]]
    for change in planned or report.get("changes", []):
        first = changes.get(change["address"], change)
        changes[change["address"]] = dict(change, before=first["before"])
    return list(changes.values())


def settings(changes, side):
    """{device: {setting: value}} of one side, "before" or "after", of changes."""
    devices = {}
    for change in changes:
        device, unused, setting = change["address"].partition("/")
        devices.setdefault(device, {})[setting] = change[side]
    return devices


def to_yaml(value, indent=0):
    """Block YAML of dicts, lists and scalars, without PyYAML: a managed host need not have it."""
    pad = " " * indent
    if isinstance(value, dict) and value:
        return "".join(pad + _scalar(key) + ":" + _nested(value[key], indent + 2) for key in value)
    if isinstance(value, list) and value:
        return "".join(pad + "-" + _item(item, indent + 2) for item in value)
    return pad + _inline(value) + "\n"


def _nested(value, indent):
    if isinstance(value, (dict, list)) and value:
        return "\n" + to_yaml(value, indent)
    return " " + _inline(value) + "\n"


def _item(value, indent):
    """Behind a dash: a map begins on the same line."""
    return " " + to_yaml(value, indent).lstrip(" ")


def _inline(value):
    if isinstance(value, (dict, list)):
        return "[]" if isinstance(value, list) else "{}"
    return _scalar(value)


# What YAML 1.1 and 1.2 take for text without quotes. Digits stay bare: a templated number is text
# to Ansible, and netkeel wants a number.
_BARE = re.compile(r"[A-Za-z][\w./-]*( [\w./-]+)*\Z|-?(0|[1-9]\d*)\Z")
_WORDS = ("true", "false", "yes", "no", "on", "off", "null", "y", "n")


def _scalar(value):
    text = value if isinstance(value, str) else json.dumps(value)
    if not isinstance(value, str) or (_BARE.match(text) and text.lower() not in _WORDS):
        return text
    return json.dumps(text)
