# SPDX-License-Identifier: Apache-2.0
"""Debian's ixgbe on the lab's 82599s: what it finds there, what they count, joined, pulled and rebooted."""
from lab import Igb, Ixgbe, expect, wait_until
from witness import Receiver, affinities, carrier_changes, ring, softnet, statistic

KERNELS = ["6.1", "6.12", "7.3"]

TAKE = """
import socket
listener = socket.create_server(("192.0.2.2", 80))
print("ready", flush=True)
connection, size = listener.accept()[0], 0
while chunk := connection.recv(65536):
    size += len(chunk)
print(size)
"""
# Of the specification of RSS. With a random key, neighbouring groups share a queue now and then.
KEY = ("6d:5a:56:da:25:5b:0e:c2:41:67:25:3d:43:a3:8f:b0:d0:ca:2b:cb:"
       "ae:7b:30:b4:77:cb:2d:a3:80:30:f2:0c:6a:42:b7:3b:be:ac:01:fa")
GROUPS = [f"239.0.0.{n}" for n in range(1, 9)]


def ring_maximum(vm, name):
    return int(vm.check_output(f"ethtool -g {name}").split("RX:")[1].split()[0])


def expect_counted(vm, card, name):
    """A feed arrives, one group to a queue; a flood that no ring holds is missed, and counted."""
    vm.check_output("sysctl -qw net.core.rmem_max=33554432")
    receiver = Receiver(vm, name)
    card.flood(2000, rate=5000, burst=10)
    seen = receiver.end()
    expect("the socket has the feed", (seen["received"], seen["missing"]), (2000, 0))
    expect("packets", statistic(vm, name, "rx_packets", "rx_missed_errors"), [2000, 0])

    vm.check_output(f"ethtool -X {name} hkey {KEY}")
    vm.check_output("; ".join(f"ip maddress add 01:00:5e:00:00:{n:02x} dev {name}"
                              for n in range(1, 9)))
    for group in GROUPS:
        card.flood(100, group=group, rate=5000, burst=10)
    queues = [f"rx_queue_{n}_packets" for n in range(4)]
    wait_until("all groups arrive", lambda: sum(statistic(vm, name, *queues)) == 2800)
    expect("groups are spread over queues", statistic(vm, name, *queues),
           lambda each: max(each) < 2800)
    before = sum(softnet(vm, 0).values())
    card.flood(20000)
    model = card.ask("counters")
    wait_until("all of them are lost or received",
               lambda: statistic(vm, name, "rx_packets") == 2800 + 20000 - model["missed"])
    expect("missed", (statistic(vm, name, "rx_missed_errors"), model["missed"] > 0),
           (model["missed"], True))
    expect("with pause, nothing for want of a descriptor", model["no_descriptor"], 0)
    expect("softnet", sum(softnet(vm, 0).values()) - before,
           lambda taken: taken >= 20000 - model["missed"])


def expect_joined(vm, left, right):
    vm.check_output("ip netns add far; systemctl stop systemd-networkd.socket systemd-networkd")
    here, there = vm.interface(left), vm.interface(right)
    vm.check_output(f"ip link set {there} netns far && ip -n far link set {there} up")
    vm.check_output(f"ip -n far address add 192.0.2.2/24 dev {there}")
    vm.check_output(f"ip address add 192.0.2.1/24 dev {here} && ip link set {here} up")
    wait_until("traffic over the joined cards", lambda: vm.run("ping -c 1 -W 1 192.0.2.2")[0] == 0)
    vm.write("/root/take.py", TAKE)
    vm.background("exec ip netns exec far python3 /root/take.py", "/root/taken")
    wait_until("somebody listens", lambda: "ready" in vm.run("cat /root/taken")[1])
    give = "import socket; socket.create_connection((\"192.0.2.2\", 80)).sendall(bytes(1 << 20))"
    vm.check_output(f"python3 -c '{give}'")
    wait_until("a megabyte in TCP segments", lambda: "1048576" in vm.run("cat /root/taken")[1])


def scenario(lab, kernel):
    card, left = Ixgbe(training=1), Ixgbe(model="kx4", peer=lab.socket("wire"), listen=True)
    right = Igb(peer=lab.socket("wire"))
    vm = lab.boot(kernel=kernel, cards=[card, left, right])
    name = vm.wait_up(card)
    expect("vectors", list(affinities(vm, name)), [f"{{}}-TxRx-{n}" for n in range(4)] + ["{}"])
    expect("rings", (ring(vm, name), ring_maximum(vm, name)),
           ({"RX": 512, "TX": 512}, 4096 if kernel == "6.1" else 8192))
    expect("the module", "10G Base-SR" in vm.check_output(f"ethtool -m {name}"), True)
    expect("link", [word in vm.check_output(f"ethtool {vm.wait_up(left)}")
                    for word in ("10000baseKX4/Full", "10000Mb/s")], [True, True])
    expect_counted(vm, card, name)

    changes = carrier_changes(vm, name)
    vm.check_output(f"ethtool -G {name} rx 1001")
    vm.wait_up(card)
    expect("rings are a multiple of 8, and one reset",
           (ring(vm, name)["RX"], carrier_changes(vm, name)), (1008, changes + 2))
    vm.set_link(card, up=False)
    wait_until("carrier lost", lambda: vm.run(f"cat /sys/class/net/{name}/carrier")[1] == "0\n")
    vm.set_link(card, up=True)
    vm.wait_up(card)

    # QEMU 11.1 stops at an assertion of its own where a vfio-user device is unplugged by device_del.
    vm.check_output(f"echo 1 > /sys/class/net/{name}/device/remove")
    expect("unplugged", vm.present(card), "")
    vm.check_output("echo 1 > /sys/bus/pci/rescan")
    name = vm.wait_up(card)
    expect("a card that is plugged is as new", ring(vm, name)["RX"], 512)
    expect_joined(vm, left, right)
    vm.reboot()
    expect("after a reboot", ring(vm, vm.wait_up(card)), {"RX": 512, "TX": 512})
