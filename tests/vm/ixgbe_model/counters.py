# SPDX-License-Identifier: Apache-2.0
"""Counters of the MAC and of queues. Reading one clears it."""
import bisect

import registers as R

SIZES = [64, 127, 255, 511, 1023]
CRC = 4
SINGLE = [R.GPRC, R.BPRC, R.MPRC, R.TPR, R.TPT, R.GPTC, R.MPTC, R.BPTC, R.LXONTXC, R.LXOFFTXC,
          *R.MPC, *R.RNBC, *R.QPRC, *R.QPRDC, *R.QPTC, *R.PRC, *R.PTC]
# 36 bits: the upper four come after the lower 32.
DOUBLE = [(R.GORC_L, R.GORC_H), (R.GOTC_L, R.GOTC_H), (R.TOR_L, R.TOR_H),
          *zip(R.QBRC_L, R.QBRC_H), *zip(R.QBTC_L, R.QBTC_H)]


class Statistics:
    def __init__(self, nic):
        self.nic = nic
        self.count = dict.fromkeys(SINGLE + [low for low, _ in DOUBLE], 0)
        self.total = {}          # never cleared: for the test, not for the guest
        for offset in SINGLE:
            nic.on_read[offset] = lambda offset=offset: self.take(offset)
        for low, high in DOUBLE:
            nic.on_read[low] = lambda low=low: self.count[low]
            nic.on_read[high] = lambda low=low: self.take(low) >> 32

    def reset(self):
        self.count = dict.fromkeys(self.count, 0)

    def take(self, offset):
        value, self.count[offset] = self.count[offset], 0
        return value

    def add(self, offset, number=1):
        self.count[offset] += number
        self.total[offset] = self.total.get(offset, 0) + number

    def received(self, frame):
        """A good frame from the wire, whatever becomes of it."""
        self.sized(R.PRC, len(frame))
        self.add(R.GPRC)
        self.add(R.TPR)
        self.add(R.GORC_L, len(frame) + CRC)
        self.add(R.TOR_L, len(frame) + CRC)
        if frame[0] & 1:
            self.add(R.BPRC if frame[:6] == b"\xff" * 6 else R.MPRC)

    def transmitted(self, frame):
        self.sized(R.PTC, len(frame))
        self.add(R.GPTC)
        self.add(R.TPT)
        self.add(R.GOTC_L, len(frame) + CRC)
        if frame[0] & 1:
            self.add(R.BPTC if frame[:6] == b"\xff" * 6 else R.MPTC)

    def paused(self, offset):
        """XON or XOFF to the partner. It is among the frames sent, from which drivers subtract it."""
        self.add(offset)
        for counter in R.GPTC, R.MPTC, R.TPT, R.PTC[0]:
            self.count[counter] += 1
        self.count[R.GOTC_L] += SIZES[0]

    def sized(self, row, length):
        self.add(row[bisect.bisect_left(SIZES, length + CRC)])

    def receive_queue(self, queue):
        """Which of the 16 counters of queues this one adds to."""
        return self.nic.values.get(R.RQSMR[queue // 4], 0) >> 8 * (queue % 4) & 0xF
