# SPDX-License-Identifier: Apache-2.0
"""The PCI function: configuration space as the 82599 lays it out, and MSI-X vectors."""
import os
import struct

BAR_REGISTERS, BAR_MSIX, CONFIGURATION = 0, 4, 7
REGIONS = {BAR_REGISTERS: 0x80000, BAR_MSIX: 0x4000, CONFIGURATION: 4096}
VECTORS = 64
PENDING_BITS = 0x2000            # where BAR 4 has them

INTEL = 0x8086
BACKPLANE_KX4, SFP_PLUS = 0x10F7, 0x10FB
COMMAND, BUS_MASTER = 0x04, 1 << 2
# The driver reads these at fixed places: it never walks the list.
POWER_MANAGEMENT, MSIX, PCI_EXPRESS = 0x40, 0x70, 0xA0
# What a driver may write, beyond what QEMU keeps for itself.
WRITABLE = [(COMMAND, 2), (POWER_MANAGEMENT + 4, 2), (MSIX + 2, 2), (PCI_EXPRESS + 8, 2)]


def configuration(device):
    space = bytearray(REGIONS[CONFIGURATION])
    # identifiers, command, status (has capabilities), revision 1, Ethernet
    struct.pack_into("<HHHHBBBB", space, 0, INTEL, device, 0, 1 << 4, 1, 0, 0, 2)
    struct.pack_into("<I", space, 0x10 + 4 * BAR_REGISTERS, 1 << 2)   # 64 bits wide
    struct.pack_into("<I", space, 0x10 + 4 * BAR_MSIX, 1 << 2)
    struct.pack_into("<HH", space, 0x2C, INTEL, 0x0003)
    struct.pack_into("<B", space, 0x34, POWER_MANAGEMENT)
    struct.pack_into("<BBH", space, POWER_MANAGEMENT, 0x01, MSIX, 3)
    struct.pack_into("<BBHII", space, MSIX, 0x11, PCI_EXPRESS, VECTORS - 1,
                     BAR_MSIX, PENDING_BITS | BAR_MSIX)
    # an endpoint of version 2, function level reset; 5 GT/s by 8 lanes, and nothing in transit
    struct.pack_into("<BBHIHHIHH", space, PCI_EXPRESS, 0x10, 0, 0x0002, 0x10008002, 0, 0, 0x482,
                     0, 0x82)
    return space


def write_configuration(space, offset, data):
    for first, size in WRITABLE:
        for at in range(max(first, offset), min(first + size, offset + len(data))):
            space[at] = data[at - offset]


class Msix:
    """Vectors as eventfds that QEMU listens to. QEMU keeps the table, and says what is masked."""

    def __init__(self):
        self.descriptors = {}
        self.masked = set()
        self.pending = set()

    def connect(self, vector, descriptor):
        self.disconnect(vector)
        self.descriptors[vector] = descriptor

    def disconnect(self, vector):
        if vector in self.descriptors:
            os.close(self.descriptors.pop(vector))

    def reset(self):
        for vector in list(self.descriptors):
            self.disconnect(vector)
        self.masked.clear()
        self.pending.clear()

    def signal(self, vector):
        if vector in self.masked or vector not in self.descriptors:
            self.pending.add(vector)
        else:
            os.eventfd_write(self.descriptors[vector], 1)

    def mask(self, vector):
        self.masked.add(vector)

    def unmask(self, vector):
        self.masked.discard(vector)
        if vector in self.pending:
            self.pending.remove(vector)
            self.signal(vector)

    def read(self, offset, size):
        """BAR 4: the pending bits. Reads of the table never come here."""
        bits = sum(1 << vector for vector in self.pending).to_bytes(VECTORS // 8, "little")
        place = offset - PENDING_BITS
        return bits[place:place + size].ljust(size, b"\0") if place >= 0 else bytes(size)
