# SPDX-License-Identifier: Apache-2.0
"""An SFP+ module: its EEPROM, and the bus that it is read by."""

ADDRESS = 0xA0


def module():
    """A 10GBASE-SR module by SFF-8472, without diagnostics."""
    data = bytearray(256)
    data[0:3] = 3, 4, 7                              # SFP, defined by its number, LC
    data[3] = 1 << 4                                 # 10GBASE-SR
    data[11:13] = 6, 103                             # 64B/66B, 10.3 Gb/s
    data[16:18] = 8, 3                               # 80 m and 30 m of fibre
    data[20:36] = b"Intel Corp".ljust(16)
    data[37:40] = 0x00, 0x1B, 0x21
    data[40:56] = b"FTLX8571D3BCV-IT".ljust(16)
    data[56:60] = b"A".ljust(4)
    data[60:62] = (850).to_bytes(2, "big")
    data[63] = sum(data[:63]) & 0xFF
    data[68:84] = b"LAB0001".ljust(16)
    data[84:92] = b"260101".ljust(8)
    data[95] = sum(data[64:95]) & 0xFF
    return bytes(data)


class I2cMemory:
    """EEPROMs on a two-wire bus, driven bit by bit. `sda` is what they let the data line be."""

    def __init__(self, contents):
        self.contents = contents                     # by address
        self.clock = self.data = 1
        self.device = None
        self.place = 0
        self.begin("idle")

    def begin(self, state):
        self.state = self.next = state
        self.bits, self.value, self.sda = 0, 0, 1

    def drive(self, clock, data):
        if clock and self.clock and data != self.data:
            self.begin("idle" if data else "address")   # a stop, or a start
        elif clock and not self.clock:
            self.rise(data)
        elif self.clock and not clock:
            self.fall()
        self.clock, self.data = clock, data

    def rise(self, data):
        """The line is valid: eight bits, then the acknowledgement by whoever took them."""
        if self.bits < 8:
            self.value = self.value << 1 | data
        elif self.state == "send" and data:
            self.next = "idle"                       # the reader wants no more
        self.bits += 1

    def fall(self):
        """The line may change."""
        if self.bits == 8:
            self.sda = 0 if self.take() else 1
        elif self.bits == 9:
            self.begin(self.next)
        if self.state == "send" and self.bits < 8:
            self.sda = self.contents[self.device][self.place] >> (7 - self.bits) & 1

    def take(self):
        """Eight bits are over. Returns whether this side acknowledges them."""
        if self.state == "send":
            self.place = (self.place + 1) % 256
            return False
        if self.state == "address":
            self.device = self.value & 0xFE
            reading = "send" if self.value & 1 else "place"
            self.next = reading if self.device in self.contents else "idle"
            return self.device in self.contents
        if self.state == "place":
            self.place, self.next = self.value, "write"
        return self.state != "idle"
