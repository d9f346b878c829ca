# SPDX-License-Identifier: Apache-2.0
"""A card whose driver is late, that comes up late, is plugged anew, renamed or bound is set up."""
from lab import Igb, expect, install_netkeel, wait_until
from witness import PROFILE, affinities, await_unit, enable, ring, settled_carrier_changes

KERNELS = ["6.1", "6.12"]

FEED = """
version: 1
interfaces:
  - match: {driver: igb}
    rings: {rx: max}
    irq: {affinity: one-to-one, cpus: 1-3, other: 0}
"""
PINNED = {f"{{}}-{way}-{n}": str(1 + n % 3) for way in ("rx", "tx") for n in range(4)} | {"{}": "0"}


def expect_set_up(vm, name, what, prefix=None):
    wait_until(f"{what}: ring", lambda: ring(vm, name)["RX"] == 4096, 60)

    def pinned():
        seen = affinities(vm, name)
        # A rename leaves the queues' vectors with the old name.
        return {vector.replace(prefix or name, "{}"): cpus for vector, cpus in seen.items()}
    wait_until(f"{what}: vectors", lambda: pinned() == PINNED, 60)


def driver_loads_late(vm, card):
    """Both boots bring the link up as soon as it is there. The settings were there before."""
    usual = settled_carrier_changes(vm, vm.wait_up(card))
    vm.write(PROFILE, FEED)
    enable(vm)
    vm.write("/etc/modprobe.d/late.conf",
             "install igb /bin/sleep 5; /sbin/modprobe --ignore-install igb\n")
    vm.reboot()
    name = vm.wait_up(card)
    await_unit(vm, "netkeel.service")
    expect_set_up(vm, name, "driver late")
    expect("no flap", settled_carrier_changes(vm, name), lambda changes: changes <= usual)
    vm.check_output("rm /etc/modprobe.d/late.conf")


def scenario(lab, kernel):
    card = Igb()
    vm = lab.boot(kernel=kernel, cards=[card])
    install_netkeel(vm)
    driver_loads_late(vm, card)
    # Nobody brings this card up at boot.
    vm.check_output("systemctl mask systemd-networkd.service systemd-networkd.socket")
    vm.reboot()
    name = vm.interface(card)
    wait_until("rings before the link is up", lambda: ring(vm, name)["RX"] == 4096, 60)
    expect("still down", "UP" in vm.check_output(f"ip -o link show {name}").split(">")[0], False)
    vm.check_output(f"sleep 20; ip link set {name} up")
    expect_set_up(vm, name, "up late")

    vm.device_del(card)
    vm.device_add(card)
    name = vm.interface(card)
    # Once its link is up, its ring is held.
    wait_until("rings of the new card", lambda: ring(vm, name)["RX"] == 4096, 60)
    vm.check_output(f"ip link set {name} up")
    expect_set_up(vm, name, "plugged anew")

    driver = f"/sys/class/net/{name}/device/driver"
    vm.check_output(f"address=$(basename $(readlink -f /sys/class/net/{name}/device)); "
                    f"driver=$(readlink -f {driver}); "
                    "echo $address > $driver/unbind; sleep 1; echo $address > $driver/bind")
    name = vm.interface(card)
    wait_until("rings of the bound card", lambda: ring(vm, name)["RX"] == 4096, 60)
    vm.check_output(f"ip link set {name} up")
    expect_set_up(vm, name, "bound anew")

    vm.check_output(f"ip link set {name} down; ip link set {name} name feed-a; "
                    "ip link set feed-a up; ethtool -G feed-a rx 256")
    await_unit(vm, r"'netkeel@feed\x2da.service'")
    vm.check_output(r"systemctl reload 'netkeel@feed\x2da.service' || true")
    expect("the unit of the new name", vm.check_output(
        r"systemctl show -P ExecMainStatus 'netkeel@feed\x2da.service'"), "0")
