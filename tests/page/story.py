# SPDX-License-Identifier: Apache-2.0
"""A recording of an hour that never was, a sample a second: a multicast feed on an ixgbe of eight
queues. At minute 20 irqbalance puts all vectors on one CPU, whose ring then overflows in bursts; at
minute 35 an apply puts them back. Marks and an interface try to be markup. After the hour the host is
booted, and two minutes follow in which nothing is lost."""

import random
import sqlite3
import subprocess

HOSTILE = "<img src=x onerror=alert(1)>"
ENDING = "</script><script>document.title='owned'</script><!--"
CPUS = 8
MOVED, MENDED, SECONDS, END = 1200, 2100, 3600, 3780


def sample(second, state, randomness):
    """Adds what a second brings to the counters."""
    together = MOVED <= second < MENDED
    burst = second % 30 < 3
    packets = randomness.randint(90_000, 110_000) * (3 if burst else 1)
    lost = max(0, packets - 260_000) if together and burst else 0

    def add(source, place, name, count):
        key = (source, place, name)
        state[key] = state.get(key, 0) + int(count)

    add("nic", "eth0", "rx_packets", packets - lost)
    add("nic", "eth0", "rx_missed_errors", lost)
    add("link", "eth0", "rx_packets", packets - lost)
    add("link", "eth0", "rx_missed_errors", lost)
    for queue in range(CPUS):
        share = (packets - lost) * (0.3 if queue == 3 else 0.1)
        add("nic", "eth0", f"rx_queue_{queue}_packets", share)
        cpu = 2 if together else queue
        add("vector", f"eth0 TxRx-{queue}", f"cpu{cpu}", share / 20)
        add("softnet", f"cpu{cpu}", "processed", share)
        add("softirq", f"cpu{cpu}", "NET_RX", share / 40)
    for cpu in range(CPUS):
        busy = 97 if together and burst and cpu == 2 else 55 if together and cpu == 2 else \
            0 if together else 12
        add("cpu", f"cpu{cpu}", "softirq", busy)
        add("cpu", f"cpu{cpu}", "idle", 100 - busy)
        add("softnet", f"cpu{cpu}", "time_squeeze",
            randomness.randint(40, 90) if busy == 97 else randomness.random() < 0.002)
        add("softnet", f"cpu{cpu}", "dropped", 0)
    add("ip", "host", "IpInReceives", packets - lost)
    dropped = 900 if second in (1500, 1501, 2800) else 0
    add("udp", "host", "UdpInDatagrams", packets - lost - dropped)
    add("udp", "host", "UdpRcvbufErrors", dropped)
    socket = "udp 239.1.1.1:5000 inode 771"
    add("socket", socket, "drops", dropped)
    state["socket", socket, "queue"] = 212_000 if dropped else randomness.randint(0, 9_000)
    state["socket", socket, "limit"] = 212_992
    add("link", "<b>x</b>&\"'", "rx_packets", randomness.randint(0, 5))


FACTS = {("nic", "eth0", "driver"): "ixgbe", ("setting", "eth0", "rings.rx"): "512",
         ("setting", "eth0", "rings.rx-max"): "4096", ("setting", "host", "online"): "0-7",
         ("setting", "host", "net.core.netdev_budget"): "300",
         ("setting", "eth0", "channels.combined"): "8",
         ("setting", "eth0", "channels.combined-max"): "8",
         ("socket", "udp 239.1.1.1:5000 inode 771", "owner"): f"feedd{HOSTILE} (pid 812)"}


def facts(second):
    where = (lambda queue: "2") if MOVED <= second < MENDED else str
    told = dict(FACTS)
    for queue in range(CPUS):
        place = f"eth0 TxRx-{queue}"
        told |= {("vector", place, "queue"): str(queue), ("vector", place, "irq"): str(37 + queue),
                 ("vector", place, "affinity"): where(queue),
                 ("vector", place, "effective"): where(queue)}
    return told


def events(start):
    told = [(start, "start", "", "recording began", 0)]
    for queue in range(CPUS):
        told.append((start + MOVED, "setting", f"/proc/irq/{37 + queue}/smp_affinity",
                     f"{queue} -> 2, by pid 350 (irqbalance)", 350))
    told += [(start + 1323, "mark", "", "gap 1204-1210", 0), (start + 1513, "mark", "", HOSTILE, 0),
             (start + 1700, "mark", "", ENDING, 0),
             (start + MENDED, "apply", "", "feed.yaml: 8 settings, by uid 0 (login 1000)", 900),
             (start + 2700, "link", "eth0", "carrier lost", 0),
             (start + 2704, "link", "eth0", "carrier back", 0)]
    return told


class Writer:
    """Puts samples into a recording: the first of a boot whole, of each other what changed."""

    def __init__(self, database):
        self.database, self.ids, self.last, self.told = database, {}, {}, {}
        self.number = self.frame = self.boot = 0

    def id_of(self, key, is_fact):
        if (key, is_fact) not in self.ids:
            self.ids[key, is_fact] = len(self.ids) + 1
            self.database.execute("INSERT INTO counters(id, source, place, name, fact) "
                                  "VALUES(?, ?, ?, ?, ?)",
                                  (self.ids[key, is_fact], *key, int(is_fact)))
        return self.ids[key, is_fact]

    def append(self, boot, at, uptime, state, told):
        self.number += 1
        number = self.number
        if boot != self.boot:
            self.boot, self.frame, self.last, self.told = boot, number, {}, {}
        self.database.execute("INSERT INTO samples VALUES(?, ?, ?, ?, ?)",
                              (number, at * 1000, uptime * 1000, boot, self.frame))
        self.database.executemany(
            "INSERT INTO numbers(key, value) VALUES(?, ?)",
            [(number << 20 | self.id_of(key, False), value) for key, value in state.items()
             if self.last.get(key) != value])
        self.database.executemany(
            "INSERT INTO facts VALUES(?, ?, ?)",
            [(number, self.id_of(key, True), text) for key, text in told.items()
             if self.told.get(key) != text])
        self.last, self.told = dict(state), told


def write(netkeel, path, start):
    """A recording at `path` that begins at `start`, seconds since 1970."""
    subprocess.run([netkeel, "record", "--for", "1", "--recording", path], check=True,
                   capture_output=True)
    database = sqlite3.connect(path)
    for table in ("samples", "numbers", "packed", "facts", "unread", "events", "counters", "boots"):
        database.execute(f"DELETE FROM {table}")
    database.execute("INSERT INTO boots VALUES(1, 'one'), (2, 'two')")
    writer, state, randomness = Writer(database), {}, random.Random(7)
    for second in range(SECONDS):
        sample(second, state, randomness)
        writer.append(1, start + second, 50_000 + second, state, facts(second))
    state = {}
    for second in range(SECONDS + 60, END):
        sample(second, state, randomness)
        writer.append(2, start + second, second - SECONDS, state, facts(second))
    database.executemany("INSERT INTO events(at_ms, kind, place, text, pid) VALUES(?, ?, ?, ?, ?)",
                         [(at * 1000, *rest) for at, *rest in events(start)])
    database.commit()
    database.close()
