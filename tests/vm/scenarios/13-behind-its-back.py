# SPDX-License-Identifier: Apache-2.0
"""Link down and up, and a change of queues by somebody else: named by check, put right by apply."""
from lab import Igb, expect, install_netkeel
from witness import PROFILE, affinities, check, combined, not_ok

KERNELS = ["6.1", "6.12"]
QUICK = ["6.1"]

FEED = """
version: 1
interfaces:
  - match: {driver: igb}
    channels: {combined: 4}
    irq: {affinity: one-to-one, cpus: 0-3}
"""
PINNED = {f"{{}}-{way}-{n}": str(n) for way in ("rx", "tx") for n in range(4)}


def pins(vm, name):
    return {vector: cpus for vector, cpus in affinities(vm, name).items() if vector != "{}"}


def scenario(lab, kernel):
    card = Igb()
    vm = lab.boot(kernel=kernel, cards=[card])
    install_netkeel(vm)
    vm.write(PROFILE, FEED)
    name = vm.wait_up(card)
    expect("apply", vm.run("netkeel apply --allow-disruptive")[0], 0)
    expect("pinned", pins(vm, name), PINNED)

    vm.check_output(f"ip link set {name} down; ip link set {name} up")
    vm.wait_up(card)
    expect("single CPUs survive down and up", (pins(vm, name), check(vm)[0]), (PINNED, 0))

    # Above half of the maximum, igb has one vector for each pair: other names, other numbers.
    vm.check_output(f"ethtool -L {name} combined 8")
    vm.wait_up(card)
    rc, findings = check(vm)
    expect("check names the channels", (rc, f"{name}/channels/combined" in not_ok(findings)),
           (2, True))
    rc, out, _ = vm.run("netkeel apply")
    expect("a live link is not reset unasked", (rc, combined(vm, name)), (2, 8))
    expect("apply", vm.run("netkeel apply --allow-disruptive")[0], 0)
    expect("put right", (combined(vm, name), pins(vm, name)), (4, PINNED))
    rc, out, _ = vm.run("netkeel apply --allow-disruptive --format json")
    expect("a second apply changes nothing", (rc, '"changed": false' in out), (0, True))
