# SPDX-License-Identifier: Apache-2.0
"""Every emulated card has the rings, channels and vectors of its kind, and a reboot is one."""
from lab import E1000e, Igb, VirtioNet, Vmxnet3, expect, wait_until
from witness import settled_carrier_changes

KERNELS = ["6.12"]


def vectors(vm, card):
    """Names of the card's vectors in the order of their numbers; {} is the interface's name."""
    name = vm.wait_up(card)
    device = f"/sys/class/net/{name}/device"
    listed = vm.check_output(f"ls {device}/msi_irqs 2>/dev/null || ls {device}/../msi_irqs")
    numbers = listed.split()
    files = " ".join(f"/sys/kernel/irq/{number}/actions" for number in sorted(numbers, key=int))
    return vm.check_output(f"cat {files}").replace(name, "{}").split()


def ring(vm, card):
    """Maximum and current receive ring."""
    out = vm.check_output(f"ethtool -g {vm.interface(card)}")
    return [int(line.split()[1]) for line in out.splitlines() if line.startswith("RX:")]


def scenario(lab, kernel):
    igb, vmxnet3, e1000e = Igb(), Vmxnet3(), E1000e()
    virtio, virtio_queues = VirtioNet(), VirtioNet(queues=4)
    vm = lab.boot(kernel=kernel, cards=[igb, Igb(), virtio, virtio_queues, vmxnet3, e1000e],
                  append="isolcpus=2-3")

    expect("kernel", vm.check_output("uname -r").startswith(f"{kernel}."), True)
    expect("isolated CPUs", vm.check_output("cat /sys/devices/system/cpu/isolated"), "2-3")
    expect("failed units", vm.check_output("systemctl --failed --plain --no-legend"), "")

    expect("igb vectors", vectors(vm, igb),
           ["{}"] + [f"{{}}-rx-{n}" for n in range(4)] + [f"{{}}-tx-{n}" for n in range(4)])
    expect("vmxnet3 vectors", vectors(vm, vmxnet3),
           [f"{{}}-rxtx-{n}" for n in range(4)] + ["{}-event-4"])
    expect("e1000e vectors", vectors(vm, e1000e), ["{}-rx-0", "{}-tx-0", "{}"])
    names = [name.split("-")[-1] for name in vectors(vm, virtio_queues)]
    expect("virtio-net vectors", names,
           ["config"] + [f"{way}.{n}" for n in range(4) for way in ("input", "output")])

    expect("igb ring", ring(vm, igb), [4096, 256])
    most, now = ring(vm, virtio)
    expect("virtio-net ring", now, most)
    expect("vmxnet3 ring", ring(vm, vmxnet3), [4096, 1024])
    expect("e1000e ring", ring(vm, e1000e), [4096, 256])

    name = vm.interface(igb)
    wait_until("address", lambda: igb.address in vm.run(f"ip -4 address show {name}")[1])
    changes = settled_carrier_changes(vm, name)
    vm.check_output(f"ethtool -G {name} rx 1001")
    expect("igb rounds up to 8", ring(vm, igb), [4096, 1008])
    expect("a ring change takes the link down and up", settled_carrier_changes(vm, name), changes + 2)
    rc, _, err = vm.run(f"ethtool -G {name} rx 5000")
    expect("a ring above the maximum", (rc != 0, "exceeds maximum" in err), (True, True))
    vm.check_output(f"ethtool -L {name} combined 8")
    expect("igb pairs above half", vectors(vm, igb), ["{}"] + [f"{{}}-TxRx-{n}" for n in range(8)])

    vm.check_output("echo kept > /root/note; echo lost > /run/note")
    vm.reboot()
    expect("disk", vm.check_output("cat /root/note"), "kept")
    expect("memory", vm.run("cat /run/note")[0], 1)
    expect("igb ring after a reboot", ring(vm, igb), [4096, 256])
    vm.reboot(append="isolcpus=1")
    expect("isolated CPUs", vm.check_output("cat /sys/devices/system/cpu/isolated"), "1")
    expect("disk", vm.check_output("cat /root/note"), "kept")
