# SPDX-License-Identifier: Apache-2.0
"""What a profile declares is there after a reboot, without a flap, and drift is named and undone."""
from lab import Igb, expect, install_netkeel, wait_until
from witness import (PROFILE, affinities, await_unit, check, combined, enable, journal, not_ok, ring,
                     settled_carrier_changes, sysctl)

KERNELS = ["6.1", "6.12"]
QUICK = ["6.12"]

FEED = """
version: 1
name: igb-feed
host:
  sysctl:
    net.core.netdev_budget: 600
    net.core.netdev_budget_usecs: {at-least: 8000}
    net.core.rmem_max: {at-least: 16777216}
interfaces:
  - match: {driver: igb}
    channels: {combined: 2}
    rings: {rx: max, tx: 1024}
    irq: {affinity: one-to-one, cpus: isolated, other: housekeeping}
"""


def expect_as_declared(vm, name):
    expect("rings", ring(vm, name), {"RX": 4096, "TX": 1024})
    expect("channels", combined(vm, name), 2)
    expect("vectors", affinities(vm, name),
           {"{}": "0-1", "{}-rx-0": "2", "{}-tx-0": "2", "{}-rx-1": "3", "{}-tx-1": "3"})
    expect("budget", sysctl(vm, "net.core.netdev_budget"), "600")
    expect("rmem_max", sysctl(vm, "net.core.rmem_max"), "16777216")


def scenario(lab, kernel, flavour="base"):
    card = Igb()
    vm = lab.boot(kernel=kernel, cards=[card], append="isolcpus=2-3", flavour=flavour)
    install_netkeel(vm)
    name = vm.wait_up(card)
    expect("installing changes nothing", ring(vm, name), {"RX": 256, "TX": 256})
    expect("no unit is enabled",
           vm.run("systemctl is-enabled netkeel netkeel-early netkeel-audit.timer")[1].split(),
           ["disabled"] * 3)
    usual = settled_carrier_changes(vm, name)

    vm.write(PROFILE, FEED)
    enable(vm)
    vm.reboot()
    name = vm.wait_up(card)
    await_unit(vm, "netkeel.service")
    expect_as_declared(vm, name)
    journal(vm, "netkeel*")
    expect("failed units", vm.check_output("systemctl --failed --plain --no-legend"), "")
    # The rings were set while the link was down: no more ups and downs than a boot has anyway.
    expect("no flap", settled_carrier_changes(vm, name), lambda changes: changes <= usual)
    expect("check", check(vm), lambda seen: seen[0] == 0)

    irq = vm.check_output(f"grep -l '^{name}-rx-1$' /sys/kernel/irq/*/actions").split("/")[4]
    vm.check_output(f"sysctl -w net.core.netdev_budget=300 net.core.rmem_max=212992; "
                    f"echo 0 > /proc/irq/{irq}/smp_affinity_list; ethtool -G {name} rx 512 tx 256")
    wait_until("carrier is back",
               lambda: vm.run(f"cat /sys/class/net/{name}/carrier")[1] == "1\n")
    rc, findings = check(vm)
    expect("five changes by hand are named", (rc, not_ok(findings)), (2, sorted([
        "host/sysctl/net.core.netdev_budget", "host/sysctl/net.core.rmem_max",
        f"{name}/irq/rx-1/affinity", f"{name}/rings/rx", f"{name}/rings/tx"])))

    vm.reboot()
    name = vm.wait_up(card)
    await_unit(vm, "netkeel.service")
    expect_as_declared(vm, name)
