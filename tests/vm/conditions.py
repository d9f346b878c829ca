# SPDX-License-Identifier: Apache-2.0
"""Ways to lose packets, made for real in a guest behind an 82599; one for each cause that `netkeel
diagnose` has a word for.

A condition has a `setting`, which loses nothing or something else, and a `cause`, which is all that
the condition differs from its setting by. `proof` is what plain counters say where the cause is there."""
import json
import sys
from pathlib import Path

from lab import wait_until
from witness import combined

TOOLS = Path(__file__).resolve().parent.parent / "evidence/ground"
sys.path.append(str(TOOLS))
from condition import Condition, Matrix, all_of, complaints, words_of  # noqa: E402,F401

NETWORK = "[Match]\nMACAddress={}\n\n[Network]\nAddress=192.0.2.10/24\nLinkLocalAddressing=no\n"
GROUP, PORT = "239.0.0.1", 30001
ROOM = 16 << 20
# Seconds that are looked at.
WINDOW = 4
# The CPU that the boot parameters keep from the scheduler, and the one that conditions fill.
ISOLATED, FULL = 3, 1


class Host:
    """A guest and its card. Whatever is set through it is put back by `restore`."""

    def __init__(self, vm, card):
        self.vm, self.card = vm, card
        vm.write("/etc/systemd/network/05-feed.network", NETWORK.format(card.mac))
        vm.check_output("networkctl reload")
        for tool in "plain.py", "load.py":
            vm.copy_in(TOOLS / tool)
        self.name = vm.wait_up(card)
        vm.check_output(f"sysctl -qw net.core.rmem_max={ROOM}")
        self.programs, self.sysctls, self.undoing, self.started = [], {}, [], 0
        self.channels(3)
        self.pin(0, 1, 2)

    # --- what can be set ---

    def sysctl(self, key, value):
        self.sysctls.setdefault(key, self.vm.check_output(f"sysctl -n {key}"))
        self.vm.check_output(f"sysctl -qw '{key}={value}'")

    def card_setting(self, change, back):
        """A request of ethtool(8) that resets the card, and the one that undoes it."""
        self.undoing.append(back)
        self.vm.check_output(f"ethtool {change.format(self.name)}")
        self.vm.wait_up(self.card)

    def ring(self, size):
        self.card_setting(f"-G {{}} rx {size}", "-G {} rx 512")

    def pause(self, word):
        self.card_setting(f"-A {{}} rx {word} tx {word}", "-A {} rx on tx on")

    def channels(self, count):
        if combined(self.vm, self.name) != count:
            self.vm.check_output(f"ethtool -L {self.name} combined {count}")
            self.vm.wait_up(self.card)

    def pin(self, *cpus):
        """The vectors of the queues, in their order. A vector moves at its next interrupt, and a queue
        that is being polled has none: so each gets some packets."""
        for queue, cpu in enumerate(cpus):
            self.vm.check_output(
                f"for irq in $(ls /sys/class/net/{self.name}/device/msi_irqs); do "
                f"if grep -q -- -{queue}$ /sys/kernel/irq/$irq/actions; then "
                f"echo {cpu} >/proc/irq/$irq/smp_affinity_list; fi; done")
        self.card.flood(320, rate=2000, burst=16, sources=16)

    def queues(self, *cpus):
        """So many queues, each with its CPU."""
        self.channels(len(cpus))
        self.pin(*cpus)

    def steer(self, cpu):
        """Every queue's packets go through the backlog of this CPU."""
        files = f"/sys/class/net/{self.name}/queues/rx-*/rps_cpus"
        self.vm.check_output(f"for file in {files}; do echo {1 << cpu:x} >$file; done")

    # --- programs ---

    def run(self, what, cpu="", under=""):
        """Starts a part of load.py; waits until it is ready."""
        self.started += 1
        log = f"/root/load-{self.started}.log"
        pin = f"taskset -c {cpu} " if cpu != "" else ""
        pid = self.vm.background(f"exec {pin}{under} python3 /root/load.py {what}", log)
        self.programs.append(pid)
        wait_until(f"{what} is at work", lambda: "ready" in self.vm.run(f"cat {log}")[1])

    def receive(self, buffer=ROOM, pause=0):
        self.run(f"receive group={GROUP} interface={self.name} buffer={buffer} pause={pause}")

    def cost(self, filters):
        """What a packet costs its CPU: a filter is about 1.3 us here."""
        self.run(f"filters interface={self.name} count={filters}")

    def spin(self, cpu, under=""):
        self.run("spin", cpu, under)

    # --- and back ---

    def restore(self):
        if self.programs:
            self.vm.check_output(f"kill {' '.join(map(str, self.programs))}; sleep 0.2")
        for key, value in self.sysctls.items():
            self.vm.check_output(f"sysctl -qw '{key}={value}'")
        for request in self.undoing:
            self.vm.run(f"ethtool {request.format(self.name)}")
        self.programs, self.sysctls, self.undoing = [], {}, []
        self.vm.wait_up(self.card)
        self.vm.check_output(
            f"for file in /sys/class/net/{self.name}/queues/rx-*/rps_cpus; do echo 0 >$file; done")
        self.queues(0, 1, 2)

    def counters(self):
        return json.loads(self.vm.check_output(f"python3 /root/plain.py {self.name}"))


def listening(host):
    host.receive()


def pause_off(host):
    host.pause("off")


def queues(*cpus):
    return lambda host: host.queues(*cpus)


def cost(filters):
    return lambda host: host.cost(filters)


def ring(size):
    return lambda host: host.ring(size)


def sysctl(key, value):
    return lambda host: host.sysctl(key, value)


def spin(cpu, under=""):
    return lambda host: host.spin(cpu, under)


def callers(port):
    """Somebody who takes no connections for now, and somebody who makes them."""
    def make(host):
        host.run(f"listen port={port}")
        host.run(f"connect to=127.0.0.1 port={port}")
    return make


ON_FULL = queues(FULL, FULL, FULL, FULL)
# Four queues on one CPU, where a task wants to run as well.
CROWD = all_of(listening, ON_FULL, spin(FULL))
# Packets pass through the backlog of another CPU, which takes its time over each: no queue is its
# own, whichever the feed hashes to.
STEERED = all_of(listening, queues(0, 1, 1), cost(30), lambda host: host.steer(2))


def squeezed(rise):
    return rise[f"cpu{FULL}/squeezed"] > rise[f"cpu{FULL}/runs"] // 4


def missed(rise):
    return rise["rx_missed_errors"] > 500


def full(cpu):
    """Packets are lost, and that CPU has next to no time left."""
    return lambda rise: missed(rise) and rise[f"cpu{cpu}/idle"] < 100


def card_conditions():
    bursts = {"rate": 8000, "burst": 8000, "size": 200}
    return [
        Condition("ring-bursts", feed=bursts, setting=all_of(listening, ring(8192)), cause=ring(512),
                  proof=missed, knobs=("rings.rx",)),
        Condition("ring-slow-cpu", feed={"rate": 30000, "burst": 100, "sources": 16},
                  setting=all_of(listening, queues(FULL)), cause=cost(60), proof=full(FULL),
                  knobs=("channels.combined", "irq.cpus")),
        Condition("queue-drop", feed=bursts, setting=listening, cause=pause_off,
                  proof=lambda rise: rise["rx_no_dma_resources"] > 500, knobs=("rings.rx",)),
    ]


def cpu_conditions():
    spread, heavy = {"rate": 40000, "burst": 100, "sources": 16}, all_of(listening, cost(40))
    return [
        Condition("one-cpu", feed=spread, setting=heavy, cause=queues(FULL, FULL, FULL),
                  knobs=("irq.cpus",), proof=full(FULL)),
        Condition("one-queue", feed=spread | {"sources": 1}, setting=heavy, without={"sources": 16},
                  proof=missed, knobs=("queues.rps_cpus",)),
        Condition("isolated-vector", feed=spread, setting=all_of(heavy, queues(FULL), spin(ISOLATED)),
                  cause=queues(ISOLATED), knobs=("irq.cpus",), proof=missed),
        Condition("budget", feed={"rate": 50000, "burst": 400, "sources": 16},
                  setting=all_of(pause_off, ring(256), CROWD, cost(6)), cause=sysctl("net.core.netdev_budget", 8),
                  proof=squeezed, knobs=("sysctl.net.core.netdev_budget",)),
        Condition("budget-time", feed={"rate": 8000, "burst": 320, "sources": 16},
                  setting=all_of(pause_off, ring(128), CROWD, cost(60), sysctl("net.core.netdev_budget", 5000),
                                 sysctl("net.core.netdev_budget_usecs", 200000)),
                  cause=sysctl("net.core.netdev_budget_usecs", 8000), proof=squeezed,
                  knobs=("sysctl.net.core.netdev_budget_usecs",)),
        Condition("ksoftirqd-starved", feed={"rate": 40000, "burst": 800, "sources": 16},
                  setting=all_of(listening, ON_FULL, cost(20)),
                  cause=spin(FULL, under="chrt -f 50"), knobs=("irq.cpus",),
                  proof=lambda rise: missed(rise) and rise[f"ksoftirqd/{FULL}/wait_ms"] > 2500),
    ]


def backlog_conditions():
    bursts = {"rate": 8000, "burst": 1600}
    return [
        Condition("backlog", feed=bursts, setting=all_of(STEERED, sysctl("net.core.netdev_max_backlog", 8000)),
                  cause=sysctl("net.core.netdev_max_backlog", 100),
                  knobs=("sysctl.net.core.netdev_max_backlog",),
                  proof=lambda rise: rise["cpu2/dropped"] + rise["cpu0/dropped"] > 100),
        Condition("flow-limit", feed=bursts, setting=all_of(STEERED, sysctl("net.core.netdev_max_backlog", 2000)),
                  cause=sysctl("net.core.flow_limit_cpu_bitmap", "f"),
                  knobs=("sysctl.net.core.flow_limit_cpu_bitmap",),
                  proof=lambda rise: sum(rise[f"cpu{cpu}/flow_limit"] for cpu in range(4)) > 100),
    ]


def host_conditions():
    return [
        Condition("reverse-path", feed={"rate": 2000, "burst": 10, "source": "203.0.113.5"},
                  setting=listening, knobs=("sysctl.net.ipv4.conf.*.rp_filter",),
                  cause=lambda host: [host.sysctl(f"net.ipv4.conf.{where}.rp_filter", 1)
                                      for where in ("all", host.name)],
                  proof=lambda rise: rise["TcpExtIPReversePathFilter"] > 100),
        Condition("socket-bursts", feed={"rate": 2000, "burst": 1000}, setting=listening,
                  cause=lambda host: host.receive(buffer=0), knobs=("sysctl.net.core.rmem_default",),
                  proof=lambda rise: rise["udp/drops"] > 100),
        Condition("socket-slow", feed={"rate": 2000, "burst": 20}, setting=listening,
                  cause=lambda host: host.receive(buffer=200000, pause=0.002),
                  proof=lambda rise: rise["udp/drops"] > 100),
        Condition("udp-memory", feed={"rate": 4000, "burst": 2000}, setting=listening,
                  cause=sysctl("net.ipv4.udp_mem", "20 40 60"), knobs=("sysctl.net.ipv4.udp_mem",),
                  proof=lambda rise: rise["UdpMemErrors"] > 100),
        Condition("listen-queue", feed={"rate": 100, "burst": 10}, setting=callers(40001),
                  cause=all_of(sysctl("net.core.somaxconn", 2), callers(40002)),
                  knobs=("sysctl.net.core.somaxconn",),
                  proof=lambda rise: rise["TcpExtListenOverflows"] > 20),
    ]


def healthy_conditions():
    return [
        Condition("", feed={"rate": 10, "burst": 1}, name="idle"),
        Condition("", feed={"rate": 12000, "burst": 60, "sources": 16}, setting=listening, name="busy"),
        Condition("", feed={"rate": 2000, "burst": 10}, setting=listening, name="lost elsewhere"),
    ]


def conditions():
    return (card_conditions() + cpu_conditions() + backlog_conditions() + host_conditions()
            + healthy_conditions())
