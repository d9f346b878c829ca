# SPDX-License-Identifier: Apache-2.0
"""The story: a multicast feed in bursts loses most of itself on an untuned ixgbe, and nothing afterwards."""
from lab import Ixgbe, expect, install_netkeel, wait_until
from witness import (PROFILE, Receiver, affinities, await_unit, enable, ring, softnet, statistic,
                     sysctl, udp, underway)

KERNELS = ["6.12"]
QUICK = ["6.12"]

# 200 bytes each, back to back; the next burst comes when the last one has been digested.
BURSTS, BURST, SIZE = 4, 5000, 200
SENT = BURSTS * BURST
NETWORK = "[Match]\nMACAddress={}\n\n[Network]\nAddress=192.0.2.10/24\nLinkLocalAddressing=no\n"
FEED = "version: 1\nextends: [multicast-feed]\n"


class Page:
    """What a reader sees: lines, and columns that are filled in one after another."""

    def __init__(self, path):
        self.file = open(path, "w", buffering=1)
        self.rows = {}

    def say(self, *lines):
        self.file.write("\n".join(lines) + "\n")

    def column(self, values):
        for name, value in values.items():
            text = f"{value:,}" if isinstance(value, int) else value
            self.rows.setdefault(name, []).append(text)

    def table(self):
        for name, cells in self.rows.items():
            self.say(f"    {name:<24}" + "".join(f"{cell:>16}" for cell in cells))


def settings(vm, name):
    pins = affinities(vm, name)
    queues = [cpus for vector, cpus in pins.items() if vector != "{}"]
    return {"receive ring": ring(vm, name)["RX"],
            "queues on CPUs": f"{len(queues)} on {', '.join(dict.fromkeys(queues))}",
            "all other causes on": pins["{}"],
            "netdev_budget": int(sysctl(vm, "net.core.netdev_budget")),
            "rmem_max": int(sysctl(vm, "net.core.rmem_max"))}


def counters(vm, name):
    return {"rx_missed_errors": statistic(vm, name, "rx_missed_errors"),
            "time_squeeze": sum(softnet(vm, 2).values()), "RcvbufErrors": udp(vm, "RcvbufErrors")}


def feed(vm, card, name):
    """Bursts to a receiver on CPU 1; what was lost where."""
    receiver = Receiver(vm, name, cpu=1)
    before, cpus, quiet = counters(vm, name), softnet(vm, 0), underway(vm, card, name)
    for burst in range(BURSTS):
        card.flood(BURST, size=SIZE, first=burst * BURST)
        wait_until("the driver has it all", lambda: underway(vm, card, name) == quiet)
        wait_until("the receiver has read everything", lambda: receiver.queued() == 0, 60)
    seen, after = receiver.end(), counters(vm, name)
    polled = {cpu: count - cpus[cpu] for cpu, count in softnet(vm, 0).items()}
    lost = {key: after[key] - before[key] for key in before}
    return {"sent": SENT, **lost, "polled by CPU": str(max(polled, key=polled.get)),
            "receiver got": seen["received"], "and missed": SENT - seen["received"],
            "longest gap": seen["longest"]}


def opening(vm, page, name):
    driver = vm.check_output(f"ethtool -i {name} | head -1").split()[1]
    page.say(f"A host of 4 CPUs, Linux {vm.check_output('uname -r')}, booted with {vm.append}.",
             f"Behind its card {name} (driver {driver}, 10 Gb/s) is a feed of UDP multicast:",
             f"{BURSTS} bursts of {BURST:,} messages of {SIZE} bytes, back to back. The receiver looks for",
             "gaps in their numbers.", "")


def quote(vm, page, command, wanted, picked):
    """Runs it. On the page: what it says, as far as the lines begin with one of `picked`, and without
    the column of reasons."""
    rc, out, err = vm.run(command, 120)
    expect(command, rc, wanted)
    lines = (out + err).splitlines()
    end = next((line.index("  why") for line in lines if line.endswith("  why")), None)
    page.say(f"$ {command}")
    for line in lines:
        if line.strip().startswith(picked):
            page.say("  " + (line[:end].rstrip() if line.startswith("  ") else line))
    page.say("")


def expect_whole(vm, page, card, name, title):
    seen = feed(vm, card, name)
    page.column({"": title, **settings(vm, name), **seen})
    expect(f"{title}: nothing is lost",
           (seen["rx_missed_errors"], seen["RcvbufErrors"], seen["and missed"]), (0, 0, 0))


def expect_loss(vm, page, card, name, title):
    seen = feed(vm, card, name)
    page.column({"": title, **settings(vm, name), **seen})
    expect("the card lost some", seen["rx_missed_errors"], lambda missed: missed > SENT // 10)
    expect("and the socket", seen["RcvbufErrors"] > 0, True)
    expect("the receiver noticed", seen["and missed"],
           seen["rx_missed_errors"] + seen["RcvbufErrors"])


def scenario(lab, kernel):
    card = Ixgbe(training=2)
    vm = lab.boot(kernel=kernel, cards=[card], append="isolcpus=2-3 nohz_full=2-3")
    install_netkeel(vm)
    vm.write("/etc/systemd/network/05-feed.network", NETWORK.format(card.mac))
    vm.check_output("networkctl reload")
    name = vm.wait_up(card)
    page = Page(lab.log_dir / "story")
    opening(vm, page, name)
    expect_loss(vm, page, card, name, "as it came up")

    vm.write(PROFILE, FEED)
    quote(vm, page, "netkeel check", 2, tuple("123456789"))
    quote(vm, page, "netkeel apply --allow-disruptive", 0, ("note", "host/", name, *"123456789"))
    vm.wait_up(card)
    expect_whole(vm, page, card, name, "after apply")

    enable(vm)
    vm.reboot()
    name = vm.wait_up(card)
    await_unit(vm, "netkeel.service")
    expect_whole(vm, page, card, name, "after a reboot")
    page.table()

    page.say("", "Some day somebody types a command:", "", f"$ ethtool -L {name} combined 4")
    vm.check_output(f"ethtool -L {name} combined 4")
    vm.wait_up(card)
    quote(vm, page, "netkeel check", 2, ("status", "drift", *"123456789"))
