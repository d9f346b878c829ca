# SPDX-License-Identifier: Apache-2.0
"""What is at the other end of the cable: nobody in particular, or a card of the same or another
guest. Frames go as in QEMU's `-netdev stream`: four bytes of length, big endian, before each."""
import os
import socket
import struct
import time

LENGTH = struct.Struct(">I")
RETRY = 0.1
MOST_UNDERWAY = 1 << 20     # bytes


class Nobody:
    """A partner that keeps the link up and throws away what it gets."""
    connected = True

    def send(self, frame):
        pass


class Peer:
    """The end of a unix stream socket; `connected` says whether the other one is there."""

    def __init__(self, loop, path, listen):
        self.loop, self.path = loop, path
        self.connection = None
        self.pending, self.leaving = b"", bytearray()
        self.on_change = self.on_frames = None
        if listen:
            self.listener = socket.socket(socket.AF_UNIX)
            self.listener.bind(path)
            self.listener.listen(1)
            loop.watch(self.listener, lambda: self.begin(self.listener.accept()[0]))
        else:
            self.listener = None
            self.call()

    @property
    def connected(self):
        return self.connection is not None

    def call(self):
        other = socket.socket(socket.AF_UNIX)
        try:
            other.connect(self.path)
            self.begin(other)
        except OSError:
            other.close()
            self.loop.at(time.monotonic() + RETRY, self.call)

    def begin(self, connection):
        self.connection, self.pending, self.leaving = connection, b"", bytearray()
        self.loop.watch(connection, self.receive)
        if self.on_change:
            self.on_change()

    def end(self):
        self.loop.forget(self.connection)
        self.connection.close()
        self.connection = None
        self.on_change()
        if not self.listener:
            self.call()

    def send(self, frame):
        """A partner that is slower than this side loses frames, as behind a switch."""
        if self.connection and len(self.leaving) < MOST_UNDERWAY:
            self.leaving += LENGTH.pack(len(frame)) + frame
            self.flush()

    def flush(self):
        """Never waits: QEMU, at the other end, may be waiting for an answer of this process."""
        try:
            del self.leaving[:self.connection.send(self.leaving, socket.MSG_DONTWAIT)]
        except BlockingIOError:
            pass
        except ConnectionError:
            return self.end()
        if self.leaving:
            self.loop.watch_room(self.connection, self.flush)
        else:
            self.loop.forget_room(self.connection)

    def receive(self):
        try:
            chunk = self.connection.recv(1 << 16)
        except ConnectionError:
            chunk = b""
        if not chunk:
            return self.end()
        self.pending += chunk
        frames, place = [], 0
        while len(self.pending) >= place + LENGTH.size:
            (size,) = LENGTH.unpack_from(self.pending, place)
            if len(self.pending) < place + LENGTH.size + size:
                break
            place += LENGTH.size
            frames.append(self.pending[place:place + size].ljust(60, b"\0"))
            place += size
        self.pending = self.pending[place:]
        self.on_frames(frames)


def partner(loop, path, listen):
    if not path:
        return Nobody()
    if listen and os.path.exists(path):
        os.unlink(path)
    return Peer(loop, path, listen)
