#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What of the 82599's model can be checked without a guest."""
import os
import socket
import struct
import sys
import tempfile
import unittest
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent / "ixgbe_model"))

import nvm  # noqa: E402
import pci  # noqa: E402
import registers as R  # noqa: E402
import sfp  # noqa: E402
from loop import Loop  # noqa: E402
from nic import Nic  # noqa: E402
from offload import IS_IPV4, IS_TCP, Context, checksum  # noqa: E402
from rss import toeplitz  # noqa: E402
from traffic import datagram  # noqa: E402
from wire import Nobody  # noqa: E402

RING, BUFFERS = 0x1000, 0x10000


def guest_card(drop=False, descriptors=8):
    """A card whose first queue has a ring of so many descriptors, and vector 3; its eventfd."""
    nic = Nic(Loop(), Nobody())
    with tempfile.TemporaryFile() as memory:
        memory.truncate(1 << 20)
        nic.memory.map(0, 1 << 20, memory.fileno(), 0)
    vector = os.eventfd(0, os.EFD_NONBLOCK)
    nic.msix.connect(3, vector)
    nic.space[pci.COMMAND] |= pci.BUS_MASTER
    nic.link.trained()
    for place in range(descriptors):
        nic.memory.write(RING + 16 * place, struct.pack("<QQ", BUFFERS + 2048 * place, 0))
    for offset, value in ((R.RDBAL[0], RING), (R.RDLEN[0], 16 * descriptors),
                          (R.SRRCTL[0], 2 | (R.SRRCTL_DROP if drop else 0)),
                          (R.RXDCTL[0], R.DCTL_ENABLE), (R.RDT[0], descriptors - 1),
                          (R.RXCTRL, R.RXCTRL_ENABLE), (R.FCTRL, R.FCTRL_ALL_MULTICAST),
                          (R.IVAR[0], R.IVAR_VALID | 3), (R.EIMS_EX[0], 1 << 3)):
        nic.write_register(offset, value)
    return nic, vector


def raised(vector):
    try:
        return os.eventfd_read(vector)
    except BlockingIOError:
        return 0


class Model(unittest.TestCase):
    def test_toeplitz_is_that_of_the_specification(self):
        key = bytes.fromhex("6d5a56da255b0ec24167253d43a38fb0d0ca2bcbae7b30b477cb2da38030f20c"
                            "6a42b73bbeac01fa")
        addresses = socket.inet_aton("66.9.149.187") + socket.inet_aton("161.142.100.80")
        self.assertEqual(toeplitz(key, addresses), 0x323E8FC2)
        self.assertEqual(toeplitz(key, addresses + struct.pack(">HH", 2794, 1766)), 0x51CCC178)

    def test_a_large_frame_is_cut_into_segments_with_good_checksums(self):
        network = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 3040, 7, 0, 64, 6, 0, b"\xc0\0\2\1",
                              b"\xc0\0\2\2")
        pseudo = ~checksum(network[12:] + struct.pack(">BBH", 0, 6, 0)) & 0xFFFF
        transport = struct.pack(">HHIIBBHHH", 1000, 80, 1, 1, 5 << 4, 0x18, 100, pseudo, 0)
        context = Context(struct.pack("<IIII", 14 << 9 | 20, 0, IS_IPV4 | IS_TCP,
                                      1460 << 16 | 20 << 8))
        frames = list(context.segments(bytes(14) + network + transport + bytes(range(250)) * 12))
        self.assertEqual([(len(frame), frame[47]) for frame in frames],
                         [(1514, 0x10), (1514, 0x10), (134, 0x18)])
        for frame in frames:
            header = frame[26:34] + struct.pack(">BBH", 0, 6, len(frame) - 34)
            self.assertEqual((checksum(frame[14:34]), checksum(header + frame[34:])), (0, 0))

    def test_the_eeprom_sums_up_to_what_the_driver_wants(self):
        self.assertEqual(sum(nvm.eeprom()[:nvm.CHECKSUM_WORD + 1]) & 0xFFFF, nvm.CHECKSUM)

    def test_a_module_is_read_bit_by_bit(self):
        bus = sfp.I2cMemory({sfp.ADDRESS: sfp.module()})

        def bit(value):
            bus.drive(0, value)
            bus.drive(1, value)
            seen = bus.sda & value
            bus.drive(0, value)
            return seen

        def byte(value):
            for place in range(7, -1, -1):
                bit(value >> place & 1)
            return bit(1)

        def start():
            bus.drive(1, 1)
            bus.drive(1, 0)
            bus.drive(0, 0)
        start()
        self.assertEqual((byte(sfp.ADDRESS), byte(20)), (0, 0))
        start()
        self.assertEqual(byte(sfp.ADDRESS | 1), 0)
        text = bytearray()
        for last in (0, 0, 0, 0, 1):
            text.append(int("".join(str(bit(1)) for _ in range(8)), 2))
            bit(last)
        self.assertEqual(text, b"Intel")
        start()
        self.assertEqual(byte(0x50), 1, "nobody is at another address")

    def test_a_frame_is_written_and_its_vector_raised(self):
        nic, vector = guest_card()
        frame = datagram("239.0.0.1", 1, "192.0.2.1", 64)
        nic.receive.arrive([frame])
        self.assertEqual(nic.memory.read(BUFFERS, len(frame)), frame)
        status, length, _ = struct.unpack("<IHH", nic.memory.read(RING + 8, 8))
        self.assertEqual((status, length, raised(vector)), (3, len(frame), 1))

    def test_a_masked_vector_waits(self):
        nic, vector = guest_card()
        nic.write_register(R.EIMC_EX[0], 1 << 3)
        nic.receive.arrive([datagram("239.0.0.1", 1, "192.0.2.1", 64)])
        self.assertEqual(raised(vector), 0)
        nic.msix.mask(3)
        nic.write_register(R.EIMS_EX[0], 1 << 3)
        self.assertEqual((raised(vector), nic.msix.read(pci.PENDING_BITS, 1)), (0, b"\x08"))
        nic.msix.unmask(3)
        self.assertEqual(raised(vector), 1)

    def test_a_vector_is_throttled(self):
        nic, vector = guest_card()
        nic.write_register(R.EITR[3], R.EITR_INTERVAL)
        frame = datagram("239.0.0.1", 1, "192.0.2.1", 64)
        for _ in range(3):
            nic.receive.arrive([frame])
        self.assertEqual(raised(vector), 1)
        while nic.interrupts.waiting:
            nic.loop.run_once()
        self.assertEqual(raised(vector), 1)

    def test_a_full_ring_blocks_until_the_buffer_is_full_too(self):
        nic, _ = guest_card()
        nic.write_register(R.RXPBSIZE, 1 << 10)
        nic.receive.arrive([datagram("239.0.0.1", 1, "192.0.2.1", 64)] * 20)
        self.assertEqual((nic.read_register(R.RDH[0]), len(nic.receive.buffer)), (7, 8))
        self.assertEqual([nic.read_register(R.MPC[0]) for _ in range(2)], [5, 0], "reading clears")
        nic.write_register(R.RDT[0], 2)
        self.assertEqual((nic.read_register(R.RDH[0]), len(nic.receive.buffer)), (2, 5))

    def test_a_filter_leads_a_flow_to_its_queue(self):
        nic, _ = guest_card()
        frames = [datagram("239.0.0.1", port, "192.0.2.1", 64) for port in (1, 2)]
        for offset, value in ((R.MRQC, R.MRQC_RSS | R.MRQC_IP4), (R.FDIRCTRL, R.FDIRCTRL_PERFECT),
                              (R.FDIRSIP4M, 0xFFFFFFFF), (R.FDIRUDPM, 0x0000FFFF),
                              (R.FDIRIPDA, 0x010000EF), (R.FDIRPORT, 1 << 16), (R.FDIRHASH, 9 << 16),
                              (R.FDIRCMD, 3 << 16 | 1 << 5 | 1)):
            nic.write_register(offset, value)
        self.assertEqual([nic.receive.rss.classify(frame)[0] for frame in frames], [3, 0])
        nic.write_register(R.FDIRCMD, 2)
        self.assertEqual(nic.receive.rss.classify(frames[0])[0], 0)

    def test_a_full_ring_that_may_drop_blocks_nobody(self):
        nic, _ = guest_card(drop=True)
        nic.receive.arrive([datagram("239.0.0.1", 1, "192.0.2.1", 64)] * 20)
        self.assertEqual((nic.read_register(R.QPRDC[0]), nic.read_register(R.MPC[0])), (13, 0))


if __name__ == "__main__":
    unittest.main()
