# SPDX-License-Identifier: Apache-2.0
"""Causes, masks and throttling, in MSI-X mode. A queue's cause is a vector, by IVAR; the others
share the vector of IVAR_MISC. `raised` and `enabled` have a bit for each vector and, above them, one
for each other cause of EICR."""
import time

import registers as R

OTHER = R.QUEUES                 # where bit 0 of EICR's other causes is in `raised`
LOW, ALL = 0xFFFFFFFF, (1 << R.QUEUES) - 1


class Interrupts:
    def __init__(self, nic):
        self.nic = nic
        self.vector_of = {}
        nic.on_read[R.EICR] = self.read_and_clear
        nic.on_read[R.EICS] = lambda: self.causes(self.raised)
        nic.on_write[R.EICR] = lambda value: self.clear(self.bits(value))
        nic.on_write[R.EICS] = lambda value: self.cause(self.bits(value))
        nic.on_read[R.EIMS] = lambda: self.causes(self.enabled)
        nic.on_write[R.EIMS] = lambda value: self.enable(self.bits(value))
        nic.on_write[R.EIMC] = lambda value: self.disable(self.bits(value))
        for half in range(2):
            self.extended(half, 32 * half)
        for pair, offset in enumerate(R.IVAR):
            nic.on_write[offset] = lambda value, pair=pair: self.write_ivar(pair, value)
        nic.on_write[R.IVAR_MISC] = self.write_ivar_misc
        self.interval = {offset: vector for vector, offset in enumerate(R.EITR)}

    def extended(self, half, shift):
        """The registers that know vectors only, 32 in each."""
        on_write, on_read = self.nic.on_write, self.nic.on_read
        on_write[R.EICS_EX[half]] = lambda value: self.cause(value << shift)
        on_write[R.EIMS_EX[half]] = lambda value: self.enable(value << shift)
        on_write[R.EIMC_EX[half]] = lambda value: self.disable(value << shift)
        on_read[R.EIMS_EX[half]] = lambda: self.enabled >> shift & LOW

    def reset(self):
        self.raised = self.enabled = 0
        self.misc_vector = None
        self.vector_of = {}                     # (queue, is transmit) -> vector
        self.quiet_until = [0.0] * R.QUEUES
        self.waiting = set()

    # --- where bits are ---

    @staticmethod
    def bits(value):
        """From EICR's layout."""
        return value & R.QUEUE_CAUSES | (value & ~R.QUEUE_CAUSES) << OTHER

    @staticmethod
    def causes(bits):
        """Into EICR's layout."""
        return bits & R.QUEUE_CAUSES | bits >> OTHER & LOW & ~R.QUEUE_CAUSES

    # --- IVAR ---

    def write_ivar(self, pair, value):
        self.nic.values[R.IVAR[pair]] = value
        for place in range(4):
            entry = value >> 8 * place & 0xFF
            queue = (2 * pair + place // 2, bool(place % 2))
            self.vector_of.pop(queue, None)
            if entry & R.IVAR_VALID:
                self.vector_of[queue] = entry & 0x3F

    def write_ivar_misc(self, value):
        self.nic.values[R.IVAR_MISC] = value
        entry = value >> 8 & 0xFF
        self.misc_vector = entry & 0x3F if entry & R.IVAR_VALID else None

    # --- causes and masks ---

    def queue(self, queue, transmit):
        """A queue has written descriptors back."""
        vector = self.vector_of.get((queue, transmit))
        if vector is not None:
            self.cause(1 << vector)

    def other(self, cause):
        """A cause of EICR that is no queue's."""
        self.cause(cause << OTHER)

    def cause(self, bits):
        fresh = bits & (ALL | ~self.raised)     # another cause that is up already is no new edge
        self.raised |= bits
        self.deliver(fresh & self.enabled)

    def enable(self, bits):
        self.enabled |= bits
        self.deliver(bits & self.raised)

    def disable(self, bits):
        self.enabled &= ~bits

    def clear(self, bits):
        self.raised &= ~bits

    def read_and_clear(self):
        causes = self.causes(self.raised)
        self.clear(self.bits(causes))
        return causes

    # --- messages ---

    def deliver(self, bits):
        if bits >> OTHER and self.misc_vector is not None:
            self.send(self.misc_vector, bits >> OTHER << OTHER)
        vectors = bits & ALL
        while vectors:
            lowest = vectors & -vectors
            self.send(lowest.bit_length() - 1, lowest)
            vectors ^= lowest

    def send(self, vector, bits):
        """Sends the vector's message now, or when EITR's interval since the last one is over."""
        now = time.monotonic()
        if now < self.quiet_until[vector]:
            if vector not in self.waiting:
                self.waiting.add(vector)
                self.nic.loop.at(self.quiet_until[vector], lambda: self.late(vector))
            return
        quarters = self.nic.values.get(R.EITR[vector], 0) & R.EITR_INTERVAL
        self.quiet_until[vector] = now + quarters / 4e6
        self.auto_clear_and_mask(bits)
        self.nic.msix.signal(vector)

    def late(self, vector):
        """The interval is over: what is up and not masked by now."""
        if vector in self.waiting:
            self.waiting.discard(vector)
            mine = 1 << vector | (~ALL if vector == self.misc_vector else 0)
            self.deliver(self.raised & self.enabled & mine)

    def auto_clear_and_mask(self, bits):
        """EIAC: a sent message clears its cause. EIAM: and masks it, until the driver has looked."""
        values = self.nic.values
        self.clear(bits & (self.bits(values.get(R.EIAC, 0)) | ALL & ~R.QUEUE_CAUSES))
        if values.get(R.GPIE, 0) & R.GPIE_AUTO_MASK:
            masks = (values.get(R.EIAM_EX[0], 0) | values.get(R.EIAM_EX[1], 0) << 32
                     | self.bits(values.get(R.EIAM, 0)))
            self.disable(bits & masks)
