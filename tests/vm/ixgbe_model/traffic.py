# SPDX-License-Identifier: Apache-2.0
"""A feed: UDP multicast in bursts, at a rate, each datagram with its number."""
import struct
import time

SOURCE_MAC, SOURCE = b"\x02\0\0\0\xfe\xed", "192.0.2.1"
PORT = 30001
# Frames between two looks at what the guest asks for.
CHUNK = 64


def address(text):
    return bytes(map(int, text.split(".")))


def neighbour(source, n):
    net, host = source.rsplit(".", 1)
    return f"{net}.{int(host) + n}"


def checksum(header):
    total = sum(struct.unpack(f">{len(header) // 2}H", header))
    total = (total & 0xFFFF) + (total >> 16)
    return ~((total & 0xFFFF) + (total >> 16)) & 0xFFFF


def datagram(group, port, source, size):
    """A frame to the group, with room for its number at the start of the payload of `size` bytes."""
    to = address(group)
    mac = b"\x01\0\x5e" + bytes([to[1] & 0x7F, to[2], to[3]])
    header = struct.pack(">BBHHHBBH4s4s", 0x45, 0, 28 + size, 0, 0, 16, 17, 0,
                         address(source), to)
    header = header[:10] + struct.pack(">H", checksum(header)) + header[12:]
    udp = struct.pack(">HHHH", 30000, port, 8 + size, 0)     # 0: without a checksum
    return mac + SOURCE_MAC + b"\x08\x00" + header + udp + bytes(size)


class Flood:
    """`count` frames in bursts of `burst`, on average `rate` a second; a rate of 0 is as fast as it
    goes. A burst is back to back: a chunk after another without a pause. They come from `sources`
    neighbours of `source` in turn. Calls `done(result)`."""

    def __init__(self, nic, done, count, group="239.0.0.1", port=PORT, source=SOURCE, size=64,
                 rate=0, burst=1, first=0, sources=1):
        self.nic, self.done = nic, done
        self.count, self.rate, self.burst, self.number = count, rate, burst, first
        frames = [datagram(group, port, neighbour(source, n), size) for n in range(sources)]
        self.heads, self.after = [frame[:42] for frame in frames], frames[0][50:]
        self.sent = self.lost = 0
        self.begin = time.monotonic()
        self.step()

    def step(self):
        """Sends what is due, a chunk of it, and comes back when the next frame is."""
        due = self.due()
        numbers = range(self.number, self.number + min(due - self.sent, CHUNK))
        frames = [self.heads[number % len(self.heads)] + struct.pack(">Q", number) + self.after
                  for number in numbers]
        if not self.nic.link.up:
            self.lost += len(frames)
        self.nic.receive.arrive(frames)
        self.sent += len(frames)
        self.number += len(frames)
        if self.sent >= self.count:
            self.done({"sent": self.sent, "no_link": self.lost,
                       "seconds": round(time.monotonic() - self.begin, 6)})
        else:
            self.nic.loop.at(time.monotonic() if self.sent < due else self.next_burst(), self.step)

    def due(self):
        """Frames that should be out by now: whole bursts, the first one at once."""
        if not self.rate:
            return self.count
        bursts = int((time.monotonic() - self.begin) * self.rate / self.burst) + 1
        return min(bursts * self.burst, self.count)

    def next_burst(self):
        return self.begin + (self.sent // self.burst) * self.burst / self.rate
