#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What the fuzzers start from, made of the tests' own profiles and trees.

Usage: seeds.py OUTDIR     a folder a target
"""

import io
import pathlib
import struct
import sys
import tarfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
LARGEST = 16384
TREES = ["igb-paired", "virtio", "mlx5", "ixgbe-down", "veth", "qemu-igb-node1"]
CPU_SETS = ["0-3,8-15:2/4", "all", "N", "0", "", "00000001,00000003", "ff", "0-1023",
            "isolated and local except 2", "node 1 or housekeeping", "none", "present except 0-3"]
COMMAND_LINES = ["ro quiet isolcpus=managed_irq,domain,2-5 nohz_full=2-5 rcu_nocbs=2-5",
                 'x="a b" isolcpus=nohz,N irqaffinity=0-1 -- init', "nohz_full=all rcu_nocbs"]


def profiles():
    for folder in ("profiles", "tests/profiles", "tests/profiles/bad", "tests/cases"):
        for path in sorted((ROOT / folder).rglob("*.yaml")):
            yield path.read_bytes()


def overlay(tree):
    """The files of a tree that are about devices and CPUs, as the target tree takes them."""
    text = b""
    for path in sorted(tree.rglob("*")):
        name = path.relative_to(tree).as_posix()
        if not path.is_file() or name.startswith("proc/sys/net/ipv") or path.stat().st_size > 4096:
            continue
        text += b"=== " + name.encode() + b"\n" + path.read_bytes()
        if len(text) > LARGEST:
            break
    return text[:LARGEST]


def trees():
    for name in TREES:
        folder = ROOT / "tests/trees" / name
        yield overlay(folder)
        for path in sorted(folder.rglob("*")):
            if path.is_file() and path.stat().st_size < 4096 and (
                    path.suffix == ".yaml" or path.name in ("interrupts", "cmdline")):
                yield b"=== " + path.relative_to(folder).as_posix().encode() + b"\n" + \
                    path.read_bytes()
    yield b"=== sockets.yaml\n/run/irqbalance/irqbalance1.sock stats: TYPE IRQ 24\n"


def archives():
    for kind in (tarfile.REGTYPE, tarfile.DIRTYPE, tarfile.SYMTYPE):
        stream = io.BytesIO()
        with tarfile.open(fileobj=stream, mode="w", format=tarfile.USTAR_FORMAT) as archive:
            for name in ("meta.yaml", "proc/cmdline", "sys/" + "long/" * 25 + "name"):
                entry = tarfile.TarInfo(name)
                entry.type, entry.linkname = kind, "../x" if kind == tarfile.SYMTYPE else ""
                entry.size = 5 if kind == tarfile.REGTYPE else 0
                archive.addfile(entry, io.BytesIO(b"a: b\n"))
        yield stream.getvalue()


def attribute(kind, payload):
    data = struct.pack("=HH", 4 + len(payload), kind) + payload
    return data + bytes(-len(data) % 4)


ERROR, DONE, DATA = 2, 3, 16


def message(kind, body, flags=0):
    data = struct.pack("=IHHII", 16 + len(body), kind, flags, 1, 1) + body
    return data + bytes(-len(data) % 4)


def messages():
    fields = b"".join(attribute(n, struct.pack("=I", n * 64)) for n in range(1, 12))
    data = message(DATA, struct.pack("=BBH", 16, 1, 0) + fields)
    yield data
    bits = b"".join(attribute(1, attribute(2, name + b"\0") + attribute(3, b"")[:4 * on])
                    for on, name in enumerate((b"rx-gro", b"tx lro")))
    bitset = attribute(1, b"") + attribute(3, bits)
    kinds = [b"\7", bytes(4), bytes(8), b"", b"text\0", b"\x6d\x5a", bytes(8), bitset,
             attribute(1, b"") + attribute(2, b"\3") + attribute(3, bitset[4:]), b"\1", bytes(4)]
    fields = b"".join(attribute(2 + n, kind) for n, kind in enumerate(kinds))
    yield message(DATA, struct.pack("=BBH", 16, 1, 0) + fields)
    operation = attribute(1, attribute(1, struct.pack("=I", 15)) + attribute(2, bytes(4)))
    yield message(DATA, struct.pack("=BBH", 1, 2, 0) + attribute(1, struct.pack("=H", 21)) +
                  attribute(2, b"ethtool\0") + attribute(6, operation * 3))
    refusal = struct.pack("=i", -22) + struct.pack("=IHHII", 24, 21, 5, 1, 1)
    yield message(ERROR, refusal + attribute(1, b"requested ring size exceeds maximum\0"), 0x300)
    yield message(ERROR, refusal + bytes(8) + attribute(1, b"text\0"), 0x200)
    yield data * 2 + message(DONE, struct.pack("=i", -19) + attribute(1, b"asleep\0"), 0x210)


CHECKPOINT = b"""{"id": 3, "when": 1700000000, "verb": "apply", "ending": "unfinished",
 "caller": {"uid": 0, "login_uid": "1000", "parent": "bash"}, "reason": "", "deadline": 0,
 "profile": "p.yaml", "boot_id": "x", "devices": [{"name": "eth0", "ifindex": 2}],
 "values": [{"device": "eth0", "tunable": "rings", "key": "rx", "value": {"unsigned": 512}},
  {"device": "eth0", "tunable": "queues", "key": "rx-0/rps_cpus", "value": {"cpus": "0-3"}},
  {"device": "host", "tunable": "sysctl", "key": "net.a", "value": {"text": "1 2"}},
  {"device": "eth0", "tunable": "rss", "key": "table", "value": {"list": [0, 1]}}],
 "changes": [{"device": "eth0", "tunable": "rings", "key": "rx", "before": {"unsigned": 512},
   "after": {"unsigned": 1024}}]}"""


def main():
    out = pathlib.Path(sys.argv[1])
    seeds = {"profile": profiles(), "tree": trees(), "netlink": messages(),
             "archive": archives(),
             "cpu_set": [text.encode() for text in CPU_SETS],
             "cmdline": [text.encode() for text in COMMAND_LINES],
             "checkpoint": [CHECKPOINT, CHECKPOINT[:200]]}
    for target, texts in seeds.items():
        (out / target).mkdir(parents=True, exist_ok=True)
        for number, text in enumerate(texts):
            (out / target / f"seed-{number:03}").write_bytes(text[:2 * LARGEST])


if __name__ == "__main__":
    main()
