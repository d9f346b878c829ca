# SPDX-License-Identifier: Apache-2.0
"""The real irqbalance and tuned undo an apply and are named; with the remedies of coexist they do not."""
import time

from lab import Igb, expect, install_netkeel, wait_until
from witness import PROFILE, affinities, check, not_ok, sysctl

KERNELS = ["6.12"]

# All on one CPU, which is nowhere that irqbalance would leave eight of them.
FEED = """
version: 1
host:
  sysctl: {net.core.netdev_budget: 600, net.core.netdev_budget_usecs: {at-least: 2000}}
interfaces:
  - match: {driver: igb}
    channels: {combined: 4}
    irq: {affinity: pool, cpus: 3}
"""
TUNED = "[main]\nsummary=lab\n\n[sysctl]\nnet.core.netdev_budget=450\n"
BUDGET = "host/sysctl/net.core.netdev_budget"


def queues(vm, name):
    return {vector: cpus for vector, cpus in affinities(vm, name).items() if vector != "{}"}


def hold(vm, name, seconds):
    """The pins stay for so long, whenever irqbalance is made to place everything anew."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        vm.check_output("systemctl kill --signal=HUP irqbalance.service")
        time.sleep(5)
        expect("pinned", set(queues(vm, name).values()), {"3"})
    rc, findings = check(vm)
    expect("check", (rc, not_ok(findings)), (0, []))


def irq_findings(findings):
    return {address: finding for address, finding in findings.items() if "/irq/" in address}


def scenario(lab, kernel):
    card = Igb()
    vm = lab.boot(kernel=kernel, cards=[card])
    install_netkeel(vm)
    vm.write(PROFILE, FEED)
    vm.write("/etc/default/irqbalance", 'IRQBALANCE_ARGS="-t 1"\n')
    name = vm.wait_up(card)
    expect("apply", vm.run("netkeel apply --allow-disruptive")[0], 0)
    expect("pinned", set(queues(vm, name).values()), {"3"})

    # Without the remedy.
    vm.check_output("systemctl start irqbalance.service")
    wait_until("irqbalance moves vectors", lambda: set(queues(vm, name).values()) != {"3"}, 60)
    rc, findings = check(vm)
    expect("check", rc, 2)
    for address, finding in irq_findings(findings).items():
        expect(address, finding["status"], lambda status: status in ("drift", "conflict"))
        expect(address, finding["reason"], lambda reason: "irqbalance (pid" in reason)
    expect("an apply pins them, and says that they are not safe", vm.run("netkeel apply")[0], 2)

    # With it.
    installed = vm.check_output("netkeel coexist --install")
    expect("files", installed.count("wrote"), 2)
    vm.check_output("systemctl daemon-reload; systemctl restart irqbalance.service")
    again = vm.check_output("netkeel coexist --install")
    expect("a second install changes nothing", ("wrote" in again, "then run" in again), (False, False))
    arguments = vm.check_output("tr '\\0' ' ' </proc/$(pidof irqbalance)/cmdline")
    expect("the operator's arguments are kept", arguments,
           lambda text: "-t 1" in text and "--policyscript=/etc/netkeel" in text)
    wait_until("apply", lambda: vm.run("netkeel apply")[0] == 0, 30)
    hold(vm, name, 60)

    # Other queues, other numbers.
    vm.check_output(f"ethtool -L {name} combined 2")
    vm.wait_up(card)
    vm.run("netkeel apply --allow-disruptive")
    vm.wait_up(card)
    expect("apply", vm.run("netkeel apply")[0], 0)
    hold(vm, name, 30)

    # tuned.
    vm.check_output("mkdir -p /etc/tuned/lab")
    vm.write("/etc/tuned/lab/tuned.conf", TUNED)
    vm.check_output("systemctl start tuned.service && tuned-adm profile lab", timeout=180)
    wait_until("tuned sets it", lambda: sysctl(vm, "net.core.netdev_budget") == "450", 60)
    rc, findings = check(vm)
    expect("check", rc, 2)
    expect("reason", findings[BUDGET]["reason"],
           lambda reason: "tuned (pid" in reason and "/etc/tuned/lab/tuned.conf:5" in reason)
    vm.check_output("netkeel coexist --install")
    vm.check_output("tuned-adm profile netkeel", timeout=180)
    wait_until("tuned sets ours", lambda: sysctl(vm, "net.core.netdev_budget") == "600", 60)
    rc, findings = check(vm)
    expect("check", (rc, not_ok(findings)), (0, []))

    removed = vm.check_output("netkeel coexist --remove")
    expect("removed", removed.count("removed"), 3)
