# SPDX-License-Identifier: Apache-2.0
"""What the card does to frames that it sends: checksums, and cutting TCP into segments."""
import struct

# The context descriptor, by Intel 331520 section 7.2.3.2.3.
CONTEXT = struct.Struct("<IIII")
IS_IPV4, IS_TCP = 1 << 10, 1 << 11
FIN_AND_PUSH = 0x09


def checksum(data):
    """Of the internet; over data whose own field is 0 or holds the pseudo header's sum."""
    if len(data) % 2:
        data += b"\0"
    total = sum(struct.unpack(f">{len(data) // 2}H", data))
    while total >> 16:
        total = (total & 0xFFFF) + (total >> 16)
    return ~total & 0xFFFF


class Context:
    """What the driver says about the headers of the frames that follow."""

    def __init__(self, descriptor):
        lengths, _, kinds, sizes = CONTEXT.unpack(descriptor)
        self.ip_at = lengths >> 9 & 0x7F
        self.transport_at = self.ip_at + (lengths & 0x1FF)
        self.ipv4, self.tcp = bool(kinds & IS_IPV4), bool(kinds & IS_TCP)
        self.payload_at = self.transport_at + (sizes >> 8 & 0xFF)
        self.segment = sizes >> 16

    def with_checksums(self, frame, ip, transport):
        """The driver has put the pseudo header's sum where the transport's checksum goes."""
        frame = bytearray(frame)
        if ip and self.ipv4:
            struct.pack_into(">H", frame, self.ip_at + 10, 0)
            header = bytes(frame[self.ip_at:self.transport_at])
            struct.pack_into(">H", frame, self.ip_at + 10, checksum(header))
        if transport:
            field = self.transport_at + (16 if self.tcp else 6)
            value = checksum(bytes(frame[self.transport_at:]))
            struct.pack_into(">H", frame, field, value if self.tcp else value or 0xFFFF)
        return bytes(frame)

    def segments(self, frame):
        """One large TCP frame as several. Its pseudo header's sum is without a length."""
        header, payload = frame[:self.payload_at], frame[self.payload_at:]
        for start in range(0, len(payload), self.segment):
            part = payload[start:start + self.segment]
            last = start + self.segment >= len(payload)
            yield self.with_checksums(self.header(bytearray(header), start, len(part), last) + part,
                                      True, True)

    def header(self, header, start, size, last):
        length = len(header) - self.ip_at + size
        if self.ipv4:
            (number,) = struct.unpack_from(">H", header, self.ip_at + 4)
            struct.pack_into(">HH", header, self.ip_at + 2, length,
                             (number + start // self.segment) & 0xFFFF)
        else:
            struct.pack_into(">H", header, self.ip_at + 4, length - 40)
        sequence, = struct.unpack_from(">I", header, self.transport_at + 4)
        struct.pack_into(">I", header, self.transport_at + 4, (sequence + start) & 0xFFFFFFFF)
        if not last:
            header[self.transport_at + 13] &= ~FIN_AND_PUSH
        seed, = struct.unpack_from(">H", header, self.transport_at + 16)
        seed += len(header) - self.transport_at + size
        struct.pack_into(">H", header, self.transport_at + 16, (seed & 0xFFFF) + (seed >> 16))
        return bytes(header)
