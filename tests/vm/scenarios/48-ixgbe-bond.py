# SPDX-License-Identifier: Apache-2.0
"""A bond of two ixgbe whose links train for a second: each is reset once, in turn, and one that stays down is told."""
import runpy
from functools import partial
from pathlib import Path

from lab import Ixgbe

KERNELS = ["6.12"]

live_links = runpy.run_path(str(Path(__file__).with_name("20-live-links.py")))["scenario"]


def scenario(lab, kernel):
    live_links(lab, kernel, partial(Ixgbe, training=1), most=8192)
