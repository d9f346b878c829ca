# SPDX-License-Identifier: Apache-2.0
"""With two sockets, a card of the second is local to the second's CPUs, and so are its vectors."""
from lab import TWO_SOCKETS, Igb, expect

KERNELS = ["6.1", "6.12"]


def scenario(lab, kernel):
    near, far = Igb(node=0), Igb(node=1)
    vm = lab.boot(kernel=kernel, cards=[near, far], topology=TWO_SOCKETS)

    expect("nodes", vm.check_output("cat /sys/devices/system/node/online"), "0-1")
    expect("CPUs of node 1", vm.check_output("cat /sys/devices/system/node/node1/cpulist"), "4-7")
    device = f"/sys/class/net/{vm.wait_up(far)}/device"
    expect("node of the card", vm.check_output(f"cat {device}/numa_node"), "1")
    expect("CPUs of the card", vm.check_output(f"cat {device}/local_cpulist"), "4-7")
    affinity = vm.check_output(
        f"cd {device}/msi_irqs; for irq in *; do cat /proc/irq/$irq/smp_affinity_list; done")
    expect("affinity of its vectors", set(affinity.split()), {"4-7"})
    expect("channels", vm.check_output(
        f"ethtool -l {vm.interface(far)} | grep -c 'Combined:.*8'"), "2")
