# SPDX-License-Identifier: Apache-2.0
"""From the guest's memory to the wire."""
import struct
from collections import deque

import registers as R
from memory import Fault
from offload import Context

DESCRIPTOR = 16
DATA = struct.Struct("<QII")         # address; command, type and length; status and options
LENGTH, KIND, KIND_CONTEXT = 0xFFFF, 0xF << 20, 2 << 20
END_OF_FRAME, REPORT, SEGMENT = 1 << 24, 1 << 27, 1 << 31
IP_CHECKSUM, TRANSPORT_CHECKSUM = 1 << 8, 1 << 9
DONE = struct.pack("<I", 1)
# Frames that a test may look at afterwards.
KEPT = 256


class Ring:
    def __init__(self, number):
        self.number = number
        self.reset()

    def reset(self):
        self.low = self.high = self.length = self.head = self.tail = 0
        self.enabled = False
        self.parts, self.options, self.context = [], 0, None


class Transmit:
    """Frames wait in their rings while the link is down."""

    def __init__(self, nic):
        self.nic = nic
        self.rings = [Ring(number) for number in range(R.QUEUES)]
        self.kept = deque(maxlen=KEPT)
        for ring in self.rings:
            self.attach(ring)
        nic.link.watchers.append(self.run_all)

    def attach(self, ring):
        on_write, number = self.nic.on_write, ring.number
        on_write[R.TDBAL[number]] = lambda value: setattr(ring, "low", value)
        on_write[R.TDBAH[number]] = lambda value: setattr(ring, "high", value << 32)
        on_write[R.TDLEN[number]] = lambda value: setattr(ring, "length", value // DESCRIPTOR)
        on_write[R.TDH[number]] = lambda value: setattr(ring, "head", value)
        on_write[R.TDT[number]] = lambda value: self.write_tail(ring, value)
        on_write[R.TXDCTL[number]] = lambda value: self.write_control(ring, value)
        self.nic.on_read[R.TDH[number]] = lambda: ring.head
        self.nic.on_read[R.TDT[number]] = lambda: ring.tail

    def reset(self):
        for ring in self.rings:
            ring.reset()

    def write_tail(self, ring, value):
        ring.tail = value
        self.run(ring)

    def write_control(self, ring, value):
        self.nic.values[R.TXDCTL[ring.number]] = value
        ring.enabled = bool(value & R.DCTL_ENABLE)

    def run_all(self):
        for ring in self.rings:
            self.run(ring)

    def run(self, ring):
        nic = self.nic
        ready = ring.enabled and nic.values.get(R.DMATXCTL, 0) & R.DMATXCTL_ENABLE
        if not (ready and nic.link.up and nic.is_primary and ring.length):
            return
        reported = False
        try:
            while ring.head != ring.tail:
                reported |= self.take(ring)
        except Fault:
            ring.enabled = False
        if reported:
            nic.interrupts.queue(ring.number, transmit=True)

    def take(self, ring):
        """Handles the descriptor at the head. Returns whether it was to be reported as done."""
        memory = self.nic.memory
        at = ring.low + ring.high + DESCRIPTOR * ring.head
        descriptor = memory.read(at, DESCRIPTOR)
        ring.head = (ring.head + 1) % ring.length
        address, command, options = DATA.unpack(descriptor)
        if command & KIND == KIND_CONTEXT:
            ring.context = Context(descriptor)
            return False
        if not ring.parts:
            ring.options = options       # those of a frame's first descriptor count
        ring.parts.append(memory.read(address, command & LENGTH))
        if command & END_OF_FRAME:
            self.send(ring, b"".join(ring.parts), command)
            ring.parts = []
        if command & REPORT:
            memory.write(at + 12, DONE)
        return bool(command & REPORT)

    def send(self, ring, frame, command):
        frames, options = [frame], ring.options
        if command & SEGMENT and ring.context:
            frames = ring.context.segments(frame)
        elif options & (IP_CHECKSUM | TRANSPORT_CHECKSUM) and ring.context:
            frames = [ring.context.with_checksums(frame, options & IP_CHECKSUM,
                                                  options & TRANSPORT_CHECKSUM)]
        for each in frames:
            each = each.ljust(60, b"\0")
            self.nic.statistics.transmitted(each)
            self.kept.append(each)
            self.nic.wire.send(each)
