# SPDX-License-Identifier: Apache-2.0
"""What ethtool, sysctl, cat and systemctl say inside a guest; netkeel is asked only in `check`."""
import json
from pathlib import Path

from lab import Mismatch, expect, wait_until

PROFILE = "/etc/netkeel/profile.yaml"


def ring(vm, name):
    """Current rx and tx ring."""
    lines = vm.check_output(f"ethtool -g {name}").split("Current")[1].splitlines()
    return {key: int(line.split()[1]) for line in lines
            for key in ("RX", "TX") if line.startswith(key + ":")}


def combined(vm, name):
    lines = vm.check_output(f"ethtool -l {name}").split("Current")[1].splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Combined:"))


def sysctl(vm, key):
    return vm.check_output(f"sysctl -n {key}")


def affinities(vm, name, file="smp_affinity_list"):
    """Vector name -> requested CPUs, by the interface's own interrupts; {} is the interface. Those
    without a handler, as while it is down, are left out."""
    device = f"/sys/class/net/{name}/device"
    out = vm.check_output(
        f"for irq in $(ls {device}/msi_irqs 2>/dev/null || ls {device}/../msi_irqs); do "
        f"echo $(cat /sys/kernel/irq/$irq/actions) $(cat /proc/irq/$irq/{file}); done")
    named = [words for words in map(str.split, out.splitlines()) if len(words) == 2]
    return {vector.replace(name, "{}"): cpus for vector, cpus in named}


def carrier_changes(vm, name):
    return int(vm.check_output(f"cat /sys/class/net/{name}/carrier_changes"))


def settled_carrier_changes(vm, name, seconds=4):
    """Its carrier_changes once they have been the same for so long and the link is up."""
    return int(vm.check_output(
        f"cd /sys/class/net/{name}; same=0; last=; "
        f"while [ $same -lt {seconds} ]; do sleep 1; now=$(cat carrier_changes); "
        "if [ \"$now\" = \"$last\" ] && [ $(cat carrier) = 1 ]; then same=$((same + 1)); "
        "else same=0; fi; last=$now; done; echo $last", timeout=90))


def check(vm, *arguments):
    """The exit code of `netkeel check`, and its findings by address."""
    rc, out, err = vm.run(f"netkeel check --format json {' '.join(arguments)}")
    expect("check gives a report", rc in (0, 2), True)
    return rc, {finding["address"]: finding for finding in json.loads(out)["findings"]}


def not_ok(findings):
    return sorted(address for address, finding in findings.items()
                  if finding["status"] not in ("ok", "clamped"))


def enable(vm):
    vm.check_output("systemctl enable netkeel.service")


def await_unit(vm, unit, state="active", timeout=90):
    """Waits until a oneshot unit has done its work, or has failed."""
    def arrived():
        seen = vm.run(f"systemctl is-active {unit}")[1].strip()
        if seen == "failed" and state != "failed":
            raise Mismatch(f"{unit} failed:\n{journal(vm, 'netkeel*')}")
        return seen == state
    wait_until(f"{unit} is {state}", arrived, timeout)


def journal(vm, unit):
    return vm.check_output(f"journalctl -b -o short-monotonic -u '{unit}'")


def statistic(vm, name, *counters):
    """Counters of `ethtool -S`, by name."""
    values = dict(line.split(": ") for line in vm.check_output(f"ethtool -S {name}").splitlines()
                  if ": " in line and line[0] == " ")
    values = {key.strip(): int(value) for key, value in values.items()}
    return values[counters[0]] if len(counters) == 1 else [values[key] for key in counters]


def underway(vm, card, name):
    """Frames that an Ixgbe has accepted and its driver not yet, but for a constant: the driver's
    counts start anew with its queues, the model's do not."""
    count = card.ask("counters")
    accepted = count["received"] - count["missed"] - count["no_descriptor"]
    return accepted - statistic(vm, name, "rx_packets")


def softnet(vm, column):
    """A column of /proc/net/softnet_stat by CPU: 0 processed, 1 dropped, 2 time_squeeze."""
    rows = [line.split() for line in vm.check_output("cat /proc/net/softnet_stat").splitlines()]
    return {int(row[12], 16): int(row[column], 16) for row in rows}


def udp(vm, counter):
    """A counter of /proc/net/snmp: InDatagrams, RcvbufErrors, ..."""
    names, values = (line.split() for line in
                     vm.check_output("grep ^Udp: /proc/net/snmp").splitlines())
    return int(values[names.index(counter)])


class Receiver:
    """feed_receiver.py in the guest."""

    def __init__(self, vm, name, group="239.0.0.1", port=30001, cpu=""):
        self.vm = vm
        vm.copy_in(Path(__file__).with_name("feed_receiver.py"))
        pin = f"taskset -c {cpu} " if cpu != "" else ""
        self.pid = vm.background(
            f"exec {pin}python3 /root/feed_receiver.py {name} {group} {port}", "/root/receiver.log")
        wait_until("the receiver listens", lambda: "ready" in vm.run("cat /root/receiver.log")[1])

    def end(self):
        """Waits until its socket is empty; what it has seen."""
        wait_until("the receiver has read everything", lambda: self.queued() == 0, 60)
        self.vm.check_output(f"kill {self.pid}")
        wait_until("the receiver reports", lambda: "{" in self.vm.run("cat /root/receiver.log")[1])
        return json.loads(self.vm.check_output("tail -1 /root/receiver.log"))

    def queued(self):
        """Bytes in sockets of UDP."""
        lines = self.vm.check_output("cat /proc/net/udp").splitlines()[1:]
        return sum(int(line.split()[4].split(":")[1], 16) for line in lines)
