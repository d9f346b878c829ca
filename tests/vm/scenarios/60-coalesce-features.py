# SPDX-License-Identifier: Apache-2.0
"""Interrupt moderation, features and private flags on igb, ixgbe and virtio: set, judged, reset only where the driver resets, and put back to the letter."""
from lab import Igb, Ixgbe, VirtioNet, expect, install_netkeel
from witness import carrier_changes, check, settled_carrier_changes

KERNELS = ["6.1", "6.12", "7.3"]

PROFILE = "version: 1\ninterfaces:\n  - match: {{driver: {}}}\n{}"
TSO = "tx-tcp-segmentation"


def seen(vm, name):
    """All that ethtool(8) says of the three."""
    return vm.check_output(f"ethtool -c {name}; ethtool -k {name}; "
                           f"ethtool --show-priv-flags {name} 2>&1; true")


def value(vm, name, flag, word):
    lines = vm.check_output(f"ethtool {flag} {name}").splitlines()
    return next(line.split(":")[1].strip() for line in lines
                if line.split(":")[0].strip() == word)


class Card:
    """One interface, its profiles and what came of them."""

    def __init__(self, vm, name, driver):
        self.vm, self.name, self.driver = vm, name, driver
        self.before = seen(vm, name)

    def apply(self, sections, leave=False):
        self.vm.write("/root/p.yaml", PROFILE.format(
            self.driver, "".join(f"    {line}\n" for line in sections)))
        return self.vm.run(f"netkeel apply {'--allow-disruptive ' if leave else ''}/root/p.yaml")[0]

    def findings(self):
        rc, findings = check(self.vm, "/root/p.yaml")
        return rc, {address.split("/", 1)[1]: (finding["status"], finding.get("reason", ""))
                    for address, finding in findings.items()}

    def status(self, key):
        return self.findings()[1][key][0]

    def usecs(self):
        return value(self.vm, self.name, "-c", "rx-usecs")

    def again(self):
        out = self.vm.run("netkeel apply --allow-disruptive /root/p.yaml")[1]
        expect(f"{self.driver}: nothing to do again", out.count("0 changed"), 1)

    def roll_back(self):
        """Before the first apply: the history begins anew with each card."""
        expect(f"{self.driver}: rolled back",
               self.vm.run("netkeel rollback --allow-disruptive 1")[0], 0)
        expect(f"{self.driver}: to the letter", seen(self.vm, self.name), self.before)
        self.vm.check_output("rm -rf /var/lib/netkeel/*")


def igb(card):
    vm, name = card.vm, card.name
    expect("igb begins with 3, dynamic", card.usecs(), "3")
    changes = settled_carrier_changes(vm, name)
    expect("igb: times and features need no leave",
           card.apply(["coalesce: {rx-usecs: 50, tx-usecs: 60}", 'features: {tso: off, gro: off}']), 0)
    expect("igb: set", (card.usecs(), value(vm, name, "-c", "tx-usecs"), value(vm, name, "-k", TSO),
                        value(vm, name, "-k", "generic-receive-offload")), ("50", "60", "off", "off"))
    expect("igb: and no link was lost", carrier_changes(vm, name), changes)
    card.again()
    card.apply(["coalesce: {rx-usecs: 5}"])
    expect("igb: a time that it refuses is not asked for", (card.status("coalesce/rx-usecs"), card.usecs()),
           ("error", "50"))
    flag = ['private-flags: {legacy-rx: on}']
    expect("igb: a flag is held without leave", (card.apply(flag), card.status("private-flags/legacy-rx")),
           (2, "drift"))
    expect("igb: a flag with leave", card.apply(flag, leave=True), 0)
    expect("igb: the flag is on", value(vm, name, "--show-priv-flags", "legacy-rx"), "on")
    card.roll_back()


def ixgbe(card, wire):
    vm, name = card.vm, card.name

    def resets():
        return wire.ask("counters")["resets"]

    expect("ixgbe begins with 1, dynamic", card.usecs(), "1")
    before = resets()
    expect("ixgbe: 1 to 50 needs no leave; nothing is sent of its own",
           (card.apply(["coalesce: {rx-usecs: 50, tx-usecs: {value: 50, optional: true}}"]), card.usecs()),
           (0, "50"))
    expect("ixgbe: tx-usecs", card.status("coalesce/tx-usecs"), "unsupported")
    expect("ixgbe: no reset", resets(), before)
    fast = ["coalesce: {rx-usecs: 5}"]
    expect("ixgbe: below 10 is held", (card.apply(fast), card.usecs()), (2, "50"))
    expect("ixgbe: below 10 with leave", (card.apply(fast, leave=True), card.usecs()), (0, "5"))
    vm.wait_up(wire)
    expect("ixgbe: one reset", resets(), before + 1)
    card.again()

    before = resets()
    expect("ixgbe: what the stack does needs no leave",
           card.apply(['features: {gro: off, tx-checksum-ip-generic: off}']), 0)
    expect("ixgbe: segmentation fell along", value(vm, name, "-k", TSO), "off [requested on]")
    expect("ixgbe: still no reset", resets(), before)
    both = ['features: {ntuple: on}', 'private-flags: {legacy-rx: on}']
    expect("ixgbe: filters and a flag are held", card.apply(both), 2)
    expect("ixgbe: with leave", card.apply(both, leave=True), 0)
    vm.wait_up(wire)
    expect("ixgbe: both are on", (value(vm, name, "-k", "ntuple-filters"),
                                  value(vm, name, "--show-priv-flags", "legacy-rx")), ("on", "on"))
    card.again()
    card.roll_back()


def virtio(card):
    expect("virtio: the host gives it no coalescing", card.apply(["coalesce: {rx-usecs: 8}"]), 2)
    expect("virtio: says so", card.findings()[1]["coalesce/rx-usecs"][0], "unsupported")
    expect("virtio: features", card.apply(['features: {gro: off, tso: {value: off, optional: true}}']), 0)
    expect("virtio: set", value(card.vm, card.name, "-k", "generic-receive-offload"), "off")
    card.again()
    card.roll_back()


def scenario(lab, kernel):
    first, second, third = Igb(), Ixgbe(training=0.2), VirtioNet()
    vm = lab.boot(kernel=kernel, cards=[first, second, third])
    install_netkeel(vm)
    names = [vm.wait_up(card) for card in (first, second, third)]
    igb(Card(vm, names[0], "igb"))
    ixgbe(Card(vm, names[1], "ixgbe"), second)
    virtio(Card(vm, names[2], "virtio_net"))
