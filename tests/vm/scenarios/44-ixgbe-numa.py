# SPDX-License-Identifier: Apache-2.0
"""An ixgbe of the second socket: isolated and local CPUs, a wide mask that Linux cuts, irqbalance at work."""
from lab import TWO_SOCKETS, Ixgbe, expect, install_netkeel, wait_until
from witness import PROFILE, affinities, check, combined, not_ok

KERNELS = ["6.1", "6.12"]

FEED = """
version: 1
interfaces:
  - match: {driver: ixgbe, numa-node: 1}
    channels: {combined: {cpus: isolated and local}}
    irq: {affinity: one-to-one, cpus: isolated and local, other: housekeeping}
"""
WIDE = """
version: 1
interfaces:
  - match: {driver: ixgbe, numa-node: 1}
    irq: {affinity: pool, cpus: 2-5}
"""
PINNED = {"{}-TxRx-0": "6", "{}-TxRx-1": "7"}


def pins(vm, name):
    return {vector: cpus for vector, cpus in affinities(vm, name).items() if vector != "{}"}


def scenario(lab, kernel):
    near, far = Ixgbe(), Ixgbe(node=1)
    vm = lab.boot(kernel=kernel, cards=[near, far], topology=TWO_SOCKETS,
                  append="isolcpus=2-3,6-7")
    install_netkeel(vm)
    vm.write(PROFILE, FEED)
    name, other = vm.wait_up(far), vm.wait_up(near)
    expect("node", vm.check_output(f"cat /sys/class/net/{name}/device/numa_node"), "1")
    untouched = affinities(vm, other)
    expect("apply", vm.run("netkeel apply --allow-disruptive")[0], 0)
    expect("one queue for each isolated CPU beside the card",
           (combined(vm, name), pins(vm, name)), (2, PINNED))
    expect("the other card", affinities(vm, other), untouched)
    vm.wait_up(far)

    vm.check_output("netkeel coexist --install; systemctl daemon-reload; "
                    "systemctl start irqbalance")
    wait_until("irqbalance listens", lambda: vm.run("ls /run/irqbalance/")[1] != "")
    for _ in range(3):
        vm.check_output("systemctl kill --signal=HUP irqbalance.service; sleep 3")
        expect("irqbalance leaves them", pins(vm, name), PINNED)
    rc, findings = check(vm)
    expect("check", (rc, not_ok(findings)), (0, []))
    vm.check_output("systemctl stop irqbalance")

    # Of a mask over both nodes, down and up leave the CPUs beside the card.
    vm.write("/root/wide.yaml", WIDE)
    expect("apply", vm.run("netkeel apply /root/wide.yaml")[0], 0)
    expect("wide", set(pins(vm, name).values()), {"2-5"})
    # The processor is changed by the next interrupt, and until then a mask is only pending.
    wait_until("it takes effect", lambda: all(
        affinities(vm, name, "effective_affinity_list")[vector] in "2345" for vector in PINNED), 60)
    vm.check_output(f"ip link set {name} down; ip link set {name} up")
    vm.wait_up(far)
    expect("cut", set(pins(vm, name).values()), {"4-5"})
    rc, findings = check(vm, "/root/wide.yaml")
    expect("check says so", (rc, not_ok(findings)),
           (2, [f"{name}/irq/TxRx-{n}/affinity" for n in range(2)]))
