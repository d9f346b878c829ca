# SPDX-License-Identifier: Apache-2.0
"""What ethtool, sysctl, cat and systemctl say inside a guest; netkeel is asked only in `check`."""
import json

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


def affinities(vm, name):
    """Vector name -> requested CPUs, by the interface's own interrupts; {} is the interface."""
    device = f"/sys/class/net/{name}/device"
    out = vm.check_output(
        f"for irq in $(ls {device}/msi_irqs 2>/dev/null || ls {device}/../msi_irqs); do "
        "echo $(cat /sys/kernel/irq/$irq/actions) $(cat /proc/irq/$irq/smp_affinity_list); done")
    return {vector.replace(name, "{}"): cpus
            for vector, cpus in (line.split() for line in out.splitlines())}


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
            raise Mismatch(f"{unit} failed:\n{journal(vm, unit)}")
        return seen == state
    wait_until(f"{unit} is {state}", arrived, timeout)


def journal(vm, unit):
    return vm.check_output(f"journalctl -b -o short-monotonic -u '{unit}'")
