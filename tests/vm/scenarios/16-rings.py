# SPDX-License-Identifier: Apache-2.0
"""Rings on igb: rounding is compliant, too much is refused with the maximum, max is 4096."""
from lab import Igb, expect, install_netkeel
from witness import carrier_changes, check, ring

KERNELS = ["6.1", "6.12"]
QUICK = ["6.1"]

RING = "version: 1\ninterfaces:\n  - match: {{driver: igb}}\n    rings: {{rx: {}}}\n"


def scenario(lab, kernel):
    card = Igb()
    vm = lab.boot(kernel=kernel, cards=[card])
    install_netkeel(vm)
    name = vm.wait_up(card)
    for value in (1001, 5000, "max"):
        vm.write(f"/root/{value}.yaml", RING.format(value))
    address = f"{name}/rings/rx"

    expect("1001", vm.run("netkeel apply --allow-disruptive /root/1001.yaml")[0], 0)
    expect("the driver's rounding", ring(vm, name)["RX"], 1008)
    rc, findings = check(vm, "/root/1001.yaml")
    expect("stays compliant", (rc, findings[address]["status"]), (0, "clamped"))
    changes = carrier_changes(vm, name)
    expect("again", vm.run("netkeel apply --allow-disruptive /root/1001.yaml")[0], 0)
    expect("no second reset", carrier_changes(vm, name), changes)

    rc, out, err = vm.run("netkeel apply --allow-disruptive /root/5000.yaml")
    expect("5000 is refused with the maximum", (rc, "4096" in out + err), (1, True))
    expect("and nothing was changed", ring(vm, name)["RX"], 1008)

    vm.wait_up(card)
    before = carrier_changes(vm, name)
    expect("max", vm.run("netkeel apply --allow-disruptive /root/max.yaml")[0], 0)
    expect("max is the device's", ring(vm, name)["RX"], 4096)
    expect("one reset", carrier_changes(vm, name) - before, 2)
