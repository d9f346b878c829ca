# SPDX-License-Identifier: Apache-2.0
"""Debian 13 with its own kernel and the package that was built on it, after a reboot."""
import runpy
from pathlib import Path

from lab import expect

KERNELS = ["6.12"]
FLAVOUR = "debian13"

survives_reboot = runpy.run_path(str(Path(__file__).with_name("10-survives-reboot.py")))["scenario"]


def newest(folder):
    packages = sorted(folder.glob("netkeel_*.deb"), key=lambda path: path.stat().st_mtime)
    return packages[-1] if packages else None


def scenario(lab, kernel):
    # tests/debian13/run leaves it. Without it, the package of this machine must run there, too.
    lab.package = newest(lab.vm_dir.resolve().parent / "debian13/packages") or lab.package
    survives_reboot(lab, kernel, FLAVOUR)
    expect("the release", lab.vms[0].check_output(". /etc/os-release; echo $VERSION_ID"), "13")
