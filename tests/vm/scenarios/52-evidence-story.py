# SPDX-License-Identifier: Apache-2.0
"""The story's feed loses packets while netkeel records; a mark, a diagnosis, and the same one later from the recording."""
import json

from conditions import Host
from lab import Ixgbe, expect, install_netkeel, wait_until
from witness import await_unit

KERNELS = ["6.12"]

BURST, SIZE = 8000, 200


class Show:
    """What a reader sees."""

    def __init__(self, vm, path):
        self.vm, self.file = vm, open(path, "w", buffering=1)

    def say(self, text):
        self.file.write(f"{text}\n\n")

    def quote(self, command, codes):
        rc, out, err = self.vm.run(command, 120)
        expect(command, rc in codes, True)
        self.say(f"$ {command}\n{out}{err}".rstrip())
        return out


def bursts(host, count):
    host.card.flood(BURST * count, size=SIZE, rate=BURST, burst=BURST)


def causes(vm, arguments):
    rc, out, _ = vm.run(f"netkeel diagnose --format json {arguments}", 120)
    expect(f"diagnose {arguments}", rc in (0, 2), True)
    return [finding["cause"] for finding in json.loads(out)["findings"]]


def live(host, show):
    """What diagnose says while the feed comes."""
    vm = host.vm
    vm.background("netkeel diagnose --for 6 >/root/said; echo $? >/root/ended", "/root/diagnose.log")
    bursts(host, 7)
    code = wait_until("it has looked", lambda: vm.run("cat /root/ended")[1].strip(), 60)
    expect("it finds something", code, "2")
    show.say("$ netkeel diagnose --for 6\n" + vm.check_output("cat /root/said"))


def scenario(lab, kernel):
    card = Ixgbe()
    vm = lab.boot(kernel=kernel, cards=[card], append="isolcpus=3")
    install_netkeel(vm)
    host, show = Host(vm, card), Show(vm, lab.log_dir / "show")
    host.receive()
    show.quote("systemctl enable --now netkeel-record.service", (0,))
    await_unit(vm, "netkeel-record.service")
    wait_until("a sample is kept",
               lambda: vm.run("netkeel mark 'before the feed'")[0] == 0)
    live(host, show)
    bursts(host, 3)
    show.quote("netkeel mark 'gap 1204-1210'", (0,))
    bursts(host, 3)
    moment = vm.check_output("date -u +%Y-%m-%dT%H:%M:%SZ")
    vm.check_output("sleep 20")
    show.quote(f"netkeel diagnose --at {moment} --window 10", (2,))
    show.quote("netkeel diagnose --mark 'gap 1204-1210' --window 10", (2,))
    expect("first is the ring", causes(vm, f"--at {moment} --window 10")[:1], ["ring-bursts"])
    expect("and nothing since", causes(vm, "--at -6s --window 8"), [])
    vm.check_output("systemctl is-active netkeel-record.service")
