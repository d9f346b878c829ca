# SPDX-License-Identifier: Apache-2.0
"""Ways to lose packets, made for real between two network namespaces: those of the causes that
`netkeel diagnose` names which need nothing of the machine but a namespace. The others are made in
a guest, by tests/vm/conditions.py.

A condition has a `setting`, which loses nothing, and a `cause`, which is all that the condition
differs from its setting by. `proof` is what plain counters say where the cause is there."""
import json
import pathlib
import subprocess
import sys

TOOLS = pathlib.Path(__file__).resolve().parent.parent / "evidence/ground"
sys.path.append(str(TOOLS))
from condition import Condition, all_of  # noqa: E402

NEAR, FAR, STRANGER = "192.0.2.10", "192.0.2.1", "203.0.113.5"
ROOM = 2 << 20


class Pair:
    """The lab's namespace, where netkeel is, and another one at the far end of its link. Use as a
    context; programs end with it."""

    def __init__(self, lab):
        self.lab, self.far, self.programs = lab, f"{lab.name}-far", []

    def __enter__(self):
        subprocess.run(["ip", "netns", "add", self.far], check=True)
        self.lab.sh(f"ip link set v1 netns {self.far}; ip address add {NEAR}/24 dev v0")
        self.far_sh(f"ip link set v1 up; ip address add {FAR}/24 dev v1; "
                    f"ip address add {STRANGER}/32 dev v1")
        return self

    def __exit__(self, *_):
        for program in self.programs:
            program.kill()
            program.communicate()
        subprocess.run(["ip", "netns", "del", self.far], check=False, capture_output=True)

    def far_sh(self, script):
        subprocess.run(["ip", "netns", "exec", self.far, "bash", "-ec", script], check=True)

    def run(self, what, **options):
        """Starts a part of load.py on the near side, and waits until it is ready."""
        return self.start(self.lab.name, what, options)

    def run_far(self, what, **options):
        return self.start(self.far, what, options)

    def start(self, where, what, options):
        words = [f"{key}={value}" for key, value in options.items()]
        program = subprocess.Popen(
            ["ip", "netns", "exec", where, sys.executable, TOOLS / "load.py", what, *words],
            stdout=subprocess.PIPE, text=True)
        self.programs.append(program)
        if program.stdout.readline() != "ready\n":
            raise AssertionError(f"{what} is not ready")
        return program

    def stop(self, program):
        program.kill()
        program.communicate()
        self.programs.remove(program)

    def counters(self):
        return json.loads(self.lab.ok([sys.executable, TOOLS / "plain.py"]))


def receiver(**options):
    return lambda pair: pair.run("receive", **options)


def feed(**options):
    return lambda pair: pair.run_far("send", to=NEAR, **options)


def strict(pair):
    pair.lab.sh("sysctl -qw net.ipv4.conf.all.rp_filter=1 net.ipv4.conf.v0.rp_filter=1")


def callers(backlog):
    """A listener that wants a long queue, where the host has a limit, and who calls."""
    def make(pair):
        pair.lab.sh(f"sysctl -qw net.core.somaxconn={backlog}")
        pair.run("listen")
        pair.run_far("connect", to=NEAR)
    return make


def slow_switch(pair):
    """Somebody on the way has less bandwidth than the feed, and a short queue."""
    pair.far_sh("tc qdisc add dev v1 root tbf rate 2mbit burst 4k limit 8k")


STEADY, BURSTS = {"burst": 10, "every": 0.01}, {"burst": 1000, "every": 0.5}
QUICK = receiver(buffer=ROOM)


def conditions():
    return [
        Condition("reverse-path", all_of(QUICK, feed(**STEADY, source=STRANGER)), strict,
                  lambda rise: rise["TcpExtIPReversePathFilter"] > 100,
                  ("sysctl.net.ipv4.conf.*.rp_filter",)),
        Condition("socket-bursts", all_of(QUICK, feed(**BURSTS)),
                  all_of(receiver(port=30002), feed(**BURSTS, port=30002)),
                  lambda rise: rise["UdpRcvbufErrors"] > 100, ("sysctl.net.core.rmem_default",)),
        Condition("socket-slow", all_of(QUICK, feed(**STEADY)),
                  all_of(receiver(pause=0.003, port=30002), feed(**STEADY, port=30002)),
                  lambda rise: rise["UdpRcvbufErrors"] > 100),
        Condition("listen-queue", all_of(QUICK, feed(**STEADY)), callers(2),
                  lambda rise: rise["TcpExtListenOverflows"] > 20, ("sysctl.net.core.somaxconn",)),
        Condition("", all_of(QUICK, feed(burst=200, every=0.05)), slow_switch,
                  lambda rise: 20 < rise["UdpInDatagrams"] < 10000, name="lost elsewhere"),
        Condition("", name="idle"),
        Condition("", all_of(QUICK, feed(burst=100, every=0.01)), name="busy",
                  proof=lambda rise: rise["UdpInDatagrams"] > 10000),
    ]
