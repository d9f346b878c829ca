# SPDX-License-Identifier: Apache-2.0
"""Emulated network cards and machine topologies, as QEMU arguments."""
from dataclasses import dataclass

from vhost_user import VhostUser

# Shared memory, because a vhost-user backend is handed it.
PLAIN = ["-smp", "4", "-m", "1G", "-machine", "memory-backend=ram0",
         "-object", "memory-backend-memfd,id=ram0,size=1G,share=on"]
TWO_SOCKETS = [
    "-smp", "8,sockets=2,cores=4", "-m", "1G",
    "-object", "memory-backend-memfd,id=ram0,size=512M,share=on",
    "-object", "memory-backend-memfd,id=ram1,size=512M,share=on",
    "-numa", "node,nodeid=0,cpus=0-3,memdev=ram0",
    "-numa", "node,nodeid=1,cpus=4-7,memdev=ram1",
    "-device", "pxb-pcie,id=pxb1,bus_nr=64,numa_node=1",
]


@dataclass(eq=False)
class Card:
    """One network card on a PCIe root port of its own, so that it can be unplugged.

    Without `peer` it talks to QEMU's user network, which is cut off from everything (restrict=on)
    and hands out one address. With `peer`, the path of a unix stream socket, it talks to whoever is
    at the other end; one end has `listen`. `forward=22` makes that port of the guest port 22022 of
    QEMU's own network namespace. `node=1` needs TWO_SOCKETS."""
    node: int = 0
    peer: str = ""
    listen: bool = False
    forward: int = 0
    device = ""
    qemu = "qemu-system-x86_64"
    id = ""
    number = 0

    def attach(self, number):
        self.number = number
        self.id = f"card{number}"

    @property
    def mac(self):
        return f"52:54:00:00:00:{self.number:02x}"

    @property
    def address(self):
        return f"10.0.{self.number}.15"

    def device_options(self):
        """What -device takes, and device_add over QMP."""
        return {"driver": self.device, "id": self.id, "netdev": f"net{self.number}",
                "bus": f"port{self.number}", "mac": self.mac}

    def device_argument(self):
        options = ",".join(f"{key}={value}" for key, value in self.device_options().items())
        return options.removeprefix("driver=")

    def arguments(self):
        bus = "pxb1" if self.node else "pcie.0"
        port = f"pcie-root-port,id=port{self.number},bus={bus},chassis={self.number}"
        return ["-device", f"{port},slot={self.number}", *self.network(),
                "-device", self.device_argument()]

    def start(self, folder, log_dir):
        """Begins what the card needs beside QEMU, with its sockets in `folder`. Returns it, or None."""

    def set_link(self, qmp, up):
        qmp.execute("set_link", name=self.id, up=up)

    def network(self):
        name = f"id=net{self.number}"
        if not self.peer:
            forward = f",hostfwd=tcp::22022-:{self.forward}" if self.forward else ""
            return ["-netdev",
                    f"user,{name},restrict=on,net=10.0.{self.number}.0/24{forward}"]
        server = "on" if self.listen else "off"
        return ["-netdev",
                f"stream,{name},addr.type=unix,addr.path={self.peer},server={server}"
                + ("" if self.listen else ",reconnect-ms=100")]


class Igb(Card):
    """Intel 82576: 8 queues, MSI-X, rings of 256 to 4096. The sibling of ixgbe."""
    device = "igb"


class E1000e(Card):
    """Intel 82574L: one receive and one transmit vector."""
    device = "e1000e"


class Vmxnet3(Card):
    device = "vmxnet3"


@dataclass(eq=False)
class VirtioNet(Card):
    """`queues` above 1 has no traffic: vhost_user.py is at the other end and only says yes."""
    queues: int = 1
    device = "virtio-net-pci"

    def start(self, folder, log_dir):
        if self.queues == 1:
            return None
        self.socket = str(folder / f"vhost{self.number}")
        backend = VhostUser(self.socket, self.queues)
        backend.start()
        return backend

    def device_options(self):
        options = super().device_options()
        if self.queues > 1:
            options |= {"mq": "on", "vectors": str(2 * self.queues + 2)}
        return options

    def network(self):
        if self.queues == 1:
            return super().network()
        return ["-chardev", f"socket,id=vhost{self.number},path={self.socket}",
                "-netdev", f"vhost-user,id=net{self.number},chardev=vhost{self.number},"
                           f"queues={self.queues}"]
