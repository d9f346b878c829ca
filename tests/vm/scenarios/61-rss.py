# SPDX-License-Identifier: Apache-2.0
"""RSS tables, keys and hashed fields on ixgbe and igb, as ethtool(8) sees them: kept through resets, shrunk with the
channels, and put back as they were."""
from lab import Igb, Ixgbe, expect, install_netkeel
from witness import check, combined

KERNELS = ["6.1", "6.12", "7.3"]

HEAD = "version: 1\ninterfaces:\n  - match: {{driver: {}}}\n"
PROFILES = {
    "all": HEAD.format("ixgbe") + "    rings: {rx: 1024}\n    flow-hash: {udp4: sdfn, udp6: sdfn}\n"
                                  "    rss: {indirection: weight 3 1, key: symmetric}\n",
    "alike": HEAD.format("ixgbe") + "    rss: {indirection: weight 1 1}\n",
    "fewer": HEAD.format("ixgbe") + "    channels: {combined: 2}\n    rss: {indirection: [1, 0]}\n",
    "default": HEAD.format("igb") + "    rss: {indirection: default}\n",
    "igb": HEAD.format("igb") + "    flow-hash: {udp4: sdfn}\n    rss: {indirection: equal 2}\n",
    "xor": HEAD.format("igb") + "    rss: {indirection: equal 2, hash-function: xor}\n",
}
SYMMETRIC = ":".join(["6d:5a"] * 20)


def table(vm, name):
    lines = vm.check_output(f"ethtool -x {name}").split("RSS hash key")[0].splitlines()[1:]
    return [int(queue) for line in lines if ":" in line for queue in line.split(":")[1].split()]


def key(vm, name):
    """The line behind its head: a key, or why there is none."""
    return vm.check_output(f"ethtool -x {name}").split("RSS hash key:")[1].splitlines()[1].strip()


def fields(vm, name, flow="udp4"):
    return vm.check_output(f"ethtool -n {name} rx-flow-hash {flow}").splitlines()[1:]


def state(vm, name):
    return table(vm, name), key(vm, name), fields(vm, name), fields(vm, name, "udp6")


def apply(vm, profile, leave=True):
    """Its exit code and what it says."""
    words = "--allow-disruptive " if leave else ""
    rc, out, err = vm.run(f"netkeel apply {words}/root/{profile}.yaml")
    return rc, out + err


def kept_by_netkeel(vm, card, name):
    before = state(vm, name)
    rc, out = apply(vm, "all")
    expect("all of it, behind a reset", rc, 0)
    expect("the key is not told", "6d:5a:6d" in out, False)
    mine = state(vm, name)
    expect("the table", mine[0], [0] * 96 + [1] * 32)
    expect("the key", mine[1], SYMMETRIC)
    expect("the ports are hashed", ["L4 bytes" in "".join(each) for each in mine[2:]], [True, True])
    expect("again, nothing to do", "0 changed" in apply(vm, "all")[1], True)
    vm.check_output("netkeel capture /root/capture.tar")
    expect("no key in a capture", vm.run("grep -ac 6d:5a:6d /root/capture.tar")[1].strip(), "0")
    expect("but the table", vm.run("tar -xOf /root/capture.tar | grep -c '^indirection: 0 0 0'")[1]
           .strip() != "0", True)
    expect("rolled back", vm.run("netkeel rollback --allow-disruptive")[0], 0)
    vm.wait_up(card)
    expect("to what was", state(vm, name), before)


def forgotten_by_the_driver(vm, card, name):
    expect("set again", apply(vm, "all")[0], 0)
    vm.check_output(f"ip link set {name} down; ip link set {name} up")
    vm.wait_up(card)
    expect("ixgbe forgets the table", table(vm, name), [0, 1, 2, 3] * 32)
    rc, findings = check(vm, "/root/all.yaml")
    drift = [address for address, finding in findings.items() if finding["status"] != "ok"]
    expect("which is seen, and nothing else", (rc, drift), (2, [f"{name}/rss/indirection"]))
    resets = card.ask("counters")["resets"]
    expect("mended without leave", apply(vm, "all", leave=False)[0], 0)
    expect("and without a reset", card.ask("counters")["resets"], resets)
    expect("the table is back", table(vm, name), [0] * 96 + [1] * 32)
    expect("one that begins alike", apply(vm, "alike")[0], 0)
    expect("is set", table(vm, name), [0] * 64 + [1] * 64)
    expect("and the other one", apply(vm, "all")[0], 0)
    expect("as well", table(vm, name), [0] * 96 + [1] * 32)


def with_fewer_channels(vm, card, name):
    vm.check_output(f"ethtool -G {name} rx 2048")
    vm.wait_up(card)
    expect("the driver has made its own", table(vm, name), [0, 1, 2, 3] * 32)
    expect("and refuses fewer channels", vm.run(f"ethtool -L {name} combined 2")[0] != 0, True)
    expect("netkeel does both", apply(vm, "fewer")[0], 0)
    vm.wait_up(card)
    expect("channels and table", (combined(vm, name), table(vm, name)), (2, [1, 0] * 64))
    expect("rolled back", vm.run("netkeel rollback --allow-disruptive")[0], 0)
    vm.wait_up(card)
    expect("to what was", (combined(vm, name), table(vm, name)), (4, [0, 1, 2, 3] * 32))


def on_igb(vm, card, name):
    before = table(vm, name), fields(vm, name)
    expect("igb's own table is its default", check(vm, "/root/default.yaml")[0], 0)
    expect("set", apply(vm, "igb", leave=False)[0], 0)
    mine = table(vm, name), fields(vm, name)
    expect("the table", mine[0], [0, 1] * 64)
    expect("the ports are hashed", "L4 bytes" in "".join(mine[1]), True)
    vm.check_output(f"ip link set {name} down; ip link set {name} up")
    vm.wait_up(card)
    expect("igb forgets nothing", check(vm, "/root/igb.yaml")[0], 0)
    expect("rolled back", vm.run("netkeel rollback")[0], 0)
    expect("to what was", (table(vm, name), fields(vm, name)), before)
    rc, out = apply(vm, "xor", leave=False)
    expect("what it has not got keeps nothing else back",
           (rc, "immovable" in out, table(vm, name)), (2, True, [0, 1] * 64))


def scenario(lab, kernel):
    ixgbe, igb = Ixgbe(training=0.2), Igb()
    vm = lab.boot(kernel=kernel, cards=[ixgbe, igb])
    install_netkeel(vm)
    for name, profile in PROFILES.items():
        vm.write(f"/root/{name}.yaml", profile)
    name = vm.wait_up(ixgbe)
    kept_by_netkeel(vm, ixgbe, name)
    forgotten_by_the_driver(vm, ixgbe, name)
    with_fewer_channels(vm, ixgbe, name)
    on_igb(vm, igb, vm.wait_up(igb))
