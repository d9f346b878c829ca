# SPDX-License-Identifier: Apache-2.0
"""virtio-net with several queues, vmxnet3 and e1000e: each its ring and vector ways, and NUMA."""
from lab import TWO_SOCKETS, E1000e, Igb, VirtioNet, Vmxnet3, expect, install_netkeel
from witness import affinities, check, ring

KERNELS = ["6.1", "6.12"]

ALL_CARDS = """
version: 1
interfaces:
  - match: {driver: vmxnet3}
    rings: {rx: 512}
    irq: {affinity: one-to-one, cpus: 0-3, other: 0}
  - match: {driver: e1000e}
    rings: {rx: max}
    irq: {affinity: one-to-one, cpus: 1}
  - match: {driver: virtio_net}
    rings: {rx: {value: 4096, on-exceed: clamp}}
    irq: {affinity: one-to-one, cpus: 0-3, other: 0}
  - match: {driver: igb, numa-node: 1}
    rings: {rx: max}
    irq: {affinity: spread, cpus: local}
"""


def scenario(lab, kernel):
    vmxnet3, e1000e, virtio, igb = Vmxnet3(), E1000e(), VirtioNet(queues=4), Igb(node=1)
    vm = lab.boot(kernel=kernel, cards=[vmxnet3, e1000e, virtio, igb], topology=TWO_SOCKETS)
    install_netkeel(vm)
    vm.write("/root/all.yaml", ALL_CARDS)
    names = {card: vm.wait_up(card) for card in (vmxnet3, e1000e, virtio, igb)}
    rc, out, err = vm.run("netkeel apply --allow-disruptive --wait 30 /root/all.yaml", timeout=120)
    expect("apply", (rc, err), (0, ""))
    for card in names:
        vm.wait_up(card)

    expect("vmxnet3 ring", ring(vm, names[vmxnet3])["RX"], 512)
    queues = {vector: cpus for vector, cpus in affinities(vm, names[vmxnet3]).items()
              if "rxtx" in vector}
    expect("vmxnet3 vectors", sorted(queues.values()), [str(n % 4) for n in range(len(queues))][:4]
           if len(queues) <= 4 else lambda seen: set(seen) == {"0", "1", "2", "3"})
    expect("e1000e ring", ring(vm, names[e1000e])["RX"], 4096)
    expect("e1000e vectors", {v: c for v, c in affinities(vm, names[e1000e]).items() if v != "{}"},
           {"{}-rx-0": "1", "{}-tx-0": "1"})
    inputs = {vector.split("-")[1]: cpus for vector, cpus in affinities(vm, names[virtio]).items()}
    expect("virtio vectors", [inputs[f"input.{n}"] for n in range(4)], ["0", "1", "2", "3"])
    on_node = {c for v, c in affinities(vm, names[igb]).items() if v != "{}"}
    expect("igb vectors on its own node", on_node <= {"4", "5", "6", "7"} and len(on_node) == 4,
           True)

    rc, findings = check(vm, "/root/all.yaml")
    # An idle vector is shown as yet to move.
    expect("check", (rc, {f["status"] for f in findings.values()} - {"ok", "clamped", "pending"}),
           (0, set()))
