#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Holds schemas/profile.schema.json to the parser's verdict over tests/profiles.

Every good profile must be valid. Every bad one must be invalid, or say `# schema: cannot-tell` in
its leading comments: then it must be valid, or not even load. usage: schema_verdict.py ROOT
"""
import json
import pathlib
import re
import sys

try:
    import jsonschema
    import yaml
except ImportError as error:
    sys.exit(f"{error}; install python3-jsonschema and python3-yaml")


class Loader(yaml.SafeLoader):
    """YAML 1.2's core schema, which editors use, instead of PyYAML's 1.1."""


Loader.yaml_implicit_resolvers = {}
for tag, pattern, first in (
    ("null", r"^(~|null|Null|NULL|)$", ["~", "n", "N", ""]),
    ("bool", r"^(true|True|TRUE|false|False|FALSE)$", list("tTfF")),
    ("int", r"^([-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", list("-+0123456789")),
    ("float", r"^([-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?)$", list("-+.0123456789")),
):
    Loader.add_implicit_resolver(f"tag:yaml.org,2002:{tag}", re.compile(pattern), first)


def integer(loader, node):
    text = loader.construct_scalar(node)
    return int(text, 0) if text[:2] in ("0x", "0o") else int(text)


Loader.add_constructor("tag:yaml.org,2002:int", integer)


def as_json(value):
    """JSON's keys are text."""
    if isinstance(value, dict):
        return {str(key): as_json(entry) for key, entry in value.items()}
    return [as_json(item) for item in value] if isinstance(value, list) else value


def judge(path, validator):
    """True or False by the schema; None where it cannot be loaded."""
    try:
        document = as_json(yaml.load(path.read_bytes(), Loader))
    except (yaml.YAMLError, UnicodeDecodeError, RecursionError, TypeError):
        return None
    return validator.is_valid(document)


def main():
    root = pathlib.Path(sys.argv[1])
    schema = json.loads((root / "schemas/profile.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    wrong = []
    good = sorted((root / "tests/profiles/good").rglob("*.yaml"))
    good += sorted((root / "profiles").glob("*.yaml"))
    for path in good:
        if judge(path, validator) is not True:
            wrong.append(f"{path}: the parser takes it, the schema does not")
    bad = sorted((root / "tests/profiles/bad").glob("*.yaml"))
    for path in bad:
        cannot_tell = b"\n# schema: cannot-tell\n" in path.read_bytes()
        verdict = judge(path, validator)
        if cannot_tell and verdict is False:
            wrong.append(f"{path}: the schema can tell; remove `# schema: cannot-tell`")
        if not cannot_tell and verdict is not False:
            wrong.append(f"{path}: the parser refuses it, the schema says {verdict}")
    print("\n".join(wrong))
    print(f"{len(good)} good and {len(bad)} bad profiles")
    sys.exit(1 if wrong or len(good) < 15 or len(bad) < 60 else 0)


main()
