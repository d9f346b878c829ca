# SPDX-License-Identifier: Apache-2.0
"""Intel 82599 cards, by ixgbe_model: a process for each, which QEMU takes for a PCI device."""
import json
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from cards import Card
from wire import Caller

MODEL = Path(__file__).resolve().parent / "ixgbe_model/serve"


class Process:
    """The model at work. Ends with the thread that began it."""

    def __init__(self, command, sockets, log):
        self.sockets = sockets
        with open(log, "a") as file:
            self.process = subprocess.Popen(
                ["unshare", "--net", "setpriv", "--pdeathsig", "KILL", sys.executable, *command],
                stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=file)
        if self.process.stdout.readline() != b"ready\n":
            raise RuntimeError(f"the card's model does not start, see {log}")

    def close(self):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()
        for path in self.sockets:
            path.unlink(missing_ok=True)


@dataclass(eq=False)
class Ixgbe(Card):
    """Intel 82599: 63 queues, RSS over 16 of them, rings to 8192 (Linux 6.1: 4096). `model` is "sfp",
    with a 10GBASE-SR module, or "kx4", a backplane. After each reset its link is down for `training`
    seconds. Without `peer` there is a partner that only keeps the link up."""
    model: str = "sfp"
    training: float = 0.5
    device = "vfio-user-pci"
    qemu = "qemu-vfio-user"
    caller = None

    def start(self, folder, log_dir):
        self.folder = folder
        socket, control = folder / f"{self.id}.vfio", folder / f"{self.id}.control"
        command = [MODEL, "--socket", socket, "--control", control, "--model", self.model,
                   "--mac", self.mac, "--training", str(self.training)]
        if self.peer:
            command += ["--peer", self.peer] + ["--listen"] * self.listen
        process = Process(list(map(str, command)), [socket, control], log_dir / f"{self.id}.model")
        self.caller = Caller(str(control))
        return process

    def device_options(self):
        return {"driver": self.device, "id": self.id, "bus": f"port{self.number}",
                "socket": {"path": str(self.folder / f"{self.id}.vfio"), "type": "unix"}}

    def device_argument(self):
        return json.dumps(self.device_options())

    def network(self):
        return []

    def set_link(self, qmp, up):
        self.ask("link", up=up)

    def ask(self, request, timeout=60, **options):
        """What ixgbe_model/control.py has as do_...; its answer."""
        answer = self.caller.ask({"do": request, **options}, timeout)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer

    def flood(self, count, timeout=120, **options):
        """Datagrams to a group, from the wire; the options are those of ixgbe_model/traffic.py. Waits
        for the last one."""
        return self.ask("flood", timeout, count=count, **options)
