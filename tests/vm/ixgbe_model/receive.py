# SPDX-License-Identifier: Apache-2.0
"""From the wire to the guest's memory: filters, packet buffer, rings."""
import struct
from collections import deque

import registers as R
from flow_director import DROPPED
from memory import QWORD, Fault
from rss import Rss

DESCRIPTOR = 16
FIRST_HALF = struct.Struct("<II")    # kinds of packet and hash; hash
SECOND_HALF = struct.Struct("<IHH")  # status, length, VLAN
DONE, END_OF_FRAME = 1 << 0, 1 << 1
BROADCAST = b"\xff" * 6
# What a frame takes of the packet buffer: whole lines of 32 bytes.
LINE = 32


class Ring:
    """One receive queue: registers in the shape that the data path wants them in."""

    def __init__(self, number):
        self.number = number
        self.reset()

    def reset(self):
        self.low = self.high = self.length = self.head = self.tail = 0
        self.enabled = self.drop = False
        self.buffer = 2048

    @property
    def free(self):
        """Descriptors that the driver has filled in. Head and tail together are none."""
        return (self.tail - self.head) % (self.length or 1) if self.enabled else 0


class Receive:
    def __init__(self, nic):
        self.nic = nic
        self.rss = Rss(nic)
        self.rings = [Ring(number) for number in range(R.QUEUES)]
        self.buffer = deque()            # (ring, frame, kinds, hash), in the order of the wire
        self.buffered = 0
        self.paused = False              # the partner has been sent XOFF
        for ring in self.rings:
            self.attach(ring)
        for offset in (R.RAL, R.RAH):
            for place, legacy in enumerate(R.RAL_LEGACY if offset is R.RAL else R.RAH_LEGACY):
                self.alias(legacy, offset[place])

    def attach(self, ring):
        on_write, number = self.nic.on_write, ring.number
        on_write[R.RDBAL[number]] = lambda value: setattr(ring, "low", value)
        on_write[R.RDBAH[number]] = lambda value: setattr(ring, "high", value << 32)
        on_write[R.RDLEN[number]] = lambda value: setattr(ring, "length", value // DESCRIPTOR)
        on_write[R.RDH[number]] = lambda value: setattr(ring, "head", value)
        on_write[R.RDT[number]] = lambda value: self.write_tail(ring, value)
        on_write[R.RXDCTL[number]] = lambda value: self.write_control(ring, value)
        on_write[R.SRRCTL[number]] = lambda value: self.write_split(ring, value)
        self.nic.on_read[R.RDH[number]] = lambda: ring.head
        self.nic.on_read[R.RDT[number]] = lambda: ring.tail

    def alias(self, legacy, offset):
        self.nic.on_read[legacy] = lambda: self.nic.values.get(offset, 0)
        self.nic.on_write[legacy] = lambda value: self.nic.values.__setitem__(offset, value)

    def reset(self):
        values, mac = self.nic.values, self.nic.mac
        values[R.RAL[0]] = int.from_bytes(mac[:4], "little")
        values[R.RAH[0]] = int.from_bytes(mac[4:], "little") | R.RAH_VALID
        values[R.RDRXCTL] = R.RDRXCTL_DMA_INITIALISED
        values[R.SECRXSTAT] = values[R.SECTXSTAT] = R.SECURITY_READY
        values[R.RXPBSIZE] = R.RXPBSIZE_DEFAULT
        for ring in self.rings:
            ring.reset()
        self.rss.reset()
        self.buffer.clear()
        self.buffered = 0
        self.paused = False

    # --- registers ---

    def write_tail(self, ring, value):
        ring.tail = value
        if self.buffer:
            self.drain()

    def write_control(self, ring, value):
        self.nic.values[R.RXDCTL[ring.number]] = value
        ring.enabled = bool(value & R.DCTL_ENABLE)

    def write_split(self, ring, value):
        self.nic.values[R.SRRCTL[ring.number]] = value
        ring.buffer = (value & R.SRRCTL_KIB) << 10 or 2048
        ring.drop = bool(value & R.SRRCTL_DROP)

    # --- the way of a frame ---

    def arrive(self, frames):
        """Frames from the wire. Raises the vectors of the queues that took some."""
        nic = self.nic
        if not (nic.link.up and nic.is_primary and nic.values.get(R.RXCTRL, 0) & R.RXCTRL_ENABLE):
            return
        touched = set()
        for frame in frames:
            if self.accepts(frame):
                nic.statistics.received(frame)
                queue, kinds, value = self.rss.classify(frame)
                if queue != DROPPED:
                    self.enqueue((self.rings[queue], frame, kinds, value), touched)
        self.notify(touched)

    def accepts(self, frame):
        """The filters of addresses. That of multicast is by 12 bits of one: it lets more through."""
        values = self.nic.values
        control = values.get(R.FCTRL, 0)
        if control & R.FCTRL_PROMISCUOUS:
            return True
        if not frame[0] & 1:
            return self.is_mine(frame)
        if frame[:6] == BROADCAST:
            return bool(control & R.FCTRL_BROADCAST)
        if control & R.FCTRL_ALL_MULTICAST:
            return True
        place = (frame[4] >> 4 | frame[5] << 4) & 0xFFF
        listed = values.get(R.MTA[place >> 5], 0) >> (place & 0x1F) & 1
        return bool(values.get(R.MCSTCTRL, 0) & R.MCSTCTRL_ENABLE and listed) or self.is_mine(frame)

    def is_mine(self, frame):
        values = self.nic.values
        low, high = struct.unpack_from("<IH", frame)
        high |= R.RAH_VALID
        return any(values.get(near) == low and values.get(far, 0) & R.RAH_ADDRESS == high
                   for near, far in zip(R.RAL, R.RAH))

    def enqueue(self, entry, touched):
        """Into memory at once, or behind what waits in the packet buffer. A full queue that may not
        drop blocks all of them."""
        if not self.buffer and self.deliver(entry, touched):
            return
        size = -(-len(entry[1]) // LINE) * LINE
        if self.buffered + size > self.nic.values[R.RXPBSIZE]:
            self.nic.statistics.add(R.MPC[0])
            return
        self.buffer.append(entry)
        self.buffered += size
        self.flow_control()

    def drain(self):
        touched = set()
        while self.buffer and self.deliver(self.buffer[0], touched):
            self.buffered -= -(-len(self.buffer.popleft()[1]) // LINE) * LINE
        self.flow_control()
        self.notify(touched)

    def deliver(self, entry, touched):
        """Whether the frame is out of the way: written, or dropped by its queue."""
        ring, frame, kinds, value = entry
        if ring.free >= -(-len(frame) // ring.buffer):
            try:
                self.write_back(ring, frame, kinds, value)
            except Fault:
                ring.enabled = False
            touched.add(ring.number)
            return True
        if ring.drop or not ring.enabled:
            self.nic.statistics.add(R.QPRDC[self.nic.statistics.receive_queue(ring.number)])
            return True
        return False

    def write_back(self, ring, frame, kinds, value):
        memory, counters = self.nic.memory, self.nic.statistics
        for start in range(0, len(frame), ring.buffer):
            part = frame[start:start + ring.buffer]
            at = ring.low + ring.high + DESCRIPTOR * ring.head
            area, offset = memory.locate(at, DESCRIPTOR)
            memory.write(QWORD.unpack_from(area, offset)[0], part)
            last = start + ring.buffer >= len(frame)
            area[offset:offset + 8] = FIRST_HALF.pack(kinds, value)
            area[offset + 8:offset + 16] = SECOND_HALF.pack(
                DONE | (END_OF_FRAME if last else 0), len(part), 0)
            ring.head = (ring.head + 1) % ring.length
        counter = counters.receive_queue(ring.number)
        counters.add(R.QPRC[counter])
        counters.add(R.QBRC_L[counter], len(frame))

    def notify(self, touched):
        for number in touched:
            self.nic.interrupts.queue(number, transmit=False)

    def flow_control(self):
        """XOFF to the partner above FCRTH, XON below FCRTL, where the driver sends pause frames. The
        feed does not obey them."""
        values = self.nic.values
        high = values.get(R.FCRTH, 0)
        if not values.get(R.FCCFG, 0) & R.FCCFG_SEND_PAUSE or not high & R.FC_ENABLE:
            return
        if not self.paused and self.buffered > high & R.FC_THRESHOLD:
            self.paused = True
            self.nic.statistics.paused(R.LXOFFTXC)
        elif self.paused and self.buffered <= values.get(R.FCRTL, 0) & R.FC_THRESHOLD:
            self.paused = False
            self.nic.statistics.paused(R.LXONTXC)
