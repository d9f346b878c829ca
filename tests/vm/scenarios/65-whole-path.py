# SPDX-License-Identifier: Apache-2.0
"""One profile of every section on ixgbe, igb and virtio-net: applied, audited by ethtool(8) and ip(8), put back."""
from lab import Igb, Ixgbe, VirtioNet, expect, install_netkeel
from witness import affinities, check, combined, not_ok, ring, sysctl

KERNELS = ["6.12", "7.3"]

PROFILE = """
version: 1
name: whole-path
cpu-sets: {app: 3, rx: online except app}
host:
  - sysctl: {net.core.netdev_budget: 600, net.core.netdev_budget_usecs: 16000,
             net.core.rps_sock_flow_entries: 4096}
    irq: {default_smp_affinity: rx}
    workqueue: {cpumask: rx}
    ksoftirqd: {policy: fifo, priority: 2}
    boot: {mitigations: "off", nosmt: absent, skew_tick: {value: absent, audit: true}}
    modules: {virtio_net.parameters.napi_tx: Y}
  - when: {kernel: {at-least: "6.1"}, virtual: true}
    sysctl: {net.core.dev_weight: 128}
  - when: {virtual: false}
    sysctl: {net.core.dev_weight: 32}
interfaces:
  - match: {driver: [ixgbe, igb]}
    driver: {version: {at-least: "6.1"}}
    power: {control: on}
    channels: {combined: 2}
    rings: {rx: 1024, tx: 1024}
    pause: {autoneg: off, rx: off, tx: off}
    link: {mtu: 3000, txqueuelen: 2000}
    sysctl: {ipv4.conf.rp_filter: 2}
    private-flags: {legacy-rx: on}
    features: {gro: off, rx-vlan-filter: on}
    coalesce: {rx-usecs: 50}
    flow-hash: {udp4: sdfn}
    rss: {indirection: weight 3 1}
    napi: {gro_flush_timeout: 20000, napi_defer_hard_irqs: 2, threaded: on}
    napi-threads: {affinity: one-to-one, cpus: rx, policy: fifo, priority: 45}
    queues: {xps_rxqs: one-to-one, rps_cpus: rx, rps_flow_cnt: 1024}
    irq: {affinity: one-to-one, cpus: rx}
  - match: {driver: ixgbe}
    features: {rx-ntuple-filter: on}
    ntuple: {udp4 dst-ip 239.0.0.1 dst-port 30001: queue 1}
  - match: {driver: virtio_net}
    when: {kernel: {at-least: "6.13"}}
    napi-set: {irq-suspend-timeout: 100000}
  - match: {driver: virtio_net}
    link: {mtu: 1400}
    features: {tso: off}
    napi: {gro_flush_timeout: 20000}
    queues: {rps_cpus: rx}
    sysctl: {ipv4.conf.arp_ignore: 1}
"""


def seen(vm, name):
    """What others say of an interface: the fields that count nothing."""
    tools = " ; ".join(f"ethtool {flag} {name}" for flag in
                       ("-l", "-g", "-a", "-c", "-k", "-x", "-n", "--show-priv-flags"))
    folder = f"/sys/class/net/{name}"
    return vm.check_output(
        f"{{ {tools} ; ethtool -n {name} rx-flow-hash udp4 ; }} 2>&1; ip -d link show {name}; "
        f"sysctl net.ipv4.conf.{name} net.ipv6.conf.{name} 2>/dev/null | grep -v -e stable_secret; "
        f"cd {folder}; grep -s . gro_flush_timeout napi_defer_hard_irqs threaded "
        "queues/*/* device/power/control; true")


def of_host(vm):
    return vm.check_output("sysctl net.core net.ipv4.ip_forward 2>/dev/null; "
                           "cat /proc/irq/default_smp_affinity /sys/devices/virtual/workqueue/cpumask; "
                           "for pid in $(pgrep '^ksoftirqd/'); do "
                           "echo $(cat /proc/$pid/comm) $(awk '{print $41, $40}' /proc/$pid/stat); done")


def words_of(vm, command):
    return " ".join(vm.check_output(command).split())


def audit(vm, name):
    """The card by the words of others."""
    folder = f"/sys/class/net/{name}"
    expect("channels", combined(vm, name), 2)
    expect("rings", ring(vm, name), {"RX": 1024, "TX": 1024})
    table = vm.check_output(f"ethtool -x {name}").split("RSS hash key")[0].splitlines()[1:]
    queues = [int(word) for line in table if ":" in line for word in line.split(":")[1].split()]
    expect("table", queues, [0] * 96 + [1] * 32)
    expect("ports are hashed", "L4 bytes 0" in
           vm.check_output(f"ethtool -n {name} rx-flow-hash udp4"), True)
    expect("moderation", "rx-usecs: 50" in words_of(vm, f"ethtool -c {name}"), True)
    expect("gro", "generic-receive-offload: off" in vm.check_output(f"ethtool -k {name}"), True)
    flags = words_of(vm, f"ethtool --show-priv-flags {name}").replace(" :", ":")
    expect("flag", "legacy-rx: on" in flags, True)
    words = vm.check_output(f"ip link show {name}").split()
    expect("mtu and queue", (words[words.index("mtu") + 1], words[words.index("qlen") + 1]),
           ("3000", "2000"))
    expect("reverse path", sysctl(vm, f"net.ipv4.conf.{name}.rp_filter"), "2")
    masks = vm.check_output(f"cat {folder}/queues/rx-1/rps_cpus {folder}/queues/tx-1/xps_rxqs")
    expect("steering", [int(mask.replace(",", ""), 16) for mask in masks.split()], [7, 2])
    expect("gro", vm.check_output(f"cat {folder}/gro_flush_timeout"), "20000")
    # igb has a vector for each direction of so few queues, ixgbe one for both.
    pins = {vector: cpus for vector, cpus in affinities(vm, name).items() if vector[-1].isdigit()}
    expect("interrupts", pins, {vector: vector[-1] for vector in pins})
    threads = vm.check_output(
        f"for comm in $(grep -l '^napi/{name}-' /proc/[0-9]*/comm); do "
        "awk '{print $41, $40}' $(dirname $comm)/stat; done").splitlines()
    expect("threads", set(threads), {"1 45"})


def scenario(lab, kernel):
    ixgbe, igb, virtio = Ixgbe(training=0.2), Igb(), VirtioNet()
    vm = lab.boot(kernel=kernel, cards=[ixgbe, igb, virtio])
    install_netkeel(vm)
    names = [vm.wait_up(card) for card in (ixgbe, igb, virtio)]
    vm.write("/root/p.yaml", PROFILE)
    before = of_host(vm), [seen(vm, name) for name in names], \
        [affinities(vm, name) for name in names[:2]]
    rc, out, err = vm.run("netkeel apply --allow-disruptive /root/p.yaml", timeout=240)
    expect("applied", (rc, out + err if rc else ""), (0, ""))
    for card in (ixgbe, igb):
        audit(vm, vm.wait_up(card))
    rules = vm.check_output(f"ethtool -n {names[0]}")
    expect("rule", ("Dest port: 30001" in rules, "Direct to queue 1" in rules), (True, True))
    expect("ksoftirqd", " 1 2" in of_host(vm).splitlines()[-1], True)
    # An idle queue's interrupt moves with its next one, which is as wanted.
    rc, findings = check(vm, "/root/p.yaml")
    expect("all as wanted", (rc, [address for address in not_ok(findings)
                                  if findings[address]["status"] != "pending"]), (0, []))
    expect("the variant that is for it", sysctl(vm, "net.core.dev_weight"), "128")
    expect("again, nothing to do",
           "0 changed" in vm.check_output("netkeel apply --allow-disruptive /root/p.yaml"), True)
    expect("rolled back", vm.run("netkeel rollback --allow-disruptive", timeout=240)[0], 0)
    for card in (ixgbe, igb, virtio):
        vm.wait_up(card)
    after = of_host(vm), [seen(vm, name) for name in names], \
        [affinities(vm, name) for name in names[:2]]
    expect("the host as it was", after[0], before[0])
    for name, now, then in zip(names, after[1], before[1]):
        expect(f"{name} as it was", sorted(set(now.splitlines()) ^ set(then.splitlines())), [])
    expect("interrupts as they were", after[2], before[2])
