# SPDX-License-Identifier: Apache-2.0
"""Rings on ixgbe: rounding, the maximum, a refusal; held on a live link, and one reset where one suffices."""
from lab import Ixgbe, expect, install_netkeel
from witness import carrier_changes, check, combined, ring, settled_carrier_changes

KERNELS = ["6.1", "6.12", "7.3"]
QUICK = ["7.3"]

RINGS = "version: 1\ninterfaces:\n  - match: {{driver: ixgbe}}\n    rings: {{rx: {}}}\n"
BOTH = """
version: 1
interfaces:
  - match: {driver: ixgbe}
    channels: {combined: 2}
    rings: {rx: max, tx: 1024}
    irq: {affinity: one-to-one, cpus: 1-2, other: 0}
"""


def resets(card):
    return card.ask("counters")["resets"]


def scenario(lab, kernel):
    card = Ixgbe(training=2)
    vm = lab.boot(kernel=kernel, cards=[card])
    install_netkeel(vm)
    name, most = vm.wait_up(card), 4096 if kernel == "6.1" else 8192
    for value in (1001, 9000, "max"):
        vm.write(f"/root/{value}.yaml", RINGS.format(value))
    vm.write("/root/both.yaml", BOTH)
    before = settled_carrier_changes(vm, name), resets(card)

    rc, out, _ = vm.run("netkeel apply /root/1001.yaml")
    expect("held without leave", (rc, "held" in out, ring(vm, name)["RX"]), (2, True, 512))
    rc, out, err = vm.run("netkeel apply --allow-disruptive /root/9000.yaml")
    expect("above the maximum is refused, with it", (rc, str(most) in out + err), (1, True))
    expect("and nothing was changed",
           (ring(vm, name)["RX"], (carrier_changes(vm, name), resets(card))), (512, before))

    expect("1001", vm.run("netkeel apply --allow-disruptive /root/1001.yaml")[0], 0)
    expect("the driver's rounding", ring(vm, name)["RX"], 1008)
    rc, findings = check(vm, "/root/1001.yaml")
    expect("stays compliant", (rc, findings[f"{name}/rings/rx"]["status"]), (0, "clamped"))
    after = carrier_changes(vm, name), resets(card)
    expect("one reset", after, (before[0] + 2, before[1] + 1))
    expect("again", vm.run("netkeel apply --allow-disruptive /root/1001.yaml")[0], 0)
    expect("no second reset", (carrier_changes(vm, name), resets(card)), after)

    # Channels and rings are two requests, and reset the card twice; the link, which trains for
    # longer than that takes, goes down once.
    changes = carrier_changes(vm, name)
    expect("all at once", vm.run("netkeel apply --allow-disruptive /root/both.yaml")[0], 0)
    expect("set", (ring(vm, name), combined(vm, name)), ({"RX": most, "TX": 1024}, 2))
    expect("the link went down once", settled_carrier_changes(vm, name) - changes, 2)
