# SPDX-License-Identifier: Apache-2.0
"""A way to lose packets that is made for real, and what `netkeel diagnose` must say of it."""
from dataclasses import dataclass, field
from fnmatch import fnmatch
from typing import Callable

# Every cause that the judge has a word for, in the order of a packet's way.
WORDS = ["ring-bursts", "ring-slow-cpu", "queue-drop", "one-cpu", "one-queue", "isolated-vector",
         "budget", "budget-time", "ksoftirqd-starved", "backlog", "flow-limit", "reverse-path",
         "socket-bursts", "socket-slow", "udp-memory", "listen-queue"]


@dataclass
class Condition:
    """`setting` and `cause` get the host that they are made on. `cause` is all that the condition
    differs from its setting by."""
    word: str                                    # of the cause; "" where nothing is to be found
    setting: Callable = lambda host: None
    cause: Callable = lambda host: None
    proof: Callable = lambda rise: True          # what plain counters rose by, where it is there
    knobs: tuple = ()                            # "rings.rx": any of them is right; () for none
    feed: dict = field(default_factory=dict)     # options of a flood, with a rate
    without: dict = field(default_factory=dict)  # those that differ where the cause is not there
    name: str = ""

    def title(self):
        return self.name or self.word


def all_of(*steps):
    """One step out of several."""
    def make(host):
        for step in steps:
            step(host)
    return make


def words_of(diagnosis):
    return [finding["cause"] for finding in diagnosis["findings"]]


def complaints(condition, diagnosis):
    """What is wrong with the diagnosis of a condition that was made."""
    found = words_of(diagnosis)
    if not condition.word:
        return [f"{condition.title()}: nothing is wrong, and it says {found}"] if found else []
    if found[:1] != [condition.word]:
        return [f"{condition.title()}: it says {found or 'that nothing is lost'}"]
    first = diagnosis["findings"][0]
    knobs = [f"{knob['tunable']}.{knob['key']}" for knob in first["knobs"]]
    right = any(fnmatch(knob, wanted) for knob in knobs for wanted in condition.knobs)
    if not right and (knobs or condition.knobs):
        return [f"{condition.title()}: the knob is one of {condition.knobs}, and it says {knobs}"]
    return []


class Matrix:
    """What was made, by what was found: `1` first, `+` after others."""

    def __init__(self):
        self.rows = {}

    def add(self, condition, diagnosis):
        self.rows[condition.title()] = words_of(diagnosis)

    def text(self):
        columns = WORDS + sorted({word for row in self.rows.values() for word in row} - set(WORDS))
        width = max(map(len, [*self.rows, "made"]))
        numbers = "  ".join(f"{number:2}" for number in range(1, len(columns) + 1))
        lines = [f"{title:{width}}  " + "  ".join(f"{cell(found, word):>2}" for word in columns)
                 for title, found in self.rows.items()]
        key = [f"{number:2} {word}" for number, word in enumerate(columns, 1)]
        return "\n".join([f"{'made':{width}}  {numbers}  found", *lines, "", *key]) + "\n"


def cell(found, word):
    if word not in found:
        return "."
    return "1" if found[0] == word else "+"
