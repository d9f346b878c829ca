# SPDX-License-Identifier: Apache-2.0
"""On ixgbe, what a profile declares is there after a reboot, by a late link, a new binding and modprobe."""
from lab import Ixgbe, expect, install_netkeel, wait_until
from witness import (PROFILE, affinities, await_unit, check, combined, enable, not_ok, ring,
                     settled_carrier_changes, sysctl)

KERNELS = ["6.1", "6.12", "7.3"]

# As shipped, for the isolated CPUs of this machine.
FEED = "version: 1\nextends: [multicast-feed]\n"
PINNED = {"{}": "0-1", "{}-TxRx-0": "2", "{}-TxRx-1": "3"}


def as_declared(vm, name, kernel):
    most = 4096 if kernel == "6.1" else 8192
    return (ring(vm, name), combined(vm, name), affinities(vm, name)) == (
        {"RX": most, "TX": most}, 2, PINNED)


def bound_anew(vm, card, kernel, what, command):
    vm.check_output(command)
    name = vm.interface(card)
    wait_until(f"{what}: as declared", lambda: as_declared(vm, name, kernel), 60)
    vm.wait_up(card)
    expect(f"{what}: check", check(vm), lambda seen: seen[0] == 0)


def scenario(lab, kernel):
    card = Ixgbe(training=1)
    vm = lab.boot(kernel=kernel, cards=[card], append="isolcpus=2-3 nohz_full=2-3")
    install_netkeel(vm)
    name = vm.wait_up(card)
    expect("installing changes nothing", ring(vm, name), {"RX": 512, "TX": 512})
    usual = settled_carrier_changes(vm, name)

    vm.write(PROFILE, FEED)
    enable(vm)
    vm.reboot()
    name = vm.wait_up(card)
    await_unit(vm, "netkeel.service")
    expect("as declared", as_declared(vm, name, kernel), True)
    expect("budget", sysctl(vm, "net.core.netdev_budget"), "600")
    expect("no flap", settled_carrier_changes(vm, name), lambda changes: changes <= usual)
    rc, findings = check(vm)
    expect("check", (rc, not_ok(findings)), (0, []))

    address = vm.check_output(f"basename $(readlink -f /sys/class/net/{name}/device)")
    driver = "/sys/bus/pci/drivers/ixgbe"
    bound_anew(vm, card, kernel, "bound anew",
               f"echo {address} > {driver}/unbind; sleep 1; echo {address} > {driver}/bind")
    bound_anew(vm, card, kernel, "modprobe", "modprobe -r ixgbe; sleep 1; modprobe ixgbe")

    # The partner takes its time.
    card.ask("training", seconds=8)
    vm.reboot()
    name = vm.wait_up(card)
    await_unit(vm, "netkeel.service")
    wait_until("with a late link: as declared", lambda: as_declared(vm, name, kernel), 60)
    expect("with a late link: check", check(vm), lambda seen: seen[0] == 0)
