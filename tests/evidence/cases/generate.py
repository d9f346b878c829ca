#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the cases. `host` is a captured tree, and `later` what differs in it 10 s later, when all is
well. Of a case, `before` is what differs from `host`, and `after` from host, later and before, each laid
over those in front of it. Run it after a change; its output is committed, but for each verdict.txt, which the test
writes with NETKEEL_UPDATE_CASES=1 and somebody reads before it is kept.

A case is what it differs by from a healthy host that takes 300,000 packets in 10 s."""
import copy
import importlib.util
import pathlib
import shutil

HERE = pathlib.Path(__file__).parent
SPEC = importlib.util.spec_from_file_location("trees", HERE.parent.parent / "trees/generate.py")
trees = importlib.util.module_from_spec(SPEC)
SPEC.loader.exec_module(trees)

CPUS = 4
SOFTNET = {"processed": 0, "dropped": 1, "time_squeeze": 2, "received_rps": 9, "flow_limit": 10}
TICKS = ["user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal"]
SYSCTLS = {
    "net/core/netdev_budget": 300, "net/core/netdev_budget_usecs": 8000,
    "net/core/netdev_max_backlog": 1000, "net/core/flow_limit_cpu_bitmap": 0,
    "net/core/rmem_default": 212992, "net/core/rmem_max": 212992, "net/core/somaxconn": 4096,
    "net/ipv4/udp_mem": "22500\t30000\t45000", "net/ipv4/conf/all/rp_filter": 0,
    "net/ipv4/conf/eth0/rp_filter": 0,
}
FEED = {"local": "239.1.1.1:5000", "inode": 771, "queue": 4096, "limit": 212992, "drops": 0}
WEB = {"local": "*:80", "inode": 9, "queue": 0, "limit": 4096, "drops": 0}
OWNERS = [{"inode": 771, "pid": 812, "name": "feedd"}, {"inode": 9, "pid": 900, "name": "webd"},
          {"inode": 12, "pid": 950, "name": "tcpdump"}]


def healthy():
    """Numbers before anything happens."""
    state = {f"cpu{cpu}/{word}": 5000 for cpu in range(CPUS) for word in [*SOFTNET, *TICKS]}
    state |= {f"cpu{cpu}/{word}": 5000 for cpu in range(CPUS) for word in ("NET_RX", "wait_ns", "run_ns")}
    state |= {f"nic/rx_queue_{queue}_packets": 70_000 for queue in range(CPUS)}
    state |= {f"nic/{word}": 0 for word in ("rx_missed_errors", "rx_no_dma_resources", "rx_crc_errors",
                                           "tx_flow_control_xoff", "rx_flow_control_xoff",
                                           "alloc_rx_page_failed")}
    state |= {"nic/rx_missed_errors": 1204, "nic/rx_pkts_nic": 280_000}
    state |= {f"link/{word}": 0 for word in ("rx_dropped", "rx_missed_errors", "rx_crc_errors",
                                            "rx_nohandler")}
    state |= {"link/rx_packets": 280_000, "link/carrier_changes": 2, "link/up": 1, "link/carrier": 1}
    state |= {f"irq{queue}/cpu{queue}": 40_000 for queue in range(CPUS)}
    state |= {"Ip/InReceives": 300_000, "Ip/InHdrErrors": 0, "Ip/ReasmFails": 0,
              "Udp/InDatagrams": 250_000, "Udp/NoPorts": 12, "Udp/InErrors": 40,
              "Udp/RcvbufErrors": 40, "Udp/InCsumErrors": 0, "Udp/IgnoredMulti": 3, "Udp/MemErrors": 0,
              "Tcp/PassiveOpens": 700, "Tcp/InSegs": 50_000,
              "TcpExt/ListenOverflows": 0, "TcpExt/ListenDrops": 0, "TcpExt/TCPBacklogDrop": 0,
              "TcpExt/RcvPruned": 0, "TcpExt/IPReversePathFilter": 0, "IpExt/InNoRoutes": 0}
    return state


def traffic():
    """What 10 s of a feed raise, spread over four queues and CPUs."""
    rise = {}
    for cpu in range(CPUS):
        rise |= load(cpu, softirq=100, user=50)
        rise |= {f"cpu{cpu}/processed": 75_000, f"cpu{cpu}/NET_RX": 20_000,
                 f"cpu{cpu}/run_ns": 50_000_000, f"cpu{cpu}/wait_ns": 9_000_000,
                 f"nic/rx_queue_{cpu}_packets": 75_000, f"irq{cpu}/cpu{cpu}": 18_000}
    return rise | {"nic/rx_pkts_nic": 300_000, "link/rx_packets": 300_000, "Ip/InReceives": 300_000,
                   "Udp/InDatagrams": 290_000, "Tcp/InSegs": 9000, "Tcp/PassiveOpens": 60}


def load(cpu, softirq=0, user=0, steal=0):
    """Ticks of 10 s."""
    return {f"cpu{cpu}/softirq": softirq, f"cpu{cpu}/user": user, f"cpu{cpu}/steal": steal,
            f"cpu{cpu}/idle": 1000 - softirq - user - steal}


def runs(cpu, packets, count, squeezed):
    return {f"cpu{cpu}/processed": packets, f"cpu{cpu}/NET_RX": count, f"cpu{cpu}/time_squeeze": squeezed}


def queues(*packets):
    return {f"nic/rx_queue_{queue}_packets": count for queue, count in enumerate(packets)}


class Host:
    """A host with an ixgbe card of four queues, each on a CPU of its own."""

    def __init__(self):
        self.counters, self.sysctls, self.uptime = healthy(), dict(SYSCTLS), 1000
        self.rings, self.isolated, self.unreadable = 512, "", []
        self.vectors = list(range(CPUS))
        self.udp, self.listeners, self.pinned = [dict(FEED)], [dict(WEB)], []
        self.driver, self.captures, self.bonded = "ixgbe", [], False

    def files(self):
        tree = trees.Tree("feed1", "a host of the evidence cases", cpus=CPUS, release="6.12.38-amd64",
                          isolated=self.isolated)
        tree.nic("eth0", self.driver, trees.intel(), firmware="0x800004e0")
        tree.rings("eth0", self.rings, 512, 4096)
        tree.channels("eth0", combined=CPUS, combined_max=CPUS, other=1, other_max=1)
        tree.vectors(trees.intel(), trees.numbered("eth0-TxRx-{}", CPUS))
        tree.put("boot/config-6.12.38-amd64", "# Linux\nCONFIG_HZ=250")
        for queue, cpu in enumerate(self.vectors):
            folder = f"proc/irq/{30 + queue}/"
            tree.put(folder + "smp_affinity_list", cpu)
            tree.put(folder + "effective_affinity_list", cpu)
            counts = [self.counters.get(f"irq{queue}/cpu{each}", 0) for each in range(CPUS)]
            tree.put(f"sys/kernel/irq/{30 + queue}/per_cpu_count", ",".join(map(str, counts)))
        for key, value in self.sysctls.items():
            tree.put("proc/sys/" + key, value)
        self.add_counters(tree)
        tree.files["links.yaml"] = "".join(f"{a}: {b}\n" for a, b in sorted(tree.links.items()))
        tree.files["meta.yaml"] = "".join(f"{a}: {b}\n" for a, b in sorted(tree.meta.items()))
        return tree.files

    def add_counters(self, tree):
        tree.put("proc/uptime", f"{self.uptime}.00 900.00")
        tree.put("proc/net/softnet_stat", "\n".join(map(self.softnet, range(CPUS))))
        head = "".join(f"{'CPU' + str(cpu):>11}" for cpu in range(CPUS))
        tree.put("proc/softirqs", f"          {head}\n      NET_RX:" + "".join(
            f"{self.counters[f'cpu{cpu}/NET_RX']:>11}" for cpu in range(CPUS)))
        tree.put("proc/stat", "\n".join(
            f"cpu{cpu} " + " ".join(str(self.counters[f"cpu{cpu}/{word}"]) for word in TICKS)
            for cpu in range(CPUS)) + "\nintr 0")
        tree.put("proc/net/igmp", "Idx\tDevice    : Count Querier\tGroup    Users Timer\tReporter")
        tree.put("proc/2/task/2/children", " ".join(str(20 + cpu) for cpu in range(CPUS)))
        for cpu in range(CPUS):
            tree.put(f"proc/{20 + cpu}/stat", f"{20 + cpu} (ksoftirqd/{cpu}) S 2 0 0")
            tree.put(f"proc/{20 + cpu}/schedstat",
                     f"{self.counters[f'cpu{cpu}/run_ns']} {self.counters[f'cpu{cpu}/wait_ns']} 100")
        tree.ethtool("eth0", "statistics", self.named("nic/"))
        tree.ethtool("eth0", "link", self.named("link/"))
        if self.bonded:
            tree.nic("bond0", "bonding", None)
            tree.ethtool("bond0", "link", self.named("link/"))
        tree.put("proc/net/snmp", self.pairs("Ip", "Tcp", "Udp"))
        tree.put("proc/net/netstat", self.pairs("TcpExt", "IpExt"))
        for topic, rows in {"udp-sockets": self.udp, "tcp-listeners": self.listeners,
                            "packet-sockets": self.captures, "socket-owners": OWNERS,
                            "pinned-tasks": self.pinned}.items():
            tree.files[f"host/{topic}.yaml"] = "".join(
                f"{number}/{word}: " + (f'"{value}"\n' if isinstance(value, str) else f"{value}\n")
                for number, row in enumerate(rows)
                for word, value in sorted(row.items()))
        for path in self.unreadable:
            tree.files.pop(path[1:], None)
            tree.meta[f"unreadable {path}"] = "EACCES"

    def pass_time(self, rise):
        """10 s later. An interrupt is of its queue, and counts on the CPU that it goes to."""
        self.uptime += 10
        for key, count in rise.items():
            if key.startswith("irq"):
                key = key.split("/")[0] + f"/cpu{self.vectors[int(key[3])]}"
            self.counters[key] = self.counters.get(key, 0) + count

    def softnet(self, cpu):
        columns = [0] * 15
        for word, column in SOFTNET.items():
            columns[column] = self.counters[f"cpu{cpu}/{word}"] & 0xFFFFFFFF
        columns[12] = cpu
        return " ".join(f"{number:08x}" for number in columns)

    def named(self, prefix):
        return {key.removeprefix(prefix): value for key, value in self.counters.items()
                if key.startswith(prefix)}

    def pairs(self, *protocols):
        lines = []
        for protocol in protocols:
            words = self.named(protocol + "/")
            lines += [f"{protocol}: " + " ".join(words),
                      f"{protocol}: " + " ".join(map(str, words.values()))]
        return "\n".join(lines)


def write(folder, files, base):
    for path, content in files.items():
        if base.get(path) == content:
            continue
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(content)


class Case:
    """`rise` adds to the traffic or takes its place; `host` changes the host of both trees, `then`
    that of the second one."""

    def __init__(self, name, rise=None, host=None, then=None, quiet=False):
        self.name, self.rise, self.host, self.then, self.quiet = name, rise or {}, host, then, quiet

    def write(self, host, later):
        before = Host()
        if self.host:
            self.host(before)
        after = copy.deepcopy(before)
        after.pass_time({} if self.quiet else traffic() | self.rise)
        if self.then:
            self.then(after)
        folder = HERE / self.name
        for name in "before", "after":
            shutil.rmtree(folder / name, ignore_errors=True)
        first, second = before.files(), after.files()
        write(folder / "before", first, host)
        differing = {path: content for path, content in first.items() if host.get(path) != content}
        write(folder / "after", second, host | later | differing)


def setting(**values):
    """Attributes of a host, or sysctls where the name has two underscores for a slash."""
    def change(host):
        for name, value in values.items():
            if "__" in name:
                host.sysctls["net/" + name.replace("__", "/")] = value
            else:
                setattr(host, name, value)
    return change


def socket(**values):
    return lambda host: host.udp[0].update(values)


def listener(**values):
    return lambda host: host.listeners[0].update(values)


def both(*changes):
    def change(host):
        for each in changes:
            each(host)
    return change


def start(**counters):
    """Where counters are before: cpu0_processed."""
    return lambda host: host.counters.update(
        {name.replace("_", "/", 1): value for name, value in counters.items()})


SHAPED = {"nic/bw_in_allowance_exceeded": 700}
MISSED = {"nic/rx_missed_errors": 20_000}
BUSY = load(2, softirq=960, user=20)
SHARED = load(2, softirq=450, user=550) | {"cpu2/wait_ns": 3_500_000_000}
ON_ONE_CPU = setting(vectors=[2, 2, 2, 2])
CAPTURE = {"interface": 2, "inode": 12, "queue": 0, "limit": 212992}
PINNED = [{"pid": 812, "name": "feedd", "cpus": "2"}]


def full(host):
    host.udp[0].update(queue=212_000)


CASES = [
    Case("idle", quiet=True),
    Case("busy-and-healthy", {f"cpu{cpu}/softirq": 600 for cpu in range(CPUS)}),
    Case("busy-and-nearly-squeezed", runs(2, 75_000, 20_000, 700)),
    Case("counters-begin-anew", then=start(nic_rx_missed_errors=900, nic_rx_queue_0_packets=500)),
    Case("a-counter-of-32-bits-wraps", host=start(cpu0_processed=0xFFFFFF00, cpu0_time_squeeze=0xFFFFFFFF),
         rise={"cpu0/time_squeeze": 3}),
    Case("what-strangers-send", {"Udp/NoPorts": 9000, "Udp/IgnoredMulti": 12_000, "link/rx_nohandler": 30}),
    Case("a-filter", host=start(Ip_InDelivers=300_000, Ip_ForwDatagrams=0),
         rise={"Ip/InDelivers": 180_000, "Ip/ForwDatagrams": 0}),
    Case("a-filter-not-a-router", host=start(Ip_InDelivers=300_000, Ip_ForwDatagrams=0),
         rise={"Ip/InDelivers": 180_000, "Ip/ForwDatagrams": 120_000}),
    Case("softnet-unreadable", host=setting(unreadable=["/proc/net/softnet_stat"])),

    Case("ring-bursts", MISSED),
    Case("ring-bursts-at-the-largest-ring", MISSED, host=setting(rings=4096)),
    Case("ring-bursts-not-a-handful", {"nic/rx_missed_errors": 9, "nic/rx_pkts_nic": 10_000_000,
                                       "link/rx_packets": 10_000_000}),
    Case("ring-slow-cpu", MISSED | BUSY | runs(2, 75_000, 1300, 17)),
    Case("ring-slow-cpu-not-half-busy", MISSED | load(2, softirq=500, user=20)),
    Case("queue-drop", {"nic/rx_no_dma_resources": 5000}),
    Case("queue-drop-not-the-whole-card", {"nic/rx_no_dma_resources": 100, "nic/rx_missed_errors": 5000}),
    Case("one-cpu", MISSED | BUSY, host=ON_ONE_CPU),
    Case("one-cpu-not-idle", MISSED, host=ON_ONE_CPU),
    Case("one-queue", MISSED | BUSY | queues(60, 60, 299_820, 60)),
    Case("one-queue-not-three-of-four", MISSED | BUSY | queues(25_000, 25_000, 225_000, 25_000)),
    Case("isolated-vector", MISSED | load(2, softirq=200, user=790),
         host=setting(isolated="2-3", pinned=PINNED)),
    Case("isolated-vector-not-without-a-task", MISSED | load(2, softirq=200, user=300),
         host=setting(isolated="2-3")),
    Case("budget", MISSED | SHARED | runs(2, 75_000, 1800, 1600),
         host=both(ON_ONE_CPU, setting(core__netdev_budget=8))),
    Case("budget-not-of-a-burst", MISSED | runs(2, 75_000, 300, 250)),
    Case("budget-not-beside-a-task", MISSED | SHARED | {"cpu2/wait_ns": 5_900_000_000}
         | runs(2, 155_000, 660, 360), host=ON_ONE_CPU),
    Case("budget-before-a-loss", SHARED | runs(2, 75_000, 1800, 1600),
         host=both(ON_ONE_CPU, setting(core__netdev_budget=8))),
    Case("budget-time", MISSED | SHARED | runs(2, 75_000, 900, 700),
         host=both(ON_ONE_CPU, setting(core__netdev_budget=5000))),
    Case("budget-time-not-without-a-loss", SHARED | runs(2, 75_000, 900, 700), host=ON_ONE_CPU),
    Case("ksoftirqd-starved", MISSED | load(2, softirq=60, user=940) | {"cpu2/wait_ns": 9_000_000_000}),
    Case("ksoftirqd-starved-not-by-a-little", MISSED | load(2, softirq=60, user=500)
         | {"cpu2/wait_ns": 1_000_000_000}),
    Case("stolen", MISSED | load(2, softirq=300, steal=500)),
    Case("stolen-not-by-a-little", MISSED | load(2, softirq=300, steal=60)),
    Case("no-memory", MISSED | {"nic/alloc_rx_page_failed": 700}),
    Case("no-memory-not-without-a-loss", {"nic/alloc_rx_page_failed": 700}),
    Case("ring-of-ena", {"link/rx_dropped": 5000}, host=setting(driver="ena")),

    Case("backlog", {"cpu1/dropped": 4000, "cpu1/received_rps": 900, "link/rx_dropped": 4000}),
    Case("backlog-not-a-protocol-of-nobody", {"link/rx_dropped": 4000}),
    Case("flow-limit", {"cpu1/dropped": 4000, "cpu1/flow_limit": 4000},
         host=setting(core__flow_limit_cpu_bitmap="2")),
    Case("flow-limit-not-most-of-it", {"cpu1/dropped": 4000, "cpu1/flow_limit": 100}),
    Case("reverse-path", {"TcpExt/IPReversePathFilter": 5000}, host=setting(ipv4__conf__eth0__rp_filter=1)),
    Case("reverse-path-that-is-loose", {"TcpExt/IPReversePathFilter": 5000},
         host=setting(ipv4__conf__all__rp_filter=2)),
    Case("reverse-path-not-a-handful", {"TcpExt/IPReversePathFilter": 9}),
    Case("no-route", {"IpExt/InNoRoutes": 5000}),
    Case("ip-errors", {"Ip/InHdrErrors": 5000}),
    Case("ip-errors-not-a-handful", {"Ip/InHdrErrors": 12}),
    Case("checksums", {"Udp/InCsumErrors": 50, "Udp/InErrors": 50}),
    Case("fragments", {"Ip/ReasmFails": 300}),
    Case("fragments-however-few", {"Ip/ReasmFails": 29}),

    Case("socket-slow", {"Udp/RcvbufErrors": 6000, "Udp/InErrors": 6000}, host=full,
         then=socket(drops=6000)),
    Case("socket-slow-not-without-a-drop", host=full),
    Case("socket-bursts", {"Udp/RcvbufErrors": 200, "Udp/InErrors": 200}, then=socket(drops=200)),
    Case("socket-bursts-not-of-a-filter", {"Udp/InErrors": 200}, then=socket(drops=200)),
    Case("socket-gone", {"Udp/RcvbufErrors": 200, "Udp/InErrors": 200}),
    Case("udp-memory", {"Udp/MemErrors": 700, "Udp/InErrors": 700}, then=socket(drops=700)),
    Case("listen-queue", {"TcpExt/ListenOverflows": 80, "TcpExt/ListenDrops": 80},
         then=listener(drops=80, queue=4097)),
    Case("listen-queue-of-the-application", {"TcpExt/ListenOverflows": 80, "TcpExt/ListenDrops": 80},
         host=listener(limit=5), then=listener(drops=80, queue=6)),
    Case("listen-queue-not-a-handful", {"TcpExt/ListenOverflows": 3, "TcpExt/ListenDrops": 3}),
    Case("tcp-backlog", {"TcpExt/TCPBacklogDrop": 300}),
    Case("tcp-memory", {"TcpExt/RcvPruned": 300}),

    Case("packet-socket", then=setting(captures=[CAPTURE | {"drops": 40_000}])),
    Case("packet-socket-not-a-handful", {"link/rx_packets": 10_000_000}, then=setting(captures=[CAPTURE | {"drops": 9}])),

    Case("shaped", SHAPED, host=both(setting(driver="ena"), start(nic_bw_in_allowance_exceeded=9))),
    Case("shaped-not-of-another-driver", SHAPED, host=start(nic_bw_in_allowance_exceeded=9)),
    Case("a-bond-over-its-card", MISSED | {"link/rx_missed_errors": 20_000, "nic/rx_crc_errors": 90,
                                           "link/rx_crc_errors": 90}, host=setting(bonded=True)),
    Case("wire-errors", {"nic/rx_crc_errors": 90}),
    Case("carrier", {"link/carrier_changes": 2}),
    Case("pause-sent", {"nic/tx_flow_control_xoff": 340}),
    Case("pause-sent-not-received", {"nic/rx_flow_control_xoff": 340}),
    Case("sockets-behind-a-cpu-that-is-used-up",
         MISSED | BUSY | {"Udp/RcvbufErrors": 60_000, "Udp/InErrors": 60_000}, host=full,
         then=socket(drops=60_000)),
]


def main():
    host = Host().files()
    well = Host()
    well.pass_time(traffic())
    later = well.files()
    for name, files, base in ("host", host, {}), ("later", later, host):
        shutil.rmtree(HERE / name, ignore_errors=True)
        write(HERE / name, files, base)
    for case in CASES:
        case.write(host, later)
    gone = {path.name for path in HERE.iterdir() if path.is_dir()} - {case.name for case in CASES}
    for name in gone - {"host", "later", "__pycache__"}:
        shutil.rmtree(HERE / name)


if __name__ == "__main__":
    main()
