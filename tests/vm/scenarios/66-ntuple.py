# SPDX-License-Identifier: Apache-2.0
"""ntuple rules on ixgbe, as ethtool(8) sees them: a feed goes where its rule says, others' rules stay, what a
driver loses comes back, and a rollback leaves what was there, each rule at its place."""
from lab import Igb, Ixgbe, expect, install_netkeel, wait_until
from witness import check, combined, not_ok, statistic

KERNELS = ["6.1", "6.12", "7.3"]

HEAD = "version: 1\ninterfaces:\n  - match: {{driver: {}}}\n"
FEED = "udp4 dst-ip 239.0.0.1 dst-port 30001"
THEIRS = "flow-type udp4 dst-ip 239.0.0.9 dst-port 9 action 1 loc 2045"
ETHER = "ether proto 0x88b5"


def write(vm, name, driver, text):
    vm.write(f"/root/{name}.yaml", HEAD.format(driver) + text)


def rules(vm, name):
    """Everything that ethtool says of them, by their places."""
    text = vm.check_output(f"ethtool -n {name}")
    return dict(part.split("\n", 1) for part in text.split("Filter: ")[1:])


def apply(vm, profile, leave=True):
    """Its exit code and what it says."""
    words = "--allow-disruptive " if leave else ""
    rc, out, err = vm.run(f"netkeel apply {words}/root/{profile}.yaml")
    return rc, out + err


def roll_back(vm, card, before=None):
    """The last apply, or all since the last one of that profile and with it."""
    run = ""
    if before:
        lines = vm.check_output("netkeel history").splitlines()
        run = [line.split()[0] for line in lines if line.endswith(f"/root/{before}.yaml")
               and " apply " in line][-1]
    expect("rolled back", vm.run(f"netkeel rollback --allow-disruptive {run}")[0], 0)
    vm.wait_up(card)


def queue_of_the_feed(vm, card, name):
    words = [f"rx_queue_{n}_packets" for n in range(4)]
    before = statistic(vm, name, *words)
    card.flood(50, rate=2000, burst=10)
    wait_until("all of them arrive",
               lambda: sum(statistic(vm, name, *words)) == sum(before) + 50)
    after = statistic(vm, name, *words)
    return next(n for n in range(4) if after[n] > before[n])


def beside_others(vm, card, name):
    untouched = rules(vm, name)
    queue = (queue_of_the_feed(vm, card, name) + 1) % 4
    write(vm, "alone", "ixgbe", f"    ntuple: {{{FEED}: queue {queue}}}\n")
    write(vm, "on", "ixgbe", "    features: {rx-ntuple-filter: on}\n"
                             f"    ntuple: {{{FEED}: queue {queue}}}\n")
    write(vm, "drop", "ixgbe", f"    ntuple: {{{FEED}: drop}}\n")
    rc, out = apply(vm, "alone")
    expect("refused while filters are off, and says what to do",
           (rc, "rx-ntuple-filter: on" in out, rules(vm, name)), (2, True, untouched))
    expect("with them on", apply(vm, "on")[0], 0)
    vm.wait_up(card)
    expect("the feed goes there", queue_of_the_feed(vm, card, name), queue)
    roll_back(vm, card)
    expect("and it is gone", rules(vm, name), untouched)
    vm.check_output(f"ethtool -K {name} ntuple on")
    vm.wait_up(card)
    vm.check_output(f"ethtool -N {name} {THEIRS}")
    before = rules(vm, name)
    expect("beside somebody else's, without a reset", apply(vm, "alone", leave=False)[0], 0)
    mine = rules(vm, name)
    expect("theirs is as it was, ours in the next place",
           (mine["2045"], sorted(mine)), (before["2045"], ["2044", "2045"]))
    expect("again, nothing to do", "0 changed" in apply(vm, "alone")[1], True)
    expect("dropped instead", apply(vm, "drop", leave=False)[0], 0)
    expect("at the same place", "Action: Drop" in rules(vm, name)["2044"], True)
    roll_back(vm, card)
    expect("to the queue again", rules(vm, name), mine)
    roll_back(vm, card, before="alone")
    expect("and to theirs alone", rules(vm, name), before)


def lost_and_found(vm, card, name):
    expect("set again", apply(vm, "alone")[0], 0)
    said = vm.run("netkeel lint /root/alone.yaml")[1]
    expect("lint says that it does not last", "ntuple-lost-at-close" in said, True)
    vm.check_output(f"ip link set {name} down; ip link set {name} up")
    vm.wait_up(card)
    expect("ixgbe forgets all rules", rules(vm, name), {})
    rc, findings = check(vm, "/root/alone.yaml")
    expect("which is seen", (rc, not_ok(findings)), (2, [f"{name}/ntuple/{FEED}"]))
    resets = card.ask("counters")["resets"]
    expect("mended without leave", apply(vm, "alone", leave=False)[0], 0)
    expect("and without a reset", (card.ask("counters")["resets"], sorted(rules(vm, name))),
           (resets, ["2045"]))
    vm.check_output(f"ethtool -N {name} delete 2045")


def with_fewer_channels(vm, card, name):
    vm.check_output(f"ethtool -N {name} {THEIRS}")
    before = rules(vm, name)
    write(vm, "fewer", "ixgbe", f"    channels: {{combined: 2}}\n    ntuple: {{{FEED}: queue 1}}\n")
    said = vm.run("netkeel lint /root/fewer.yaml")[1]
    expect("lint says what becomes of theirs", "ntuple-lost-with-channels" in said, True)
    rc, out = apply(vm, "fewer")
    expect("fewer channels, and says what the driver did",
           (rc, "the reset deleted 1 rule of others; it is back as it was" in out), (0, True))
    vm.wait_up(card)
    now = rules(vm, name)
    expect("theirs is as it was, ours beside it",
           (combined(vm, name), len(now), now["2045"]), (2, 2, before["2045"]))
    roll_back(vm, card)
    expect("theirs again, at its place", (combined(vm, name), rules(vm, name)), (4, before))


def in_the_way(vm, card, name):
    vm.check_output(f"ethtool -N {name} flow-type udp4 dst-ip 239.0.0.8 dst-port 8 action 3 loc 9")
    before = rules(vm, name)
    resets = card.ask("counters")["resets"]
    rc, out = apply(vm, "fewer")
    expect("a rule of theirs to a queue that goes is a refusal, and no reset",
           (rc, "could not stay" in out, combined(vm, name), rules(vm, name),
            card.ask("counters")["resets"]), (3, True, 4, before, resets))


def on_igb(vm, name):
    """82576, which QEMU has: igb takes rules of i350 and newer only."""
    write(vm, "ether", "igb", f"    ntuple: {{{ETHER}: queue 0}}\n")
    rc, out = apply(vm, "ether", leave=False)
    expect("refused, with the kernel's words and nothing changed",
           (rc, "Operation not supported" in out, "0 changed" in out, rules(vm, name)),
           (2, True, True, {}))


def scenario(lab, kernel):
    ixgbe, igb = Ixgbe(training=0.2), Igb()
    vm = lab.boot(kernel=kernel, cards=[ixgbe, igb])
    install_netkeel(vm)
    name = vm.wait_up(ixgbe)
    vm.check_output(f"ip maddress add 01:00:5e:00:00:01 dev {name}")
    beside_others(vm, ixgbe, name)
    lost_and_found(vm, ixgbe, name)
    with_fewer_channels(vm, ixgbe, name)
    in_the_way(vm, ixgbe, name)
    on_igb(vm, vm.wait_up(igb))
