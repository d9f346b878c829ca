# SPDX-License-Identifier: Apache-2.0
"""Pause frames on ixgbe: off in both directions, seen by ethtool(8), in one reset, and put back by a rollback."""
from lab import Ixgbe, expect, install_netkeel
from witness import check

KERNELS = ["6.12"]

OFF = """
version: 1
interfaces:
  - match: {driver: ixgbe}
    pause: {autoneg: off, rx: off, tx: off}
"""


def pause(vm, name):
    """ethtool -a: {"RX": "on", "TX": "on"}."""
    lines = vm.check_output(f"ethtool -a {name}").splitlines()
    words = dict(line.split(":", 1) for line in lines if ":" in line and "negotiated" not in line)
    return {key: words[key].strip() for key in ("RX", "TX")}


def scenario(lab, kernel):
    card = Ixgbe()
    vm = lab.boot(kernel=kernel, cards=[card])
    install_netkeel(vm)
    name = vm.wait_up(card)
    vm.write("/root/off.yaml", OFF)
    before = pause(vm, name)
    expect("on as the driver begins", before, {"RX": "on", "TX": "on"})

    rc, out, _ = vm.run("netkeel apply /root/off.yaml")
    expect("held without leave", (rc, "held" in out, pause(vm, name)), (2, True, before))
    resets = card.ask("counters")["resets"]
    expect("off", vm.run("netkeel apply --allow-disruptive /root/off.yaml")[0], 0)
    expect("in ethtool's eyes too", pause(vm, name), {"RX": "off", "TX": "off"})
    expect("one reset", card.ask("counters")["resets"] - resets, 1)
    rc, findings = check(vm, "/root/off.yaml")
    expect("as wanted", (rc, findings[f"{name}/pause/tx"]["status"]), (0, "ok"))
    expect("again, nothing to do",
           vm.run("netkeel apply --allow-disruptive /root/off.yaml")[1].count("0 changed"), 1)
    expect("rolled back", vm.run("netkeel rollback --allow-disruptive")[0], 0)
    expect("to what was", pause(vm, name), before)
