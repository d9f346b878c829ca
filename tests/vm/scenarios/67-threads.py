# SPDX-License-Identifier: Apache-2.0
"""Threads of igb's and virtio-net's NAPIs and ksoftirqd, by a shell and by the unit with its sandbox; a
device that stays awake."""
from lab import Igb, VirtioNet, expect, install_netkeel
from witness import check, enable

KERNELS = ["6.12", "7.3"]

WANTED = """
version: 1
host:
  ksoftirqd: {policy: fifo, priority: 11}
interfaces:
  - match: {driver: [igb, virtio_net]}
    napi: {threaded: on}
    napi-threads: {affinity: one-to-one, cpus: 0-1, policy: fifo, priority: 45}
  - match: {driver: igb}
    power: {control: on}
"""


def threads(vm, name):
    """(CPUs, policy and priority) of each thread of its NAPIs, by their names: nobody has renamed."""
    seen = vm.check_output(
        f"for comm in $(grep -l '^napi/{name}-' /proc/[0-9]*/comm); do pid=$(basename "
        "$(dirname $comm)); echo $(taskset -cp $pid | sed 's/.*: //') "
        "$(awk '{print $41, $40}' /proc/$pid/stat); done; true")
    return sorted(tuple(line.split()) for line in seen.splitlines())


def listed(vm, name):
    """Those of NAPIs that Linux lists: virtio-net's for sending have no number, and are not seen."""
    seen = threads(vm, name)
    driver = vm.check_output(f"readlink /sys/class/net/{name}/device/driver").split("/")[-1]
    return [thread for thread in seen if driver != "virtio_net" or thread[1:] != ("0", "0")]


def kernel_threads(vm, names):
    """Policy, priority and CPUs of the kernel's own of these names."""
    return vm.check_output(f"for pid in $(pgrep '^({names})/'); do echo $(cat /proc/$pid/comm) "
                           "$(awk '{print $41, $40}' /proc/$pid/stat) "
                           "$(taskset -cp $pid | sed 's/.*: //'); done").splitlines()


def control(vm, name):
    return vm.check_output(f"cat /sys/class/net/{name}/device/power/control").strip()


def scenario(lab, kernel):
    igb, virtio = Igb(), VirtioNet()
    vm = lab.boot(kernel=kernel, cards=[igb, virtio])
    install_netkeel(vm)
    names = [vm.wait_up(card) for card in (igb, virtio)]
    vm.write("/root/threads.yaml", WANTED)
    vm.check_output(f"echo auto >/sys/class/net/{names[0]}/device/power/control")
    softirq, others = (kernel_threads(vm, names) for names in ("ksoftirqd", "migration|cpuhp"))

    expect("none yet", [threads(vm, name) for name in names], [[], []])
    expect("applied", vm.run("netkeel apply /root/threads.yaml")[0], 0)
    for name in names:
        expect("each SCHED_FIFO 45 on one CPU", {thread[1:] for thread in listed(vm, name)},
               {("1", "45")})
        expect("on one of the CPUs", {thread[0] for thread in listed(vm, name)},
               lambda seen: seen <= {"0", "1"})
    expect("igb's on both", {thread[0] for thread in threads(vm, names[0])}, {"0", "1"})
    expect("ksoftirqd", {line.split(maxsplit=1)[1][:4] for line in kernel_threads(vm, "ksoftirqd")},
           {"1 11"})
    expect("awake", control(vm, names[0]), "on")
    expect("nothing to do", "0 changed" in vm.check_output("netkeel apply /root/threads.yaml"), True)
    rc, findings = check(vm, "/root/threads.yaml")
    expect("compliant", (rc, {each["status"] for each in findings.values()}), (0, {"ok"}))

    expect("rolled back", vm.run("netkeel rollback --allow-disruptive", timeout=120)[0], 0)
    expect("may sleep again", control(vm, names[0]), "auto")
    expect("ksoftirqd as before", kernel_threads(vm, "ksoftirqd"), softirq)
    expect("no other thread was touched", kernel_threads(vm, "migration|cpuhp"), others)

    # Other queues have other threads.
    expect("and again", vm.run("netkeel apply /root/threads.yaml")[0], 0)
    vm.check_output(f"ethtool -L {names[0]} combined 2; sleep 3")
    expect("pins are lost", check(vm, "/root/threads.yaml")[0], 2)
    expect("set again", vm.run("netkeel apply /root/threads.yaml")[0], 0)

    # The unit gives up more than a shell does.
    vm.check_output("rm -rf /var/lib/netkeel/*; cp /root/threads.yaml /etc/netkeel/profile.yaml")
    enable(vm)
    vm.check_output("systemctl restart netkeel")
    expect("by the unit", check(vm, "/etc/netkeel/profile.yaml")[0], 0)
    for name in names:
        expect("each", {thread[1:] for thread in listed(vm, name)}, {("1", "45")})
