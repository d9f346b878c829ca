# SPDX-License-Identifier: Apache-2.0
"""Vectors of ixgbe that are made anew are found again; the one without a queue is left alone unless named."""
from lab import Ixgbe, expect, install_netkeel
from witness import PROFILE, affinities, check, combined, not_ok

KERNELS = ["6.1", "6.12", "7.3"]
QUICK = ["6.1"]

FEED = """
version: 1
interfaces:
  - match: {{driver: ixgbe}}
    channels: {{combined: {count}}}
    irq: {{affinity: one-to-one, cpus: 1-3{other}}}
"""


def scenario(lab, kernel):
    card = Ixgbe()
    vm = lab.boot(kernel=kernel, cards=[card])
    install_netkeel(vm)
    name = vm.wait_up(card)
    unnamed = affinities(vm, name)["{}"]

    vm.write(PROFILE, FEED.format(count=2, other=""))
    expect("apply", vm.run("netkeel apply --allow-disruptive")[0], 0)
    expect("two of them", affinities(vm, name), {"{}-TxRx-0": "1", "{}-TxRx-1": "2", "{}": unnamed})
    rc, findings = check(vm)
    expect("what is not named is no finding", (rc, [key for key in findings if "other" in key]),
           (0, []))

    vm.write(PROFILE, FEED.format(count=3, other=", other: 0"))
    expect("apply", vm.run("netkeel apply --allow-disruptive")[0], 0)
    vm.wait_up(card)
    pinned = {"{}-TxRx-0": "1", "{}-TxRx-1": "2", "{}-TxRx-2": "3", "{}": "0"}
    expect("three, and the other", affinities(vm, name), pinned)

    # A live link's name stays with the queues' vectors; the last one follows.
    vm.check_output(f"ethtool -L {name} combined 4")
    vm.wait_up(card)
    rc, findings = check(vm)
    wrong = not_ok(findings)
    expect("check names channels and vectors",
           (rc, f"{name}/channels/combined" in wrong, any("/irq/" in key for key in wrong)),
           (2, True, True))
    expect("apply", vm.run("netkeel apply --allow-disruptive")[0], 0)
    expect("put right", (combined(vm, name), affinities(vm, name)), (3, pinned))
    vm.wait_up(card)
    expect("check", check(vm)[0], 0)

    vm.check_output(f"ip link set {name} down; ip link set {name} up")
    vm.wait_up(card)
    expect("single CPUs survive down and up", (affinities(vm, name), check(vm)[0]), (pinned, 0))
