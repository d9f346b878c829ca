# SPDX-License-Identifier: Apache-2.0
"""NAPIs of igb and virtio-net, all alike and one by one; igb's MTU, which resets it; XPS by queue."""
from lab import Igb, VirtioNet, expect, install_netkeel
from witness import carrier_changes, check, settled_carrier_changes

KERNELS = ["6.1", "6.12", "7.3"]

ALIKE = """
version: 1
interfaces:
  - match: {driver: [igb, virtio_net]}
    napi: {threaded: on, gro_flush_timeout: 200000, napi_defer_hard_irqs: 100}
"""
SINGLE = """
version: 1
interfaces:
  - match: {driver: [igb, virtio_net]}
    napi-set: {threaded: on, gro-flush-timeout: 100000, defer-hard-irqs: 7, irq-suspend-timeout: 20000000}
"""
OFF = """
version: 1
interfaces:
  - match: {driver: [igb, virtio_net]}
    napi: {threaded: off}
"""
SIZES = """
version: 1
interfaces:
  - match: {driver: igb}
    link: {mtu: 3000, txqueuelen: 2000, gso_max_size: 32768, gro_max_size: 32768}
    queues: {xps_rxqs: one-to-one}
"""
FILES = ("threaded", "gro_flush_timeout", "napi_defer_hard_irqs")


def files(vm, name):
    return tuple(vm.check_output(f"cat /sys/class/net/{name}/{file}").strip() for file in FILES)


def threads(vm, name):
    """How many of its NAPIs' threads there are, by their names."""
    return int(vm.check_output(f"cat /proc/[0-9]*/comm | grep -c '^napi/{name}-'; true"))


def sizes(vm, name):
    folder = f"/sys/class/net/{name}"
    text = vm.check_output(f"cat {folder}/mtu {folder}/tx_queue_len; ip -d link show {name}; "
                           f"cat {folder}/queues/tx-*/xps_rxqs")
    words = text.split()
    rxqs = words[words.index("gro_max_size") + 2:][-4:]
    return (words[0], words[1], words[words.index("gso_max_size") + 1],
            words[words.index("gro_max_size") + 1], [int(mask, 16) for mask in rxqs])


def statuses(findings):
    return {finding["status"] for finding in findings.values()}


def alike(vm, names):
    before = {name: files(vm, name) for name in names}
    expect("applied", vm.run("netkeel apply /root/alike.yaml")[0], 0)
    for name in names:
        expect("all files", files(vm, name), ("1", "200000", "100"))
        expect("a thread for a NAPI", threads(vm, name), lambda seen: seen >= 1)
    rc, findings = check(vm, "/root/alike.yaml")
    expect("compliant", (rc, statuses(findings)), (0, {"ok"}))
    expect("nothing to do", "0 changed" in vm.check_output("netkeel apply /root/alike.yaml"), True)
    expect("rolled back", vm.run("netkeel rollback")[0], 0)
    expect("as before", {name: files(vm, name) for name in names}, before)


def single(vm, names, kernel):
    rc, findings = check(vm, "/root/single.yaml")
    if kernel != "7.3":
        expect("no values of a single NAPI", (rc, statuses(findings)), (2, {"unsupported"}))
        return
    expect("each NAPI an address", (rc, len(findings) >= 4 * 4, statuses(findings)),
           (2, True, {"drift"}))
    expect("applied", vm.run("netkeel apply /root/single.yaml")[0], 0)
    expect("as wanted", check(vm, "/root/single.yaml")[0], 0)
    for name in names:
        expect("the files do not show it", files(vm, name), ("0", "0", "0"))
        expect("but threads do", threads(vm, name), lambda seen: seen >= 1)
        vm.check_output(f"ip link set {name} down; sleep 1; ip link set {name} up; sleep 3")
    # Both drivers have values that outlive their NAPIs (netif_napi_add_config).
    expect("kept over down and up", check(vm, "/root/single.yaml")[0], 0)
    rc, findings = check(vm, "/root/off.yaml")
    expect("the file is as wanted, and that is drift", (rc, statuses(findings)), (2, {"drift"}))
    expect("all off", vm.run("netkeel apply /root/off.yaml")[0], 0)
    expect("off", (check(vm, "/root/off.yaml")[0], check(vm, "/root/single.yaml")[0]), (0, 2))
    expect("rolled back", vm.run("netkeel rollback")[0], 0)
    expect("each as it was", check(vm, "/root/single.yaml")[0], 0)


def links(vm, igb, name):
    vm.check_output("rm -rf /var/lib/netkeel/*")
    before = sizes(vm, name)
    changes = settled_carrier_changes(vm, name)
    out = vm.run("netkeel apply /root/sizes.yaml")[1]
    expect("an MTU is held without leave", ("held" in out, sizes(vm, name)[0]), (True, "1500"))
    expect("applied", vm.run("netkeel apply --allow-disruptive /root/sizes.yaml", timeout=120)[0], 0)
    vm.wait_up(igb)
    expect("as wanted", sizes(vm, name), ("3000", "2000", "32768", "32768", [1, 2, 4, 8]))
    expect("igb resets for an MTU", carrier_changes(vm, name) > changes, True)
    expect("compliant", check(vm, "/root/sizes.yaml")[0], 0)
    # To before the run without leave, which did all but the MTU.
    rc, _, err = vm.run("netkeel rollback --allow-disruptive 1", timeout=120)
    expect("rolled back", (rc, err), (0, ""))
    vm.wait_up(igb)
    expect("as before", sizes(vm, name), before)


def scenario(lab, kernel):
    igb, virtio = Igb(), VirtioNet()
    vm = lab.boot(kernel=kernel, cards=[igb, virtio])
    install_netkeel(vm)
    names = [vm.wait_up(card) for card in (igb, virtio)]
    for word, text in (("alike", ALIKE), ("single", SINGLE), ("off", OFF), ("sizes", SIZES)):
        vm.write(f"/root/{word}.yaml", text)
    alike(vm, names)
    single(vm, names, kernel)
    links(vm, igb, names[0])
