# SPDX-License-Identifier: Apache-2.0
"""The guest's memory, as the card reaches it by DMA."""
import mmap
import struct

QWORD = struct.Struct("<Q")


class Fault(Exception):
    """The driver named an address where there is no memory."""


class Memory:
    def __init__(self):
        self.areas = []

    def map(self, address, size, descriptor, offset):
        self.areas.append((address, address + size, mmap.mmap(descriptor, size, offset=offset)))

    def unmap(self, address, size):
        """Forgets the areas inside; a `size` of 0 is all of them."""
        gone = [area for area in self.areas
                if not size or (address <= area[0] and area[1] <= address + size)]
        for area in gone:
            self.areas.remove(area)
            area[2].close()

    def locate(self, address, size):
        """The map that holds the range, and the offset in it."""
        for place, (first, end, area) in enumerate(self.areas):
            if first <= address and address + size <= end:
                if place:   # the next access is most likely to the same one
                    self.areas.insert(0, self.areas.pop(place))
                return area, address - first
        raise Fault(f"{size} bytes at {address:#x}")

    def read(self, address, size):
        area, offset = self.locate(address, size)
        return area[offset:offset + size]

    def write(self, address, data):
        """A copy of up to 8 bytes is one store, which a guest never sees by half."""
        area, offset = self.locate(address, len(data))
        area[offset:offset + len(data)] = data
