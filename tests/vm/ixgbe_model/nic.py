# SPDX-License-Identifier: Apache-2.0
"""The 82599: its register file, and the parts that give registers a meaning. Each part adds what
reading and writing its registers does, and has reset()."""
import struct

import pci
import registers as R
from interrupts import Interrupts
from link import Link
from memory import Memory
from nvm import Nvm
from receive import Receive
from counters import Statistics
from transmit import Transmit

DWORD = struct.Struct("<I")


class Nic:
    """`wire` has send(frame), and `connected`."""

    def __init__(self, loop, wire, device=pci.SFP_PLUS, mac=b"\x02\0\0\0\0\1", training=0.0):
        self.regions, self.vectors = pci.REGIONS, pci.VECTORS
        self.loop, self.wire, self.mac, self.device = loop, wire, mac, device
        self.memory, self.msix = Memory(), pci.Msix()
        self.values, self.on_read, self.on_write = {}, {}, {}
        self.on_write[R.CTRL] = self.on_write[R.CTRL_MIRROR] = self.write_control
        self.on_read[R.STATUS] = self.read_status
        self.resets = 0
        self.statistics = Statistics(self)
        self.interrupts = Interrupts(self)
        self.nvm = Nvm(self)
        self.link = Link(self, training)
        self.receive = Receive(self)
        self.transmit = Transmit(self)
        self.parts = (self.statistics, self.interrupts, self.nvm, self.link, self.receive,
                      self.transmit)
        self.reset()

    @property
    def fiber(self):
        return self.device == pci.SFP_PLUS

    @property
    def is_primary(self):
        """Whether the guest lets the card use its memory."""
        return bool(self.space[pci.COMMAND] & pci.BUS_MASTER)

    def reset(self):
        """As by the bus: the configuration space too."""
        self.space = pci.configuration(self.device)
        self.reset_device()

    def reset_device(self):
        self.resets += 1
        self.values.clear()
        for part in self.parts:
            part.reset()

    # --- the bus ---

    def read(self, region, offset, size):
        if region == pci.BAR_REGISTERS and size == 4:
            return DWORD.pack(self.read_register(offset))
        if region == pci.BAR_REGISTERS:   # QEMU may ask for two at once
            places = range(offset, offset + size, 4)
            return b"".join(self.read(region, at, 4) for at in places)[:size]
        if region == pci.BAR_MSIX:
            return self.msix.read(offset, size)
        return bytes(self.space[offset:offset + size])

    def write(self, region, offset, data):
        if region == pci.BAR_REGISTERS:
            for at in range(0, len(data) - 3, 4):
                self.write_register(offset + at, DWORD.unpack_from(data, at)[0])
        elif region == pci.CONFIGURATION:
            pci.write_configuration(self.space, offset, data)

    def read_register(self, offset):
        handler = self.on_read.get(offset)
        return handler() & 0xFFFFFFFF if handler else self.values.get(offset, 0)

    def write_register(self, offset, value):
        handler = self.on_write.get(offset)
        if handler:
            handler(value)
        else:
            self.values[offset] = value

    # --- registers of the device as a whole ---

    def write_control(self, value):
        """The reset bits clear themselves. Either reset takes the link down."""
        if value & (R.CTRL_RESET | R.CTRL_LINK_RESET):
            self.reset_device()
        self.values[R.CTRL] = value & ~(R.CTRL_RESET | R.CTRL_LINK_RESET)

    def read_status(self):
        disabled = self.values.get(R.CTRL, 0) & R.CTRL_PRIMARY_DISABLE
        return 0 if disabled else R.STATUS_PRIMARY_ENABLED
