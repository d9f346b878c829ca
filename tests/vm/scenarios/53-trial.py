# SPDX-License-Identifier: Apache-2.0
"""Trials on the real driver: a larger ring is better, a weight that hardware queues ignore cannot be told, and a smaller ring ends at once."""
import json
import threading

from conditions import Host, listening
from lab import Ixgbe, expect, install_netkeel, wait_until

KERNELS = ["6.12"]
CHANGE = "version: 1\nname: {}\n"
RINGS = CHANGE.format("rings") + "interfaces:\n  - match: {{name: {name}}}\n    rings: {{rx: {size}}}\n"
SYSCTL = CHANGE.format("one-sysctl") + "host:\n  sysctl:\n    {key}: {value}\n"
BURSTS = {"rate": 8000, "burst": 4000, "size": 200}


class Feed(threading.Thread):
    """A feed that goes on until it is ended."""

    def __init__(self, card, **options):
        super().__init__(daemon=True)
        self.card, self.options, self.over = card, options, threading.Event()

    def run(self):
        while not self.over.is_set():
            self.card.flood(self.options["rate"], **self.options)

    def end(self):
        self.over.set()
        self.join()


def trial(lab, host, name, change, options, feed):
    """What `netkeel trial` answers while the feed goes on; its words are kept beside the logs."""
    vm = host.vm
    vm.write("/root/change.yaml", change)
    vm.check_output("rm -f /root/answer /root/ended")
    flood = Feed(host.card, **feed)
    flood.start()
    try:
        vm.background(f"netkeel trial /root/change.yaml {options} --format json >/root/answer "
                      "2>/root/told; echo $? >/root/ended", "/root/trial.log")
        code = wait_until("the trial ends", lambda: vm.run("cat /root/ended")[1].strip(), 400)
    finally:
        flood.end()
    said = vm.check_output("cat /root/answer /root/told")
    with open(lab.log_dir / "trials", "a") as file:
        file.write(f"{name}: exit {code}\n{said}\n")
    answer = json.loads(vm.check_output("cat /root/answer"))
    expect(f"{name}: put back", answer["put_back"], True)
    return answer["answer"], code


def watch(lab, host):
    """What observe shows meanwhile; kept beside the logs."""
    flood = Feed(host.card, **BURSTS)
    flood.start()
    try:
        shown = host.vm.check_output("netkeel observe --interval 2 --for 4")
    finally:
        flood.end()
    (lab.log_dir / "observe").write_text(shown)
    expect("observe says where", "rx_missed_errors" in shown or "ring of" in shown, True)


def scenario(lab, kernel):
    card = Ixgbe()
    vm = lab.boot(kernel=kernel, cards=[card], append="isolcpus=3")
    install_netkeel(vm)
    host = Host(vm, card)

    listening(host)
    watch(lab, host)
    before = vm.check_output(f"ethtool -g {host.name}")
    expect("rings", trial(lab, host, "rings", RINGS.format(name=host.name, size="max"),
                          "--pairs 6 --window 3 --settle 1 --allow-disruptive", BURSTS),
           ("better", "0"))
    expect("the rings are as before", vm.check_output(f"ethtool -g {host.name}"), before)
    expect("dev_weight", trial(lab, host, "dev_weight",
                               SYSCTL.format(key="net.core.dev_weight", value=128),
                               "--pairs 6 --window 3 --settle 500ms", BURSTS),
           ("cannot-tell", "2"))
    host.restore()

    listening(host)
    host.ring(8192)
    larger = vm.check_output(f"ethtool -g {host.name}")
    expect("a smaller ring", trial(lab, host, "a smaller ring",
                                   RINGS.format(name=host.name, size=512),
                                   "--pairs 6 --window 3 --settle 1 --allow-disruptive", BURSTS),
           ("ended-early", "3"))
    expect("the larger ring is as before", vm.check_output(f"ethtool -g {host.name}"), larger)
    host.restore()
