# SPDX-License-Identifier: Apache-2.0
"""A card can be unplugged and plugged, its cable too; two cards can be joined; power can be cut."""
from lab import Igb, expect, wait_until

KERNELS = ["6.12"]


def scenario(lab, kernel):
    card = Igb()
    left, right = Igb(peer=lab.socket("wire"), listen=True), Igb(peer=lab.socket("wire"))
    vm = lab.boot(kernel=kernel, cards=[card, left, right])

    name = vm.wait_up(card)
    carrier = f"cat /sys/class/net/{name}/carrier"
    vm.set_link(card, up=False)
    wait_until("carrier lost", lambda: vm.run(carrier)[1] == "0\n")
    vm.set_link(card, up=True)
    wait_until("carrier back", lambda: vm.run(carrier)[1] == "1\n")

    vm.device_del(card)
    expect("unplugged", vm.present(card), "")
    vm.device_add(card)
    again = vm.wait_up(card)
    wait_until("address", lambda: card.address in vm.run(f"ip -4 address show {again}")[1])

    vm.check_output("ip netns add far; systemctl stop systemd-networkd.socket systemd-networkd")
    here, there = vm.interface(left), vm.interface(right)
    vm.check_output(f"ip link set {there} netns far && ip -n far link set {there} up")
    vm.check_output(f"ip -n far address add 192.0.2.2/24 dev {there}")
    vm.check_output(f"ip address add 192.0.2.1/24 dev {here} && ip link set {here} up")
    wait_until("traffic over the joined cards",
               lambda: vm.run("ping -c 1 -W 1 192.0.2.2")[0] == 0)

    vm.check_output("echo kept > /root/note; sync")
    vm.power_cut()
    expect("disk", vm.check_output("cat /root/note"), "kept")
    expect("after a power cut nothing is set", vm.run("ip netns list")[1], "")
