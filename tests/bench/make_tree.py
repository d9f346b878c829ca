#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""A captured tree of any size, for scale: make_tree.py NICS QUEUES CPUS FOLDER [MOMENT].

With a MOMENT, 1 or 2, all counters are in it, too, as they are then."""

import pathlib
import sys


class Tree:
    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        self.links = {}

    def add(self, path, content):
        file = self.folder / path.lstrip("/")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(content)

    def save(self):
        lines = [f"{path}: {target}\n" for path, target in sorted(self.links.items())]
        self.add("/links.yaml", "".join(lines))
        self.add("/meta.yaml", "kernel: 6.12.0\n")


def add_host(tree, cpus):
    tree.add("/proc/sys/kernel/hostname", "big\n")
    tree.add("/proc/sys/net/core/netdev_budget", "300\n")
    for name in ("possible", "present", "online"):
        tree.add(f"/sys/devices/system/cpu/{name}", f"0-{cpus - 1}\n")
    tree.add("/sys/devices/system/cpu/isolated", "\n")
    tree.add("/sys/devices/system/node/node0/cpulist", f"0-{cpus - 1}\n")


def add_vector(tree, device, irq, name, cpu):
    tree.add(f"{device}/msi_irqs/{irq}", "msix\n")
    tree.add(f"/sys/kernel/irq/{irq}/actions", f"{name}\n")
    tree.add(f"/proc/irq/{irq}/smp_affinity_list", f"{cpu}\n")
    tree.add(f"/proc/irq/{irq}/effective_affinity_list", f"{cpu}\n")


def add_nic(tree, number, queues, cpus):
    name = f"eth{number}"
    device = f"/sys/devices/pci0000:00/0000:{number:02x}:00.0"
    tree.links[f"/sys/class/net/{name}/device"] = device
    tree.links[f"{device}/driver"] = "/sys/bus/pci/drivers/ixgbe"
    tree.links[f"/sys/class/net/{name}/device/driver"] = "/sys/bus/pci/drivers/ixgbe"
    tree.links[f"{device}/subsystem"] = "/sys/bus/pci"
    tree.links[f"/sys/class/net/{name}/device/subsystem"] = "/sys/bus/pci"
    tree.add(f"/sys/class/net/{name}/ifindex", f"{number + 2}\n")
    tree.add(f"/sys/class/net/{name}/flags", "0x1003\n")
    tree.add(f"/sys/class/net/{name}/carrier", "1\n")
    tree.add(f"{device}/numa_node", "0\n")
    tree.add(f"/ethtool/{name}/info.yaml", "driver: ixgbe\nfirmware-version: 0x800003df\n")
    tree.add(f"/ethtool/{name}/rings.yaml",
             "rx: 512\nrx-max: 4096\ntx: 512\ntx-max: 4096\n")
    tree.add(f"/ethtool/{name}/channels.yaml",
             f"combined: {queues}\ncombined-max: {queues}\nother: 1\nother-max: 1\n")
    first = 100 + number * (queues + 1)
    for queue in range(queues):
        cpu = (number * queues + queue) % cpus
        add_vector(tree, device, first + queue, f"{name}-TxRx-{queue}", cpu)
    add_vector(tree, device, first + queues, name, 0)


def add_cpu_counters(tree, cpus, moment):
    """A healthy host: every CPU took 100,000 packets between the two moments."""
    tree.add("/proc/uptime", f"{1000 + 10 * moment}.00 9.00\n")
    packets = moment * 100_000
    tree.add("/proc/net/softnet_stat", "".join(
        f"{packets:08x} 00000000 00000000 " + "00000000 " * 8 + f"00000000 {cpu:08x} 00000000 00000000\n"
        for cpu in range(cpus)))
    tree.add("/proc/softirqs", " ".join(f"CPU{cpu}" for cpu in range(cpus)) + "\n NET_RX: "
             + " ".join([str(packets // 10)] * cpus) + "\n")
    tree.add("/proc/stat", "".join(
        f"cpu{cpu} {100 * moment} 0 {50 * moment} {800 * moment} 0 0 {50 * moment} 0 0 0\n"
        for cpu in range(cpus)))
    tree.add("/proc/net/snmp", "Udp: InDatagrams NoPorts InErrors RcvbufErrors\n"
             f"Udp: {packets * cpus} 0 0 0\n")


def add_nic_counters(tree, number, queues, moment):
    packets = moment * 8 * 100_000
    words = {"rx_packets": packets, "rx_missed_errors": 0, "rx_no_dma_resources": 0}
    for queue in range(queues):
        words[f"rx_queue_{queue}_packets"] = packets // queues
        words[f"rx_queue_{queue}_bytes"] = packets // queues * 200
    tree.add(f"/ethtool/eth{number}/statistics.yaml",
             "".join(f"{word}: {value}\n" for word, value in words.items()))
    tree.add(f"/ethtool/eth{number}/link.yaml", f"rx_packets: {packets}\nrx_missed_errors: 0\n")


def add_sockets(tree, count):
    tree.add("/host/udp-sockets.yaml", "".join(
        f"{row}/drops: 0\n{row}/inode: {1000 + row}\n{row}/limit: 212992\n"
        f"{row}/local: 127.0.0.1:{1024 + row}\n{row}/queue: 0\n" for row in range(count)))


def main():
    nics, queues, cpus = (int(argument) for argument in sys.argv[1:4])
    tree = Tree(sys.argv[4])
    add_host(tree, cpus)
    for number in range(nics):
        add_nic(tree, number, queues, cpus)
    if len(sys.argv) > 5:
        moment = int(sys.argv[5])
        add_cpu_counters(tree, cpus, moment)
        for number in range(nics):
            add_nic_counters(tree, number, queues, moment)
        add_sockets(tree, 10_000)
    tree.save()


if __name__ == "__main__":
    main()
