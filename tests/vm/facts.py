# SPDX-License-Identifier: Apache-2.0
"""Sentences about a driver, each asked of a machine; all of them are asked before one may fail."""
from lab import Mismatch
from witness import affinities, combined, ring


class Facts:
    """`ask(sentence, seen, wanted)` writes down whether it holds."""

    def __init__(self, vm, card, log):
        self.vm, self.card = vm, card
        self.name = vm.wait_up(card)
        self.log = open(log, "a", buffering=1)
        self.wrong = []

    def ask(self, sentence, seen, wanted):
        holds = wanted(seen) if callable(wanted) else seen == wanted
        self.log.write(f"{'holds' if holds else 'WRONG'}  {sentence}: {seen!r}\n")
        if not holds:
            self.wrong.append(f"{sentence}: saw {seen!r}")

    def end(self):
        if self.wrong:
            raise Mismatch("; ".join(self.wrong))

    # --- what is asked often ---

    def run(self, command):
        """Whether it is accepted; {} is the interface."""
        return self.vm.run(command.replace("{}", self.name))[0] == 0

    def output(self, command):
        return self.vm.check_output(command.replace("{}", self.name))

    def refusal(self, command):
        """What a command that fails says; "" when it is accepted."""
        rc, out, err = self.vm.run(command.replace("{}", self.name))
        return (out + err).strip() if rc else ""

    def said(self, command):
        """All that it prints, whatever its exit status: ethtool(8) has 0 for a flow hash that is
        refused."""
        _, out, err = self.vm.run(command.replace("{}", self.name))
        return out + err

    def resets(self, command):
        """How often the card is reset by a command that succeeds. Comes back with the link up."""
        before = self.card.ask("counters")["resets"]
        self.output(command)
        after = self.card.ask("counters")["resets"]
        self.vm.wait_up(self.card)
        return after - before

    def rings(self):
        now = ring(self.vm, self.name)
        return now["RX"], now["TX"]

    def channels(self):
        return combined(self.vm, self.name)

    def affinities(self):
        return affinities(self.vm, self.name)

    def table(self):
        """RETA: 128 queues."""
        lines = self.output("ethtool -x {}").split("RSS hash key")[0].splitlines()[1:]
        rows = [line.split(":")[1].split() for line in lines]
        return [int(queue) for row in rows for queue in row]

    def coalesce(self, word):
        lines = self.output("ethtool -c {}").splitlines()
        return next(line.split()[1] for line in lines if line.startswith(f"{word}:"))
