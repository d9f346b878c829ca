#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Holds what CONTRIBUTING.md asks of the tree: who includes whom, sizes, and words that stay out.

Usage: rules.py [ROOT]     prints "file:line: what" for every breach; ends with 1 where there is one
"""

import pathlib
import re
import sys

# Each folder of agent/ may include itself and these.
MAY_INCLUDE = {
    "base": set(),
    "model": {"base"},
    "kernel": {"base", "model"},
    "host": {"base", "model", "kernel"},
    "evidence": {"base", "model", "kernel", "host"},
    "tunables": {"base", "model", "kernel", "host"},
    "profile": {"base", "model"},
    "writers": {"base", "model", "kernel", "host", "tunables"},
    "history": {"base", "model", "kernel", "host", "tunables"},
    "reconcile": {"base", "model", "kernel", "host", "tunables", "writers", "profile", "history"},
    "report": {"base", "model", "tunables", "history", "evidence"},
    "cli": {"base", "model", "kernel", "host", "tunables", "writers", "profile", "history",
            "reconcile", "report", "evidence"},
    "main.cc": {"base", "cli"},
}
# The profile's language is the catalog's rows: their form, and nothing else of the tunables. A
# report knows what a profile can say, and nothing else of profiles.
EXTRA_INCLUDES = {"profile": {"tunables/descriptor.h"}, "report": {"profile/key_type.h"}}

# Third parties that stay behind one door.
DOORS = {
    r"yaml-cpp/": r"agent/profile/",
    r"netlink/": r"agent/kernel/netlink_message\.cc",
    r"sqlite3": r"agent/evidence/recording/",
    r"CLI/": r"agent/(cli/|main\.cc)",
    r"spdlog/": r"agent/(cli|reconcile)/",
    r"linux/ethtool": r"agent/kernel/",
}

SOURCE_LINES = 300
TEST_LINES = 500
FUNCTION_LINES = 40
LINE_WIDTH = 100

# Spelled in pieces, so that this file passes itself.
FORBIDDEN_IN_CODE = {
    r"\b(TO" r"DO|FIX" r"ME|XX" r"X)\b": "do it now or leave it out",
    r"\bshared" r"_ptr\b": "who owns it? use a value or a unique_ptr",
    r"\bcatch \(\.\.\.\)": "name what is caught",
    r"\busing name" r"space std\b": "write std::",
    r"\b(popen|sys" r"tem|execv[pe]*)\(": "no other programs are run",
    r"^\s*thr" r"ow\b": "return a Result",
    r"#ifn?def \w+_H_?$": "use #pragma once",
}
FORBIDDEN_ANYWHERE = {
    r"/wo" r"rk/": "a path of one machine",
    r"/tmp/br" r"ief": "a path of one machine",
    r"\.\./sh" r"ared\b": "a path outside of the tree",
    r"/ho" r"me/\w": "a path of one machine",
}
MAY_CATCH = re.compile(r"agent/(profile|cli/command_line\.cc|reconcile/checkpoint)")

CODE = {".cc", ".h"}
TEXT = CODE | {".md", ".txt", ".py", ".sh", ".json", ".yaml", ".yml", ".in", ".cmake", ""}
SKIPPED = {".git", "build", "node_modules", ".cache", "__pycache__"}

NO_FUNCTION = re.compile(
    r"^\s*(if|for|while|switch|else|do|try|catch|namespace|struct|class|enum|INSTANTIATE_\w+)\b"
    r"|.*= \{$")


def files_of(root):
    for path in sorted(root.rglob("*")):
        parts = path.relative_to(root).parts
        if path.is_file() and not path.is_symlink() and not SKIPPED & set(parts):
            yield path, path.relative_to(root).as_posix()


def include_breaches(name, lines):
    """Includes of agent/ that point the wrong way, and third parties outside of their door."""
    if not name.startswith("agent/"):
        return
    folder = name.split("/")[1]
    allowed = MAY_INCLUDE.get(folder, set()) | {folder}
    extra = EXTRA_INCLUDES.get(folder, set())
    for number, line in enumerate(lines, 1):
        own = re.match(r'#include "([^"]+)"', line)
        if own and own[1] not in extra and own[1].split("/")[0] not in allowed:
            yield number, f"{folder} must not include {own[1]}"
        foreign = re.match(r"#include <([^>]+)>", line)
        for library, door in DOORS.items():
            if foreign and re.match(library, foreign[1]) and not re.match(door, name):
                yield number, f"{foreign[1]} is included only in {door}"


def size_breaches(name, lines):
    limit = TEST_LINES if name.startswith("tests/") else SOURCE_LINES
    if len(lines) > limit:
        yield limit, f"{len(lines)} lines; at most {limit}"
    for number, line in enumerate(lines, 1):
        if len(line) > LINE_WIDTH:
            yield number, f"{len(line)} columns; at most {LINE_WIDTH}"


def functions(lines):
    """(first line, last line) of every function, from the indentation that clang-format gives."""
    start = None
    for index, line in enumerate(lines):
        if start is None and line.endswith("{") and "(" in joined_head(lines, index):
            head = lines[first_line(lines, index)]
            if not NO_FUNCTION.match(head):
                start, indent = index, re.match(r"\s*", head)[0]
        elif start is not None and line in (f"{indent}}}", f"{indent}}};"):
            yield first_line(lines, start) + 1, index + 1
            start = None


def first_line(lines, index):
    """Where the declaration begins whose body opens on this line."""
    while index > 0 and lines[index - 1].strip() and not re.search(
            r"([;{}]|[^)]:|\*/)$|^\s*(//|#)", lines[index - 1]):
        index -= 1
    return index


def joined_head(lines, index):
    return " ".join(lines[first_line(lines, index):index + 1])


def function_breaches(lines):
    for first, last in functions(lines):
        if last - first + 1 > FUNCTION_LINES:
            yield first, f"function of {last - first + 1} lines; at most {FUNCTION_LINES}"


def word_breaches(name, lines, is_code):
    for number, line in enumerate(lines, 1):
        for pattern, advice in FORBIDDEN_ANYWHERE.items():
            if re.search(pattern, line):
                yield number, f"{re.search(pattern, line)[0]}: {advice}"
        if not is_code:
            continue
        for pattern, advice in FORBIDDEN_IN_CODE.items():
            if re.search(pattern, line):
                yield number, f"{re.search(pattern, line)[0].strip()}: {advice}"
        if re.search(r"\} catch \(", line) and not MAY_CATCH.match(name):
            yield number, "exceptions end where the library that throws them is called"


def licence_breaches(name, lines):
    if not any("SPDX-License-Identifier: Apache-2.0" in line for line in lines[:3]):
        yield 1, "no SPDX-License-Identifier: Apache-2.0 in the first lines"


def breaches(root):
    for path, name in files_of(root):
        if path.suffix not in TEXT or name == "LICENSE" or "/trees/" in name:
            continue
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except UnicodeDecodeError:
            continue
        is_code = path.suffix in CODE
        found = list(word_breaches(name, lines, is_code))
        if is_code:
            found += list(size_breaches(name, lines)) + list(function_breaches(lines))
            found += list(include_breaches(name, lines)) + list(licence_breaches(name, lines))
        for number, what in found:
            yield f"{name}:{number}: {what}"


def main():
    default = pathlib.Path(__file__).resolve().parents[2]
    root = pathlib.Path(sys.argv[1]) if len(sys.argv) > 1 else default
    found = list(breaches(root))
    print("\n".join(found) or "no breaches")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
