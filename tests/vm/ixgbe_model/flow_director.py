# SPDX-License-Identifier: Apache-2.0
"""Flow Director's perfect filters for IPv4: what matches goes to the filter's queue, whatever RSS says.
Signature filters, which the driver makes of what it sends (ATR), match nothing here."""
import registers as R

ADD, REMOVE, QUERY, COMMAND = 1, 2, 3, 0x3
VALID, DROP = 1 << 2, 1 << 9
TRANSPORT = 0x3 << 5             # none, UDP, TCP, SCTP
DROPPED = -1


def reversed_bits(half):
    return int(f"{half:016b}"[::-1], 2)


class Filters:
    def __init__(self, nic, changed):
        self.nic, self.changed = nic, changed
        self.filters = {}            # by the driver's own number
        nic.on_write[R.FDIRCMD] = self.command
        nic.on_write[R.FDIRCTRL] = self.control

    def reset(self):
        self.filters.clear()

    def control(self, value):
        """Begins anew, and is done at once."""
        self.filters.clear()
        self.nic.values[R.FDIRCTRL] = value | R.FDIRCTRL_DONE
        self.changed()

    def command(self, value):
        """Commands are over at once; a query says whether the filter is there."""
        values = self.nic.values
        number = values.get(R.FDIRHASH, 0) >> 16
        if value & COMMAND == ADD:
            self.filters[number] = (values.get(R.FDIRIPSA, 0), values.get(R.FDIRIPDA, 0),
                                    values.get(R.FDIRPORT, 0), value)
        elif value & COMMAND == REMOVE:
            self.filters.pop(number, None)
        values[R.FDIRCMD] = value & ~COMMAND & ~VALID | (VALID if number in self.filters else 0)
        self.changed()

    def queue(self, addresses, ports, transport):
        """That of the filter that matches, DROPPED, or None. `transport` is as in TRANSPORT."""
        if not self.nic.values.get(R.FDIRCTRL, 0) & R.FDIRCTRL_PERFECT or len(addresses) != 8:
            return None
        source, target = (int.from_bytes(addresses[at:at + 4], "little") for at in (0, 4))
        pair = int.from_bytes(ports[2:4] + ports[0:2], "big")
        ignored = self.masks()
        for *wanted, command in self.filters.values():
            differs = any((seen ^ value) & ~mask for seen, value, mask in
                          zip((source, target, pair), wanted, ignored))
            if not differs and (command & TRANSPORT == transport or self.any_transport()):
                return DROPPED if command & DROP else command >> 16 & 0x7F
        return None

    def masks(self):
        """What no filter looks at: bits of addresses, and of ports, which are kept back to front."""
        values = self.nic.values
        ports = values.get(R.FDIRUDPM, 0)
        return (values.get(R.FDIRSIP4M, 0), values.get(R.FDIRDIP4M, 0),
                reversed_bits(ports >> 16) << 16 | reversed_bits(ports & 0xFFFF))

    def any_transport(self):
        return bool(self.nic.values.get(R.FDIRM, 0) & R.FDIRM_TRANSPORT)
