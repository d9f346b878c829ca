# SPDX-License-Identifier: Apache-2.0
"""Isolated CPUs: the parameter to add is printed, waits for a reboot when set, is ok when booted."""
from lab import expect, install_netkeel
from witness import PROFILE, check

KERNELS = ["6.1", "6.12"]

WANTED = "version: 1\nhost:\n  cpu:\n    isolated: 2-3\n"
ADDRESS = "host/cpu/isolated"


def scenario(lab, kernel):
    vm = lab.boot(kernel=kernel)
    install_netkeel(vm)
    vm.write(PROFILE, WANTED)
    rc, findings = check(vm)
    expect("not booted", (rc, findings[ADDRESS]["status"]), (2, "drift"))
    expect("the parameter", "isolcpus=2-3" in findings[ADDRESS]["reason"], True)

    vm.write("/etc/default/grub.d/50-isolation.cfg",
             'GRUB_CMDLINE_LINUX_DEFAULT="$GRUB_CMDLINE_LINUX_DEFAULT isolcpus=2-3"\n')
    rc, findings = check(vm)
    expect("set and not booted", (rc, findings[ADDRESS]["status"]), (2, "pending"))
    expect("the file", "50-isolation.cfg" in findings[ADDRESS]["reason"], True)

    vm.reboot(append="isolcpus=2-3")
    rc, findings = check(vm)
    expect("booted", (rc, findings[ADDRESS]["status"]), (0, "ok"))
