#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds README.md to what the tree has: how many words diagnose has for causes, which of them no test
makes for real, and that its pictures are there and small.

Usage: claims.py [ROOT]     prints what is not so; ends with 1 where there is something
"""

import pathlib
import re
import sys

SMALL = 150_000


def words_in(path, pattern):
    return set(re.findall(pattern, path.read_text(encoding="utf-8")))


def causes(root, readme):
    words = words_in(root / "agent/evidence/judge/judge.cc", r'Rule\{"([a-z-]+)"')
    in_guest = words_in(root / "tests/vm/conditions.py", r'Condition\("([a-z-]+)"') & words
    here = words_in(root / "tests/live/conditions.py", r'Condition\("([a-z-]+)"') & words
    said = re.search(r"It has (\d+) words for causes\. The tests make (\d+).*?and (\w+) of these"
                     r".*?The other (\d+) are(.*?)\n\n", readme, re.S)
    if not said:
        yield "README.md does not say how many causes the tests make"
        return
    four = {4: "four", 5: "five", 6: "six"}.get(len(in_guest & here), len(in_guest & here))
    counts = (str(len(words)), str(len(in_guest)), str(four), str(len(words - in_guest)))
    if said.groups()[:4] != counts:
        yield f"README.md counts causes as {said.groups()[:4]}; they are {counts}"
    named = set(re.findall(r"`([a-z-]+)`", said[5]))
    if named != words - in_guest - here:
        yield f"README.md: made by no test or not: {sorted(named ^ (words - in_guest - here))}"


def pictures(root, readme):
    for name in sorted(set(re.findall(r'(?:src|srcset)="([^"]+)"', readme))):
        path = root / name
        if not path.is_file():
            yield f"README.md: there is no {name}"
        elif path.stat().st_size > SMALL:
            yield f"{name} takes {path.stat().st_size} bytes; at most {SMALL}"


def main():
    default = pathlib.Path(__file__).resolve().parents[2]
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    readme = (root / "README.md").read_text(encoding="utf-8")
    found = [*causes(root, readme), *pictures(root, readme)]
    print("\n".join(found) or "all is as README.md says")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
