# SPDX-License-Identifier: Apache-2.0
"""With ifupdown, NetworkManager, networkd and cloud-init there is no ordering cycle, and no delay."""
from lab import Igb, expect, install_netkeel
from witness import PROFILE, enable

KERNELS = ["6.12"]
FLAVOUR = "managers"

UNITS = "netkeel.service netkeel-early.service netkeel-audit.service netkeel-audit.timer netkeel@eth0.service"
FEED = "version: 1\ninterfaces:\n  - match: {driver: igb}\n    rings: {rx: max}\n"


def scenario(lab, kernel):
    card = Igb()
    vm = lab.boot(kernel=kernel, cards=[card], flavour="managers")
    install_netkeel(vm)
    vm.write(PROFILE, FEED)
    enable(vm)
    vm.check_output("systemctl enable NetworkManager networking systemd-networkd || true")
    rc, out, err = vm.run(f"systemd-analyze verify --man=no {UNITS}")
    expect("systemd-analyze verify", (rc, "netkeel" in out + err), (0, False))

    vm.reboot()
    vm.run("systemctl is-system-running --wait", timeout=240)
    cycles = vm.run("journalctl -b -o cat | grep -i 'ordering cycle'")[1]
    expect("ordering cycles", cycles, "")
    chain = vm.check_output("systemd-analyze critical-chain multi-user.target")
    expect("multi-user does not wait for netkeel.service", "netkeel.service" in chain, False)
    vm.check_output("systemd-analyze critical-chain netkeel.service netkeel-early.service")
    blame = vm.check_output("systemd-analyze blame | grep netkeel || true")
    vm.note(f"time of netkeel's units:\n{blame}")
    name = vm.interface(card)
    expect("early set the ring", vm.check_output(f"ethtool -g {name} | grep -c 4096"),
           lambda count: int(count) >= 3)
