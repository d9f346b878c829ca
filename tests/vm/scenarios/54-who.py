# SPDX-License-Identifier: Apache-2.0
"""The recorder names who moved an interrupt: the real irqbalance, by its pid."""
import re

from lab import Igb, expect, install_netkeel, wait_until
from witness import await_unit

KERNELS = ["6.1", "6.12", "7.3"]

EVENTS = """
import sqlite3
file = sqlite3.connect("/var/lib/netkeel/recording.sqlite")
for place, text, pid in file.execute("SELECT place, text, pid FROM events WHERE kind = 'setting'"):
    print(f"{place}: {text} [{pid}]")
"""


def events(vm):
    return vm.check_output("python3 /root/events.py").splitlines()


def scenario(lab, kernel):
    card = Igb()
    vm = lab.boot(kernel=kernel, cards=[card])
    install_netkeel(vm)
    vm.write("/root/events.py", EVENTS)
    vm.write("/etc/default/irqbalance", 'IRQBALANCE_ARGS="-t 1"\n')
    name = vm.wait_up(card)
    # All on one CPU, which is nowhere that irqbalance would leave them.
    vm.check_output(f"for irq in $(ls /sys/class/net/{name}/device/msi_irqs); do "
                    "echo 3 > /proc/irq/$irq/smp_affinity_list; done")
    vm.check_output("systemctl enable --now netkeel-record.service")
    await_unit(vm, "netkeel-record.service")
    vm.check_output("systemctl start irqbalance.service")
    pid = vm.check_output("systemctl show -P MainPID irqbalance.service").strip()
    wait_until("irqbalance has moved a vector",
               lambda: any("(irqbalance)" in line for line in events(vm)), 90)
    told = [line for line in events(vm) if "/proc/irq/" in line]
    (lab.log_dir / "who").write_text("\n".join(told) + "\n")
    named = [line for line in told if f"by pid {pid} (irqbalance)" in line]
    expect("every one of them is irqbalance's", [line for line in told if line not in named], [])
    expect("from what to what", all(re.search(r": [\d,-]+ -> [\d,-]+, by pid", line)
                                    for line in named), True)
