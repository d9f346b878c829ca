# SPDX-License-Identifier: Apache-2.0
"""Masks and sysctls of the host itself, which no namespace has: set, left alone the second time, and
put back as they were."""
from lab import Igb, expect, install_netkeel
from witness import affinities, check, sysctl

KERNELS = ["6.12"]

WANTED = """\
version: 1
host:
  irq: {default_smp_affinity: 0-1}
  workqueue: {cpumask: 0-2}
  sysctl:
    net.core.rps_default_mask: 2
    net.ipv4.conf.all.accept_redirects: 1
    net.ipv4.ip_forward: 1
interfaces:
  - match: {driver: igb}
    sysctl: {ipv4.conf.rp_filter: 2, ipv6.conf.accept_ra: 0}
"""
MASKS = ("/proc/irq/default_smp_affinity", "/sys/devices/virtual/workqueue/cpumask",
         "/proc/sys/net/core/rps_default_mask")


def masks(vm):
    return [int(vm.check_output(f"cat {path}").replace(",", ""), 16) for path in MASKS]


def everything(vm):
    listing = vm.check_output("sysctl -a 2>/dev/null | grep ^net | "
                              "grep -v -e random -e nf_conntrack_count | sort")
    return listing, masks(vm)


def scenario(lab, kernel):
    card = Igb()
    vm = lab.boot(kernel=kernel, cards=[card])
    install_netkeel(vm)
    name = vm.wait_up(card)
    vm.write("/root/host.yaml", WANTED)
    vm.run(f"sysctl -qw net.ipv4.conf.{name}.forwarding=1 net.ipv4.conf.all.accept_redirects=0")
    before = everything(vm)

    expect("apply", vm.run("netkeel apply /root/host.yaml")[0], 0)
    expect("the masks", masks(vm), [0x3, 0x7, 0x4])
    expect("forwarding, and what it resets after it",
           (sysctl(vm, "net.ipv4.ip_forward"), sysctl(vm, "net.ipv4.conf.all.accept_redirects")),
           ("1", "1"))
    expect("of the interface", (sysctl(vm, f"net.ipv4.conf.{name}.rp_filter"),
                                sysctl(vm, f"net.ipv6.conf.{name}.accept_ra")), ("2", "0"))
    rc, findings = check(vm, "/root/host.yaml")
    expect("as wanted", (rc, {each["status"] for each in findings.values()}), (0, {"ok"}))
    out = vm.check_output("netkeel apply --format json /root/host.yaml")
    expect("a second time changes nothing", '"changes": []' in out, True)

    vm.check_output(f"ip link set {name} down; ip link set {name} up")
    vm.wait_up(card)
    expect("interrupts that are requested anew start there",
           set(affinities(vm, name).values()), {"0-1"})

    vm.write("/root/beyond.yaml", "version: 1\nhost:\n  sysctl:\n"
                                  "    net.core.rps_default_mask: 4000\n")
    expect("a mask that Linux would refuse", vm.run("netkeel apply /root/beyond.yaml")[0], 1)
    expect("is not written", masks(vm)[2], 0x4)

    expect("rollback", vm.run("netkeel rollback")[0], 0)
    expect("everything is as it was", everything(vm), before)
