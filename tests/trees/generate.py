#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the captured trees of hosts that nobody has at hand. Run it after a change; its output is
committed. The names of vectors are those of the drivers' sources, Linux 6.1 and 6.12."""

import pathlib
import shutil

HERE = pathlib.Path(__file__).parent
CPU = "sys/devices/system/cpu/"

# What `ethtool -k` prints of cards with TCP segmentation.
TCP = ("tx-tcp-segmentation", "tx-tcp-mangleid-segmentation", "tx-tcp6-segmentation")
STACK = ("tx-scatter-gather", "tx-generic-segmentation", "rx-gro")
CARD = ("rx-checksum", "tx-checksum-ip-generic", "tx-checksum-sctp", "rx-vlan-hw-parse",
        "tx-vlan-hw-insert", "rx-vlan-filter", "rx-hashing", "tx-udp-segmentation", *STACK, *TCP)
NOBODYS = ("tx-checksum-ipv4", "tx-checksum-ipv6", "tx-checksum-fcoe-crc", "vlan-challenged",
           "tx-vlan-stag-hw-insert", "rx-gro-hw", "tls-hw-rx-offload")

NET_CORE = {
    "netdev_budget": "300", "netdev_budget_usecs": "8000", "dev_weight": "64",
    "dev_weight_rx_bias": "1", "dev_weight_tx_bias": "1", "gro_normal_batch": "8",
    "netdev_max_backlog": "1000", "flow_limit_table_len": "4096", "netdev_tstamp_prequeue": "1",
    "rps_sock_flow_entries": "0", "rmem_default": "212992", "rmem_max": "212992",
    "wmem_default": "212992", "wmem_max": "212992", "optmem_max": "20480", "skb_defer_max": "64",
    "mem_pcpu_rsv": "256", "busy_poll": "0", "busy_read": "0", "somaxconn": "4096", "max_skb_frags": "17",
    "default_qdisc": "fq_codel",
}
# Enough of the sysctls for a tree that is about its NIC.
FEW = ["netdev_budget", "netdev_budget_usecs", "dev_weight", "netdev_max_backlog", "rmem_max",
       "udp_mem"]
# What a network namespace other than the first has of net.core, Linux 6.18.
INNER_NET_CORE = ["optmem_max", "rmem_default", "rmem_max", "wmem_default", "wmem_max", "somaxconn"]
IPV4 = {
    "udp_mem": "381405\t508543\t762810", "udp_rmem_min": "4096", "udp_wmem_min": "4096",
    "udp_early_demux": "1", "ip_early_demux": "1", "igmp_max_memberships": "20",
    "igmp_max_msf": "10", "igmp_qrv": "2", "conf/all/rp_filter": "0",
    "conf/default/rp_filter": "2", "conf/all/force_igmp_version": "0",
    "conf/default/force_igmp_version": "0",
}

# Of an interface without settings of its own, and of `all`, Linux 6.18 on a veth.
IPV4_CONF = {"accept_redirects": "1", "accept_source_route": "1", "arp_ignore": "0",
             "force_igmp_version": "0", "forwarding": "0", "medium_id": "0", "rp_filter": "0",
             "send_redirects": "1"}
IPV6_CONF = {"accept_ra": "1", "addr_gen_mode": "0", "disable_ipv6": "0", "forwarding": "0",
             "mtu": "1500"}
NEIGH = {"base_reachable_time": "30", "base_reachable_time_ms": "30000", "gc_stale_time": "60",
         "unres_qlen": "101", "unres_qlen_bytes": "212992"}


def mask(cpus, count):
    """A hex mask as the kernel prints it for `count` CPUs."""
    bits = sum(1 << cpu for cpu in cpus)
    digits = f"{bits:0{(count + 3) // 4}x}"
    head = len(digits) % 8
    groups = ([digits[:head]] if head else []) + [
        digits[i:i + 8] for i in range(head, len(digits), 8)]
    return ",".join(groups)


class Tree:
    def __init__(self, name, what, cpus=4, nodes=1, isolated="", release="6.1.0-35-amd64",
                 cmdline="", online=None, whole=False):
        self.name, self.cpus, self.release = name, cpus, release
        self.online = list(range(cpus)) if online is None else online
        self.files, self.links = {}, {}
        self.meta = {"what": what, "hz": "250"}
        self.interrupts = []
        self.irq = 30
        self.whole = whole  # with every sysctl, the topology, steering and /proc/interrupts
        self.host(nodes, isolated, cmdline)

    def host(self, nodes, isolated, cmdline):
        last = self.cpus - 1
        self.sysctls()
        self.put("proc/sys/kernel/hostname", self.name)
        self.put("proc/sys/kernel/osrelease", self.release)
        self.put("proc/cmdline", f"BOOT_IMAGE=/boot/vmlinuz-{self.release} root=/dev/sda1 ro quiet"
                 + (" " + cmdline if cmdline else ""))
        self.put("proc/irq/default_smp_affinity", mask(range(self.cpus), self.cpus))
        self.put(CPU + "possible", f"0-{last}")
        self.put(CPU + "present", f"0-{last}")
        self.put(CPU + "online", ranges(self.online))
        self.put(CPU + "isolated", isolated)
        self.put(CPU + "nohz_full", "(null)" if self.release.startswith("6.1.") else "")
        share = self.cpus // nodes
        for node in range(nodes):
            self.put(f"sys/devices/system/node/node{node}/cpulist",
                     f"{node * share}-{node * share + share - 1}")
        for cpu in range(self.cpus if self.whole else 0):
            folder = f"{CPU}cpu{cpu}/"
            self.put(folder + "topology/core_cpus_list", str(cpu))
            self.put(folder + "cache/index3/shared_cpu_list",
                     f"{cpu // share * share}-{cpu // share * share + share - 1}")

    def sysctls(self):
        for folder, keys in (("core", NET_CORE), ("ipv4", IPV4)):
            for key, value in keys.items():
                if self.whole or key in FEW:
                    self.put(f"proc/sys/net/{folder}/{key}", value)
        if not self.whole:
            return
        self.put("proc/sys/net/core/flow_limit_cpu_bitmap", mask([], self.cpus))
        if not self.release.startswith("6.1."):
            self.put("proc/sys/net/core/rps_default_mask", mask([], self.cpus))

    def cpufreq(self):
        """acpi-cpufreq, a policy for each node."""
        share = self.cpus // 2
        for first in (0, share):
            folder = f"{CPU}cpufreq/policy{first}/"
            self.put(folder + "related_cpus", " ".join(map(str, range(first, first + share))))
            self.put(folder + "scaling_available_governors", "performance powersave schedutil")
            self.put(folder + "scaling_governor", "schedutil")
            self.put(folder + "cpuinfo_min_freq", "1200000")
            self.put(folder + "cpuinfo_max_freq", "3300000")
            self.put(folder + "scaling_min_freq", "1200000")
            self.put(folder + "scaling_max_freq", "3300000")
        for cpu in range(self.cpus):
            self.put(f"{CPU}cpu{cpu}/power/energy_perf_bias", "6")

    def interface_sysctls(self, name):
        for folder, keys in (("ipv4/conf", IPV4_CONF), ("ipv6/conf", IPV6_CONF),
                             ("ipv4/neigh", NEIGH)):
            for key, value in keys.items() if (name, folder) != ("all", "ipv4/neigh") else ():
                self.put(f"proc/sys/net/{folder}/{name}/{key}", value)

    def put(self, path, content):
        self.files[path] = str(content) + "\n"

    def nic(self, name, driver, device, up=True, node=0, bus="pci", mac=None, firmware="1.2.3",
            rx=4, tx=4, steering=None):
        """An interface whose `device` link is the canonical path given; None for a virtual one."""
        net = f"sys/class/net/{name}/"
        self.put(net + "ifindex", 2 + sum(f.endswith("/ifindex") for f in self.files))
        self.put(net + "flags", "0x1003" if up else "0x1002")
        if up:
            self.put(net + "carrier", "1")
        else:
            self.meta[f"unreadable /{net}carrier"] = "EINVAL"
        steering = self.whole if steering is None else steering
        for queue in range(rx if steering else 0):
            self.put(f"{net}queues/rx-{queue}/rps_cpus", mask([], self.cpus))
            self.put(f"{net}queues/rx-{queue}/rps_flow_cnt", "0")
        for queue in range(tx if steering else 0):
            if tx > 1:
                self.put(f"{net}queues/tx-{queue}/xps_cpus", mask([queue % self.cpus], self.cpus))
                if tx <= 8:  # as wide as receive queues were allocated, in use or not
                    self.put(f"{net}queues/tx-{queue}/xps_rxqs", mask([], 8 if device else rx))
            else:
                self.meta[f"unreadable /{net}queues/tx-{queue}/xps_cpus"] = "ENOENT"
                self.put(f"{net}queues/tx-{queue}/tx_timeout", "0")
        if steering:
            self.link_and_napi(name)
        if device:
            self.links[f"/{net}device"] = device
            self.links[f"{device}/driver"] = f"/sys/bus/{bus}/drivers/{driver}"
            self.links[f"{device}/subsystem"] = f"/sys/bus/{bus}"
            self.put(function_of(device)[1:] + "/numa_node", node)
        fields = {"driver": driver, "version": self.release}
        if device:
            fields |= {"firmware-version": firmware, "bus-info": pci_of(device),
                       "permanent-address": mac or "02:00:00:00:00:01"}
        self.ethtool(name, "info", {key: value for key, value in fields.items() if value})

    def link_and_napi(self, name):
        for file in ("threaded", "gro_flush_timeout", "napi_defer_hard_irqs"):
            self.put(f"sys/class/net/{name}/{file}", 0)
        self.ethtool(name, "link-settings", {
            "mtu": 1500, "mtu-min": 68, "mtu-max": 9710, "txqueuelen": 1000,
            "gso_max_size": 65536, "gso_max_size-max": 65536, "gro_max_size": 65536})

    def napis(self, name, ids, **words):
        """The list of Linux 6.8 and newer: of each NAPI its id, and `words` where it has more."""
        self.ethtool(name, "napi", {f"{napi}/{word.replace('_', '-')}": value for napi in ids
                                    for word, value in ({"id": napi} | words).items()})

    def threads(self, name, threads):
        """Of each NAPI the words of its thread, or none; of the host by CPU."""
        self.ethtool(name, "threads", {f"{item}/{word}": value for item, words in threads.items()
                                       for word, value in words.items()})

    def power(self, device, control, status="active"):
        folder = function_of(device)[1:] + "/power/"
        self.put(folder + "control", control)
        self.put(folder + "runtime_status", status)

    def ethtool(self, name, topic, fields):
        folder = f"ethtool/{name}" if name else "host"
        self.files[f"{folder}/{topic}.yaml"] = "".join(
            f'{key}: "{value}"\n' if key == "version" else f"{key}: {value}\n"
            for key, value in sorted(fields.items()))

    def features(self, name, on, off=(), fixed_on=(), fixed_off=()):
        """Those that may be changed, and those that may not."""
        fields = {f"hw/{each}": "on" for each in (*on, *off)}
        fields |= {f"hw/{each}": "off" for each in (*fixed_on, *fixed_off)}
        fields |= {f"active/{each}": "on" for each in (*on, *fixed_on)}
        fields |= {f"wanted/{each}": "on" for each in on}
        self.ethtool(name, "features", fields)

    def rings(self, name, rx, tx, top, **more):
        self.ethtool(name, "rings", {"rx": rx, "rx-max": top, "tx": tx, "tx-max": top} |
                     {key.replace("_", "-"): value for key, value in more.items()})

    def channels(self, name, **fields):
        self.ethtool(name, "channels", {key.replace("_", "-"): value
                                        for key, value in fields.items()})

    def rss(self, name, table):
        """What Intel's drivers say; a capture has no key."""
        self.ethtool(name, "rss", {"hash-function": "toeplitz",
                                   "indirection": " ".join(map(str, table))})
        addresses, ports = 0x30, 0xc0
        flows = {f"{flow}{ip}": addresses | (ports if flow == "tcp" else 0)
                 for flow in ("tcp", "udp", "sctp", "ah-esp", "ah", "esp", "ip") for ip in (4, 6)}
        self.ethtool(name, "flow-hash", flows)

    def vectors(self, device, names, node_cpus=None, chip=None, listed=True, requested=True,
                directory=None, trigger="{}-edge", sys_irq=True):
        """Vectors of `names` in order: msi_irqs, /sys/kernel/irq, /proc/irq, /proc/interrupts."""
        allowed = node_cpus or range(self.cpus)
        function = function_of(device)
        chip = chip or f"PCI-MSIX-{pci_of(device)}"
        for index, action in enumerate(names):
            number = self.irq
            self.irq += 1
            if listed:
                self.put(f"{function[1:]}/msi_irqs/{number}", "msix")
            if sys_irq:
                self.files[f"sys/kernel/irq/{number}/actions"] = (action if requested else "") + "\n"
            if directory if directory is not None else requested:
                self.affinity(number, allowed, index)
                if not sys_irq:
                    # Folders named for the handlers; a file inside stands for an empty folder.
                    self.files.setdefault("directories.yaml", "")
                    self.files["directories.yaml"] += f"- /proc/irq/{number}/{action}\n"
            if requested:
                # CPUs that are offline have no column.
                counts = "".join(f"{(number * 7 + cpu * 3) % 1000:>11}" for cpu in self.online)
                self.interrupts.append(
                    f"{number:>4}:{counts}  {chip}  {trigger.format(index)}      {action}")

    def affinity(self, number, allowed, index):
        allowed = list(allowed)
        usable = [cpu for cpu in allowed if cpu in self.online]
        self.put(f"proc/irq/{number}/smp_affinity_list", ranges(allowed))
        self.put(f"proc/irq/{number}/effective_affinity_list", usable[index % len(usable)])

    def write(self):
        folder = HERE / self.name
        shutil.rmtree(folder, ignore_errors=True)
        header = "      " + "".join(f"{'CPU' + str(cpu):>11}" for cpu in self.online)
        counts = "".join(f"{9:>11}" for _ in self.online)
        timer = f"   0:{counts}  IO-APIC   2-edge      timer"
        tail = f" NMI:{counts}   Non-maskable interrupts"
        if self.whole or "directories.yaml" in self.files:
            self.put("proc/interrupts", "\n".join([header, timer] + self.interrupts + [tail]))
        self.files["links.yaml"] = "".join(f"{a}: {b}\n" for a, b in sorted(self.links.items()))
        self.files["meta.yaml"] = "".join(f"{a}: {b}\n" for a, b in sorted(self.meta.items()))
        for path, content in self.files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(content)


def ranges(cpus):
    """A kernel CPU list."""
    parts, cpus = [], sorted(cpus)
    while cpus:
        end = 0
        while end + 1 < len(cpus) and cpus[end + 1] == cpus[end] + 1:
            end += 1
        parts.append(str(cpus[0]) if end == 0 else f"{cpus[0]}-{cpus[end]}")
        cpus = cpus[end + 1:]
    return ",".join(parts)


def is_pci(name):
    return name.count(":") == 2 and "." in name


def function_of(device):
    """The PCI function at or above a device, the device itself where there is none."""
    parts = device.split("/")
    for end in range(len(parts), 0, -1):
        if is_pci(parts[end - 1]):
            return "/".join(parts[:end])
    return device


def pci_of(device):
    name = function_of(device).rsplit("/", 1)[-1]
    return name if is_pci(name) else ""


def numbered(pattern, count, first=0):
    return [pattern.format(number) for number in range(first, first + count)]


def intel(bdf="0000:03:00.0"):
    return f"/sys/devices/pci0000:00/0000:00:01.0/{bdf}"


def ixgbe():
    tree = Tree("ixgbe-4q", "Intel 82599 on Debian 12, cores 2-5 isolated", cpus=8, nodes=2,
                isolated="2-5", whole=True,
                cmdline="isolcpus=domain,managed_irq,2-5 rcu_nocbs=2-5 irqaffinity=0-1,6-7")
    device = intel()
    tree.nic("eth0", "ixgbe", device, firmware="0x800004e0")
    tree.rings("eth0", 512, 512, 8192)
    tree.channels("eth0", combined=4, combined_max=8, other=1, other_max=1)
    tree.ethtool("eth0", "pause", {"autoneg": "on", "rx": "on", "tx": "on"})
    tree.rss("eth0", [entry % 4 for entry in range(128)])
    tree.ethtool("eth0", "coalesce", {"rx-usecs": 1, "tx-usecs": 0})
    tree.ethtool("eth0", "private-flags", {"legacy-rx": "off", "mdd-disable-vf": "off",
                                           "vf-ipsec": "off"})
    tree.ethtool("eth0", "ntuple", {"places": 2046})
    tree.features("eth0", CARD, ("rx-lro", "rx-ntuple-filter", "rx-all", "rx-gro-list",
                                 "rx-udp-gro-forwarding", "tx-nocache-copy", "hw-tc-offload"),
                  ("highdma",), (*NOBODYS, "rx-fcs", "loopback"))
    # Linux takes the isolated ones out at boot.
    tree.put("sys/devices/virtual/workqueue/cpumask", mask([0, 1, 6, 7], 8))
    tree.cpufreq()
    tree.vectors(device, numbered("eth0-TxRx-{}", 4) + ["eth0"], range(0, 4),
                 chip="PCI-MSI", trigger="157286{}-edge")
    tree.put("etc/os-release", 'ID=debian\nVERSION_ID="12"')
    tree.put("etc/default/grub", "GRUB_DEFAULT=0\nGRUB_CMDLINE_LINUX_DEFAULT=\"quiet "
             "isolcpus=domain,managed_irq,2-5 rcu_nocbs=2-5 irqaffinity=0-1,6-7\"\n"
             'GRUB_CMDLINE_LINUX="skew_tick=1"')
    # The kernel's ixgbe shows none of its parameters, and has no version of its own.
    tree.put("sys/module/ixgbe/initstate", "live")
    tree.put("sys/module/intel_idle/parameters/max_cstate", "9")
    tree.put("sys/module/workqueue/parameters/power_efficient", "N")
    tree.write()


def feed(name, what, cpus, isolated="", node=-1, top=63, **host):
    """A host for the shipped profiles: one ixgbe with a queue a CPU, at most `top`."""
    cmdline = f"isolcpus={isolated} nohz_full={isolated}" if isolated else ""
    tree = Tree(name, what, cpus=cpus, isolated=isolated, cmdline=cmdline, whole=True,
                release="6.12.38-amd64", **host)
    tree.put(CPU + "nohz_full", isolated)
    tree.put("proc/cpuinfo", "")  # what a capture keeps of a physical host's
    tree.put("proc/sys/net/ipv4/tcp_rmem", "4096\t131072\t6291456")
    tree.put("proc/sys/net/ipv4/tcp_wmem", "4096\t16384\t4194304")
    device, queues = intel(), min(cpus, top)
    tree.nic("eth0", "ixgbe", device, node=node, rx=queues, tx=queues)
    tree.rings("eth0", 512, 512, 4096)
    tree.channels("eth0", combined=queues, combined_max=top, other=1, other_max=1)
    tree.napis("eth0", range(8193, 8193 + queues))
    tree.vectors(device, numbered("eth0-TxRx-{}", queues) + ["eth0"])
    return tree


def feeds():
    two = feed("feed-2-cpu", "a feed's smallest host: one CPU of two isolated, and its tick left on",
               2, isolated="1")
    two.put(CPU + "nohz_full", "")
    two.put("proc/cmdline", "BOOT_IMAGE=/boot/vmlinuz root=/dev/sda1 ro quiet isolcpus=1")
    two.write()
    feed("feed-4-cpu", "a feed's host whose firmware names no node, CPUs 2-3 isolated", 4,
         isolated="2-3").write()
    feed("feed-64-cpu", "a feed's host of two nodes, 8 CPUs of each isolated, the card on node 1", 64,
         isolated="4-11,36-43", node=1, nodes=2).write()
    feed("feed-not-isolated", "a feed's host where somebody forgot isolcpus=", 4).write()
    feed("feed-isolated-elsewhere", "a feed's host whose isolated CPUs are far from the card", 16,
         isolated="2-5", node=1, nodes=2).write()


def igb(name, what, queues, names):
    tree = Tree(name, what, cpus=8)
    device = intel("0000:04:00.0")
    tree.nic("eth0", "igb", device, rx=queues, tx=queues)
    tree.rings("eth0", 256, 256, 4096)
    tree.channels("eth0", combined=queues, combined_max=8, other=1, other_max=1)
    tree.rss("eth0", [entry * queues // 128 for entry in range(128)])
    tree.ethtool("eth0", "private-flags", {"legacy-rx": "off"})
    tree.ethtool("eth0", "ntuple", {"places": 16, "rule/15": "ether proto 0x88f7 queue 1"})
    tree.power(device, "auto")
    tree.features("eth0", CARD, ("rx-ntuple-filter", "rx-all", "hw-tc-offload", "rx-gro-list"),
                  ("highdma",), (*NOBODYS, "rx-fcs", "loopback", "rx-lro"))
    # Where queues share vectors, nothing of its own holds for sending.
    tree.ethtool("eth0", "coalesce", {"rx-usecs": 3, "tx-usecs": 0 if "TxRx" in names[1] else 3})
    tree.vectors(device, names)
    tree.write()


def simple(name, what, driver, names, rings=(512, 512, 4096), chip=None, bdf="0000:03:00.0",
           channels=None, more_rings=None, rx=4, tx=4, **host):
    tree = Tree(name, what, **host)
    device = intel(bdf)
    tree.nic("eth0", driver, device, rx=rx, tx=tx)
    tree.rings("eth0", *rings, **(more_rings or {}))
    tree.channels("eth0", **(channels or dict(combined=4, combined_max=4)))
    tree.vectors(device, names, chip=chip)
    return tree


def others():
    p = "0000:03:00.0"
    other = dict(combined=4, combined_max=4, other=1, other_max=1)
    simple("igc", "Intel I225", "igc", ["eth0"] + numbered("eth0-TxRx-{}", 4), (256, 256, 4096),
           channels=other).write()
    tree = simple("i40e", "Intel X710", "i40e",
                  [f"i40e-{p}:misc"] + numbered("i40e-eth0-TxRx-{}", 4)
                  + [f"i40e-{p}:fdir-TxRx-0"], channels=other)
    tree.ethtool("eth0", "pause", {"autoneg": "on", "rx": "off", "tx": "on"})
    tree.write()
    tree = simple("ice", "Intel E810", "ice", [f"ice-{p}:misc"] + numbered("ice-eth0-TxRx-{}", 4),
                  (2048, 256, 8160), channels=other, release="6.12.38-amd64")
    tree.ethtool("eth0", "coalesce", {"adaptive-rx": "on", "adaptive-tx": "on", "rx-usecs": 50,
                                      "rx-usecs-high": 0, "tx-usecs": 50})
    tree.write()
    simple("iavf", "a virtual function of an Intel E810", "iavf",
           [f"iavf-{p}:mbx"] + numbered("iavf-eth0-TxRx-{}", 4), (512, 512, 4096),
           channels=other).write()
    simple("bnxt", "Broadcom BCM57414, queues not shared", "bnxt_en",
           numbered("eth0-rx-{}", 4) + numbered("eth0-tx-{}", 4, 4), (511, 511, 2047),
           channels=dict(rx=4, rx_max=37, tx=4, tx_max=37, combined=0, combined_max=74),
           more_rings=dict(rx_jumbo=2044, rx_jumbo_max=8191), cpus=8).write()
    simple("ena", "Amazon ENA", "ena", ["ena-mgmnt@pci:0000:00:05.0"]
           + numbered("eth0-Tx-Rx-{}", 4), (1024, 1024, 8192), bdf="0000:00:05.0").write()
    simple("mlx4", "Mellanox ConnectX-3", "mlx4_core",
           [f"mlx4-async@pci:{p}"] + numbered("mlx4-{}@" + p, 4, 1), (1024, 512, 8192),
           channels=dict(rx=4, rx_max=128, tx=4, tx_max=32)).write()
    simple("mlx5", "Mellanox ConnectX-6, 4 of 8 completion vectors in use", "mlx5_core",
           [f"mlx5_async0@pci:{p}"] + numbered("mlx5_comp{}@pci:" + p, 8), (1024, 1024, 8192),
           channels=dict(combined=4, combined_max=8), cpus=8, release="6.12.38-amd64").write()
    simple("gve", "Google gVNIC, 2 of 4 receive and transmit queues in use", "gve",
           numbered("gve-ntfy-blk{}@pci:0000:00:08.0", 8) + ["gve-mgmnt@pci:0000:00:08.0"],
           (1024, 1024, 4096), bdf="0000:00:08.0", rx=2, tx=2,
           channels=dict(rx=2, rx_max=4, tx=2, tx_max=4), release="6.12.38-amd64").write()
    simple("mana", "Microsoft MANA, 4 of 8 queues in use", "mana",
           ["mana_hwc@pci:7870:00:00.0"] + numbered("mana_q{}@pci:7870:00:00.0", 8),
           (512, 256, 8192), bdf="7870:00:00.0", channels=dict(combined=4, combined_max=8),
           cpus=8, release="6.12.38-amd64").write()
    simple("vmxnet3", "VMware vmxnet3", "vmxnet3",
           numbered("eth0-rxtx-{}", 4) + ["eth0-event-4"], (1024, 512, 4096),
           more_rings=dict(rx_jumbo=512, rx_jumbo_max=4096), channels=other).write()


def e1000e():
    tree = Tree("e1000e", "Intel 82574L: MSI-X for one queue each way, no channels", cpus=2)
    device = intel("0000:02:00.0")
    tree.nic("eth0", "e1000e", device, rx=1, tx=1)
    tree.rings("eth0", 256, 256, 4096)
    tree.vectors(device, ["eth0-rx-0", "eth0-tx-0", "eth0"])
    tree.write()


def ena_on_xen():
    tree = Tree("ena-xen", "Amazon ENA on Xen: msi_irqs is empty and the chip says no address",
                cpus=4)
    device = "/sys/devices/pci0000:00/0000:00:05.0"
    tree.nic("eth0", "ena", device)
    tree.rings("eth0", 1024, 1024, 8192)
    tree.channels("eth0", combined=2, combined_max=4)
    tree.vectors(device, ["ena-mgmnt@pci:0000:00:05.0"] + numbered("eth0-Tx-Rx-{}", 2),
                 chip="xen-pirq ", trigger=" -msi-x", listed=False, sys_irq=False)
    tree.write()


def virtio():
    tree = Tree("virtio", "virtio-net under KVM: rings are the host's", cpus=2,
                release="6.12.38-amd64", whole=True)
    device = "/sys/devices/pci0000:00/0000:00:03.0/virtio1"
    tree.nic("eth0", "virtio_net", device, bus="virtio", rx=2, tx=2, firmware="",
             mac="52:54:00:00:00:01")
    tree.rings("eth0", 256, 256, 256)
    tree.channels("eth0", combined=2, combined_max=2)
    tree.power(device, "on")
    # Without VIRTIO_NET_F_RSS: a function, and nothing to set.
    tree.ethtool("eth0", "rss", {"hash-function": "toeplitz"})
    tree.ethtool("eth0", "flow-hash", {flow: 0 for flow in ("tcp4", "udp4", "tcp6", "udp6")})
    tree.vectors(device, ["virtio1-config", "virtio1-input.0", "virtio1-output.0",
                          "virtio1-input.1", "virtio1-output.1"])
    tree.put("sys/module/virtio_net/initstate", "live")
    for name, value in {"csum": "Y", "gso": "Y", "napi_tx": "Y", "napi_weight": "64"}.items():
        tree.put(f"sys/module/virtio_net/parameters/{name}", value)
    tree.write()


def hyperv():
    tree = Tree("hv-netvsc", "Azure: hv_netvsc, and below it a Mellanox virtual function", cpus=4)
    bus = "/sys/devices/LNXSYSTM:00/LNXSYBUS:00/PNP0A03:00/device:07/VMBUS:01"
    tree.nic("eth0", "hv_netvsc", bus + "/000d3a6e-0001-000d-3a6e-0001000d3a6e", bus="vmbus",
             mac="00:0d:3a:6e:00:01")
    tree.rings("eth0", 18811, 2486, 18811)
    tree.channels("eth0", combined=4, combined_max=64)
    lower = "enP39424s1"
    device = f"{bus}/a4a5b2c1-0002-4000-8000-000000000001/pci9a00:00/9a00:00:02.0"
    tree.links[f"/sys/class/net/eth0/lower_{lower}"] = f"{device}/net/{lower}"
    tree.nic(lower, "mlx5_core", device, mac="00:0d:3a:6e:00:01", node=-1)
    tree.rings(lower, 1024, 1024, 8192)
    tree.channels(lower, combined=4, combined_max=4)
    tree.vectors(device, ["mlx5_async0@pci:9a00:00:02.0"]
                 + numbered("mlx5_comp{}@pci:9a00:00:02.0", 4),
                 chip="Hyper-V PCIe MSI", trigger="270153446195{}-edge")
    tree.write()


def veth():
    tree = Tree("veth", "a container's network namespace", cpus=2, release="6.18.0", whole=True)
    for path in list(tree.files):
        if path.startswith("proc/sys/net/core/") and path.rsplit("/", 1)[-1] not in INNER_NET_CORE:
            del tree.files[path]
    tree.put("proc/sys/net/core/rps_default_mask", "0")
    for name in ("all", "default", "eth0"):
        tree.interface_sysctls(name)
    tree.put("proc/sys/net/ipv4/conf/all/accept_source_route", "0")
    tree.put("proc/sys/net/ipv4/conf/default/rp_filter", "2")
    tree.put("proc/sys/net/ipv4/ip_forward", "0")
    for key in ("rmem_default", "rmem_max", "wmem_default", "wmem_max"):
        tree.meta["immovable /proc/sys/net/core/" + key] = "EACCES"
    tree.nic("eth0", "veth", None, rx=2, tx=1)
    tree.channels("eth0", rx=2, rx_max=4, tx=1, tx_max=4)
    tree.features("eth0", ("rx-checksum", "tx-checksum-ip-generic", "tx-checksum-sctp", *TCP,
                           "tx-tcp-ecn-segmentation", "tx-udp-segmentation", "tx-scatter-gather",
                           "tx-generic-segmentation", "rx-vlan-hw-parse", "tx-vlan-hw-insert",
                           "highdma"), ("rx-gro", "rx-gro-list", "tx-nocache-copy"), (),
                  (*NOBODYS[:6], "rx-lro", "rx-ntuple-filter", "rx-hashing", "loopback"))
    tree.napis("eth0", [])
    tree.write()


THREAD = {"cpus": "0-1", "nice": 0, "policy": "fifo", "priority": 40}


def veth_gro(name="veth-gro", what="a veth whose gro is on, so that it has NAPIs", threaded=0):
    tree = Tree(name, what, cpus=2, release="6.18.0", whole=True)
    tree.nic("eth0", "veth", None, rx=2, tx=2)
    tree.channels("eth0", rx=2, rx_max=2, tx=2, tx_max=2)
    tree.napis("eth0", [8193, 8194], defer_hard_irqs=0, gro_flush_timeout=0, irq_suspend_timeout=0,
               threaded=threaded)
    tree.put("sys/class/net/eth0/threaded", threaded)
    tree.threads("eth0", {8193: {"id": 8193, "pid": 731, "start": 5012} | THREAD,
                          8194: {"id": 8194, "pid": 732, "start": 5013} | THREAD} if threaded else
                 {8193: {"id": 8193}, 8194: {"id": 8194}})
    if threaded:
        tree.threads(None, {cpu: {"pid": 15 + 7 * cpu, "start": 3} | THREAD | {"cpus": cpu}
                            for cpu in range(2)})
    tree.ethtool("eth0", "link-settings", {
        "mtu": 1500, "mtu-min": 68, "mtu-max": 65535, "txqueuelen": 1000, "gso_max_size": 65536,
        "gso_max_size-max": 524280, "gro_max_size": 65536, "gso_ipv4_max_size": 65536,
        "gro_ipv4_max_size": 65536})
    tree.files["netdev/eth0/queues.yaml"] = "".join(
        f"{2 * queue + way}/id: {queue}\n" + (f"{2 * queue + way}/napi-id: {8193 + queue}\n"
                                              if way == 0 else "")
        + f"{2 * queue + way}/type: {('rx', 'tx')[way]}\n" for queue in range(2) for way in range(2))
    tree.write()


def down():
    tree = Tree("ixgbe-down", "eth0 was never up, eth1 was and is down again", cpus=4)
    for name, bdf, was_up in (("eth0", "0000:03:00.0", False), ("eth1", "0000:03:00.1", True)):
        device = intel(bdf)
        tree.nic(name, "ixgbe", device, up=False, mac=f"02:00:00:00:00:0{bdf[-1]}")
        tree.rings(name, 512, 512, 4096)
        tree.channels(name, combined=4, combined_max=4, other=1, other_max=1)
        tree.vectors(device, numbered(name + "-TxRx-{}", 4) + [name], requested=False,
                     directory=was_up)
    tree.write()


def big():
    tree = Tree("big-1024-cpu", "1,024 possible CPUs on 8 nodes, 960-1023 offline", cpus=1024,
                nodes=8, isolated="128-255", online=list(range(960)),
                cmdline="isolcpus=128-255 irqaffinity=0-127")
    device = intel("0000:c1:00.0")
    tree.nic("eth0", "ice", device, node=1, steering=True)
    tree.rings("eth0", 2048, 256, 8160)
    tree.channels("eth0", combined=4, combined_max=256, other=1, other_max=1)
    tree.vectors(device, ["ice-0000:c1:00.0:misc"] + numbered("ice-eth0-TxRx-{}", 4),
                 range(128, 256))
    tree.write()


def named():
    """Hosts whose vectors' names tell less than the queue."""
    simple("tg3", "Broadcom BCM5719: vector 0 is for link and transmit", "tg3",
           ["eth0-tx-0"] + numbered("eth0-rx-{}", 4, 1), (200, 511, 2047), cpus=8,
           channels=dict(rx=4, rx_max=4, tx=1, tx_max=4)).write()
    simple("sfc", "Solarflare X2522, XDP transmit channels behind those of the queues", "sfc",
           numbered("eth0-{}", 4) + numbered("eth0-xdp-{}", 2) + ["eth0-ptp"],
           (1024, 1024, 4096), cpus=8, channels=dict(combined=4, combined_max=32)).write()
    tree = Tree("bnxt-cut", "Broadcom BCM57508 on Debian 12: names end after 17 characters", cpus=16)
    device = intel()
    tree.nic("ens10f0np0", "bnxt_en", device)
    tree.rings("ens10f0np0", 511, 511, 8191)
    tree.channels("ens10f0np0", combined=16, combined_max=74)
    tree.vectors(device, [name[:17] for name in numbered("ens10f0np0-TxRx-{}", 16)])
    tree.write()
    tree = Tree("mlx4-two-ports", "Mellanox ConnectX-3: two ports, one function, shared event queues",
                cpus=8)
    for port, name in enumerate(("eth0", "eth1")):
        tree.nic(name, "mlx4_core", device, mac=f"02:00:00:00:00:0{port + 1}")
        tree.rings(name, 1024, 512, 8192)
        tree.channels(name, rx=4, rx_max=128, tx=4, tx_max=32)
    tree.vectors(device, ["mlx4-async@pci:0000:03:00.0"] + numbered("mlx4-{}@0000:03:00.0", 4, 1))
    tree.write()
    tree = Tree("unknown-driver", "a card of a driver that is in no table, beside a known one", cpus=8)
    for name, driver, bdf in (("eth0", "novelty", "0000:03:00.0"), ("eth1", "igc", "0000:04:00.0")):
        tree.nic(name, driver, intel(bdf), mac=f"02:00:00:00:00:0{bdf[6]}")
        tree.rings(name, 256, 256, 4096)
        tree.channels(name, combined=2, combined_max=4)
    tree.vectors(intel("0000:03:00.0"), ["novelty-admin"] + numbered("novelty-chan-{}", 2))
    tree.vectors(intel("0000:04:00.0"), ["eth1"] + numbered("eth1-TxRx-{}", 2))
    tree.write()


def bond_stack():
    tree = Tree("bond-stack", "an active-backup bond of two I350, a MACVLAN and a VLAN on it, and on "
                "that a bridge with a guest's tap", cpus=8, release="6.12.38-amd64")
    devices = [intel(f"0000:04:00.{port}") for port in range(2)]
    for port, device in enumerate(devices):
        name = f"eth{port}"
        tree.nic(name, "igb", device, mac=f"02:00:00:00:00:0{port + 1}", steering=True)
        tree.rings(name, 256, 256, 4096)
        tree.channels(name, combined=4, combined_max=8, other=1, other_max=1)
        tree.vectors(device, [name] + numbered(name + "-rx-{}", 4) + numbered(name + "-tx-{}", 4))
        tree.put(f"sys/class/net/{name}/bonding_slave/state", ("active", "backup")[port])
    for name, driver in (("bond0", "bonding"), ("bond0.100", "802.1Q VLAN Support"),
                         ("br0", "bridge"), ("mv0", "macvlan"), ("vnet0", "tun")):
        tree.nic(name, driver, None)
        tree.link_and_napi(name)
    for name in ("all", "default", "bond0"):
        tree.interface_sysctls(name)
    for upper, lower in (("bond0", "eth0"), ("bond0", "eth1"), ("bond0.100", "bond0"),
                         ("mv0", "bond0"), ("br0", "bond0.100"), ("br0", "vnet0")):
        folder = "/sys/devices/virtual/net/"
        below = folder + lower if lower[:3] != "eth" else f"{devices[int(lower[3])]}/net/{lower}"
        tree.links[f"/sys/class/net/{upper}/lower_{lower}"] = below
        tree.links[f"/sys/class/net/{lower}/upper_{upper}"] = folder + upper
        if upper in ("bond0", "br0"):
            tree.links[f"/sys/class/net/{lower}/master"] = folder + upper
    tree.write()


def main():
    named()
    bond_stack()
    ixgbe()
    feeds()
    igb("igb-paired", "Intel I350, more than half of its queues: one vector for both directions",
        8, ["eth0"] + numbered("eth0-TxRx-{}", 8))
    igb("igb-unpaired", "Intel I350, half of its queues: a vector for each direction",
        4, ["eth0"] + numbered("eth0-rx-{}", 4) + numbered("eth0-tx-{}", 4))
    others()
    e1000e()
    ena_on_xen()
    virtio()
    hyperv()
    veth()
    veth_gro()
    veth_gro("veth-threads", "a veth whose NAPIs are threaded, the threads SCHED_FIFO", threaded=1)
    down()
    big()


if __name__ == "__main__":
    main()
