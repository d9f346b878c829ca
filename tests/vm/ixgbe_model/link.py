# SPDX-License-Identifier: Apache-2.0
"""The link: a cable with a partner at its end, and the time that both need to find each other."""
import time

import registers as R


class Link:
    """Up when the cable is in, the partner is there, the laser is on, and training is over: that is
    `training` seconds after a reset, a restart by AUTOC, or the cable's coming."""

    def __init__(self, nic, training):
        self.nic, self.training = nic, training
        self.cable = True
        self.partner_pauses = False
        self.up = self.was_possible = False
        self.ready_at = 0.0
        self.watchers = []       # called when the link comes up
        nic.on_read[R.LINKS] = self.read_links
        nic.on_read[R.LINKS2] = lambda: 0 if nic.fiber else R.LINKS2_NEGOTIATES
        nic.on_read[R.ANLP1] = lambda: R.ANLP1_BUSY | (R.ANLP1_PAUSE if self.partner_pauses else 0)
        nic.on_write[R.AUTOC] = self.write_autoc
        nic.on_read[R.ESDP] = self.read_esdp
        nic.on_write[R.ESDP] = self.write_esdp
        nic.on_write[R.MSCA] = self.write_msca

    def reset(self):
        self.nic.values[R.AUTOC] = R.AUTOC_SERIAL if self.nic.fiber else R.AUTOC_BACKPLANE
        self.train()

    @property
    def possible(self):
        laser_off = self.nic.fiber and self.nic.values.get(R.ESDP, 0) & R.ESDP_LASER_OFF
        return self.cable and self.nic.wire.connected and not laser_off

    def train(self):
        """Down, and up again after the time that it takes."""
        self.ready_at = time.monotonic() + self.training
        self.was_possible = self.possible
        self.set(False)
        self.nic.loop.at(self.ready_at, self.trained)

    def trained(self):
        if time.monotonic() >= self.ready_at:
            self.set(self.possible)

    def look(self):
        """The cable, the partner or the laser may have changed."""
        before, self.was_possible = self.was_possible, self.possible
        if self.was_possible and not before:
            self.train()
        elif not self.was_possible:
            self.set(False)

    def set(self, up):
        if up != self.up:
            self.up = up
            self.nic.interrupts.other(R.CAUSE_LINK)
            for watcher in self.watchers if up else []:
                watcher()

    # --- registers ---

    def read_links(self):
        if not self.up:
            return 0
        return R.LINKS_UP | R.LINKS_10G | (0 if self.nic.fiber else R.LINKS_NEGOTIATED)

    def write_autoc(self, value):
        self.nic.values[R.AUTOC] = value & ~R.AUTOC_RESTART
        if value & R.AUTOC_RESTART:
            self.train()

    def read_esdp(self):
        return self.nic.values.get(R.ESDP, 0) | (R.ESDP_MODULE_PRESENT if self.nic.fiber else 0)

    def write_esdp(self, value):
        self.nic.values[R.ESDP] = value
        self.look()

    def write_msca(self, value):
        """No PHY answers on MDIO: every register reads 0xFFFF."""
        self.nic.values[R.MSCA] = value & ~R.MSCA_BUSY
        self.nic.values[R.MSRWD] = 0xFFFF << 16
