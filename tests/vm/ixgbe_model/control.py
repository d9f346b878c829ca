# SPDX-License-Identifier: Apache-2.0
"""The test's side of a card: requests as JSON lines on a unix socket, and an answer to each."""
import json
import socket

import registers as R
from traffic import Flood

COUNTERS = {"received": R.GPRC, "missed": R.MPC[0], "xoff_sent": R.LXOFFTXC, "transmitted": R.GPTC}


class Control:
    def __init__(self, path, nic, loop):
        self.nic, self.loop = nic, loop
        self.connection = None
        self.pending = b""
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(1)
        loop.watch(self.listener, self.accept)

    def accept(self):
        if self.connection:
            self.loop.forget(self.connection)
            self.connection.close()
        self.connection, self.pending = self.listener.accept()[0], b""
        self.loop.watch(self.connection, self.receive)

    def receive(self):
        chunk = self.connection.recv(65536)
        if not chunk:
            self.loop.forget(self.connection)
            self.connection.close()
            self.connection = None
            return
        *lines, self.pending = (self.pending + chunk).split(b"\n")
        for line in lines:
            self.handle(json.loads(line))

    def answer(self, message):
        if self.connection:
            self.connection.sendall(json.dumps(message).encode() + b"\n")

    def handle(self, request):
        command = request.pop("do")
        try:
            answer = getattr(self, f"do_{command}")(**request)
        except (AttributeError, TypeError, ValueError) as error:
            answer = {"error": f"{command}: {error}"}
        if answer is not None:
            self.answer(answer)

    # --- requests ---

    def do_link(self, up):
        """The cable in or out."""
        self.nic.link.cable = up
        self.nic.link.look()
        return {}

    def do_training(self, seconds):
        self.nic.link.training = seconds
        return {}

    def do_pause(self, partner):
        """Whether the partner negotiates pause frames, from the next training on."""
        self.nic.link.partner_pauses = partner
        return {}

    def do_flood(self, **options):
        """Answers when the last frame is out."""
        Flood(self.nic, self.answer, **options)

    def do_frame(self, hex):
        self.nic.receive.arrive([bytes.fromhex(hex)])
        return {}

    def do_counters(self):
        """Since the card was made, whatever the guest has read of them."""
        total = self.nic.statistics.total
        seen = {name: total.get(offset, 0) for name, offset in COUNTERS.items()}
        seen["no_descriptor"] = sum(total.get(offset, 0) for offset in R.QPRDC)
        return seen | {"link": self.nic.link.up, "resets": self.nic.resets}

    def do_register(self, offset):
        """As it was written: nothing is cleared."""
        return {"value": self.nic.values.get(offset, 0)}

    def do_transmitted(self):
        """The last frames that the guest has sent."""
        return {"frames": [frame.hex() for frame in self.nic.transmit.kept]}
