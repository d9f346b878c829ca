# SPDX-License-Identifier: Apache-2.0
"""Without a profile, with a broken one or one for a card that is not there, the host still boots."""
from lab import Igb, expect, install_netkeel, wait_until
from witness import PROFILE, await_unit, enable, journal

KERNELS = ["6.12"]

FOR_ANOTHER_CARD = "version: 1\ninterfaces:\n  - match: {driver: ixgbe}\n    rings: {rx: max}\n"


def expect_network(vm, card):
    name = vm.wait_up(card)
    wait_until("address", lambda: card.address in vm.run(f"ip -4 address show {name}")[1])


def monotonic(vm, unit, stamp):
    """Seconds since boot."""
    return int(vm.check_output(f"systemctl show -P {stamp} {unit}")) / 1e6


def scenario(lab, kernel):
    card = Igb()
    vm = lab.boot(kernel=kernel, cards=[card])
    install_netkeel(vm)
    enable(vm)

    vm.reboot()
    expect_network(vm, card)
    expect("no profile, no failure", vm.check_output("systemctl --failed --plain --no-legend"), "")

    vm.write(PROFILE, "version: 1\nhost:\n  sysctl:\n    net.core.netdev_budget: many\n")
    vm.reboot()
    expect_network(vm, card)
    await_unit(vm, "netkeel.service", "failed")
    expect("the journal says where", journal(vm, "netkeel.service"),
           lambda text: f"{PROFILE}:4: net.core.netdev_budget" in text)

    vm.write(PROFILE, FOR_ANOTHER_CARD)
    vm.reboot()
    expect_network(vm, card)
    await_unit(vm, "netkeel.service", "failed")
    reached = monotonic(vm, "multi-user.target", "ActiveEnterTimestampMonotonic")
    gave_up = monotonic(vm, "netkeel.service", "InactiveEnterTimestampMonotonic")
    expect("multi-user does not wait for the card", gave_up - reached > 30, True)
    rc, out, _ = vm.run("netkeel apply")
    expect("what is missing is named", (rc, "driver ixgbe" in out), (2, True))
