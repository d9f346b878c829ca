# SPDX-License-Identifier: Apache-2.0
"""JSON lines over a unix socket: QEMU's machine protocol and the guest's command channel."""
import json
import socket
import time


class Wire:
    """Listens at once; `accept` waits for QEMU, which is the client."""

    def __init__(self, path):
        self.listener = socket.socket(socket.AF_UNIX)
        self.listener.bind(path)
        self.listener.listen(1)
        self.connection = None
        self.pending = b""

    def accept(self, timeout):
        self.listener.settimeout(timeout)
        self.connection = self.listener.accept()[0]

    def send(self, message):
        self.connection.settimeout(30)
        self.connection.sendall(json.dumps(message).encode() + b"\n")

    def receive(self, timeout):
        """The next message. Raises TimeoutError, or ConnectionError when QEMU is gone."""
        deadline = time.monotonic() + timeout
        while b"\n" not in self.pending:
            self.connection.settimeout(max(deadline - time.monotonic(), 0.001))
            chunk = self.connection.recv(65536)
            if not chunk:
                raise ConnectionError("QEMU closed the connection")
            self.pending += chunk
        line, self.pending = self.pending.split(b"\n", 1)
        return json.loads(line)

    def close(self):
        self.listener.close()
        if self.connection:
            self.connection.close()


class Caller(Wire):
    """The other side: asks at a socket where somebody listens, and waits for the answer."""

    def __init__(self, path):
        self.listener = self.connection = socket.socket(socket.AF_UNIX)
        self.connection.connect(path)
        self.pending = b""

    def ask(self, message, timeout):
        self.send(message)
        return self.receive(timeout)


class Qmp:
    """QEMU's machine protocol. Events are kept until somebody waits for them."""

    def __init__(self, path):
        self.wire = Wire(path)
        self.events = []

    def greet(self, timeout):
        self.wire.accept(timeout)
        self.wire.receive(timeout)
        self.execute("qmp_capabilities")

    def execute(self, command, **arguments):
        self.wire.send({"execute": command, "arguments": arguments})
        while True:
            message = self.wire.receive(30)
            if "event" in message:
                self.events.append(message)
            elif "error" in message:
                raise RuntimeError(f"{command}: {message['error']['desc']}")
            else:
                return message["return"]

    def wait_event(self, name, timeout, **data):
        """Waits for an event with these fields, also one that has come already."""
        deadline = time.monotonic() + timeout
        while True:
            for event in self.events:
                if event["event"] == name and data.items() <= event.get("data", {}).items():
                    self.events.remove(event)
                    return
            message = self.wire.receive(deadline - time.monotonic())
            if "event" in message:
                self.events.append(message)

    def close(self):
        self.wire.close()
