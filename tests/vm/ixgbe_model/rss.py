# SPDX-License-Identifier: Apache-2.0
"""Which queue a frame belongs to: that of a filter, or by the fields of its headers, Toeplitz' hash of
them, and RETA."""
import struct

import registers as R
from flow_director import Filters

# By the receive descriptor: kinds of hash, and kinds of packet.
NONE, TCP4, IP4, TCP6, IP6, UDP4, UDP6 = 0, 1, 2, 3, 5, 7, 8
PACKET_IP4, PACKET_IP6, PACKET_TCP, PACKET_UDP = 0x10, 0x40, 0x100, 0x200
IPV4, IPV6, TCP, UDP = 0x0800, 0x86DD, 6, 17
FRAGMENT = 0x3FFF                # "more fragments" and the offset
PLAIN_IPV4 = b"\x08\x00\x45"     # without options


def toeplitz(key, data):
    """For every bit of the data that is set, the 32 bits of the key from there on, by XOR."""
    bits = int.from_bytes(key, "big")
    result = 0
    for place in range(8 * len(data)):
        if data[place // 8] & 0x80 >> place % 8:
            result ^= bits >> (8 * len(key) - 32 - place)
    return result & 0xFFFFFFFF


def headers(frame):
    """(addresses, ports, kind of packet), with b"" for what is not there."""
    (kind,) = struct.unpack_from(">H", frame, 12)
    if kind == IPV4 and len(frame) >= 34:
        length = (frame[14] & 0xF) * 4
        (fragment,) = struct.unpack_from(">H", frame, 20)
        return frame[26:34], *ports(frame, 14 + length, frame[23], fragment & FRAGMENT, PACKET_IP4)
    if kind == IPV6 and len(frame) >= 54:
        return frame[22:54], *ports(frame, 54, frame[20], 0, PACKET_IP6)
    return b"", b"", 0


def ports(frame, at, protocol, fragment, packet):
    transport = {TCP: PACKET_TCP, UDP: PACKET_UDP}.get(protocol, 0)
    if fragment or not transport or len(frame) < at + 4:
        return b"", packet
    return frame[at:at + 4], packet | transport


# as Flow Director counts them
TRANSPORTS = {PACKET_UDP: 1 << 5, PACKET_TCP: 2 << 5}

# kind of packet -> the bit of MRQC that adds ports, the kind of hash then, and both without ports
FIELDS = {
    PACKET_IP4: (0, NONE, R.MRQC_IP4, IP4), PACKET_IP6: (0, NONE, R.MRQC_IP6, IP6),
    PACKET_IP4 | PACKET_TCP: (R.MRQC_TCP4, TCP4, R.MRQC_IP4, IP4),
    PACKET_IP4 | PACKET_UDP: (R.MRQC_UDP4, UDP4, R.MRQC_IP4, IP4),
    PACKET_IP6 | PACKET_TCP: (R.MRQC_TCP6, TCP6, R.MRQC_IP6, IP6),
    PACKET_IP6 | PACKET_UDP: (R.MRQC_UDP6, UDP6, R.MRQC_IP6, IP6),
}


class Rss:
    """Remembers flows of IPv4, as the hash is the same for all frames of one."""

    def __init__(self, nic):
        self.nic = nic
        self.flows = {}
        self.filters = Filters(nic, self.flows.clear)
        for offset in (R.MRQC, *R.RETA, *R.RSSRK):
            nic.on_write[offset] = lambda value, offset=offset: self.change(offset, value)

    def reset(self):
        self.flows.clear()
        self.filters.reset()

    def change(self, offset, value):
        self.nic.values[offset] = value
        self.flows.clear()

    def classify(self, frame):
        """(queue or DROPPED, the descriptor's kinds of packet and of hash, hash)"""
        if frame[12:15] != PLAIN_IPV4:
            return self.look_up(frame)
        flow = frame[20:24] + frame[26:38]
        if flow not in self.flows:
            if len(self.flows) > 4096:
                self.flows.clear()
            self.flows[flow] = self.look_up(frame)
        return self.flows[flow]

    def look_up(self, frame):
        values = self.nic.values
        mode = values.get(R.MRQC, 0)
        addresses, numbers, packet = headers(frame)
        with_ports, full, without, plain = FIELDS.get(packet, (0, NONE, 0, NONE))
        if mode & R.MRQC_MODE != R.MRQC_RSS or not mode & (with_ports | without):
            return 0, packet, 0
        data, kind = (addresses + numbers, full) if mode & with_ports else (addresses, plain)
        key = b"".join(values.get(offset, 0).to_bytes(4, "little") for offset in R.RSSRK)
        value = toeplitz(key, data)
        filtered = self.filters.queue(addresses, numbers, TRANSPORTS.get(packet & ~PACKET_IP4, 0))
        if filtered is not None:
            return filtered, packet | kind, value
        place = value & 0x7F
        queue = values.get(R.RETA[place // 4], 0) >> 8 * (place % 4) & 0xF
        return queue, packet | kind, value
