# SPDX-License-Identifier: Apache-2.0
"""Every cause of loss that diagnose has a word for, made for real on an ixgbe: each is found first, and only where it is."""
import json

from conditions import (WINDOW, Host, Matrix, complaints, conditions,
                        words_of)
from lab import Ixgbe, expect, install_netkeel, wait_until

KERNELS = ["6.12"]


def diagnose(host, condition, absent=False):
    """What it says while the condition's feed is there, and what plain counters rose by."""
    vm, before = host.vm, host.counters()
    vm.check_output("rm -f /root/said /root/ended")
    vm.background(f"netkeel diagnose --for {WINDOW} --format json >/root/said; echo $? >/root/ended",
                  "/root/diagnose.log")
    options = condition.feed | (condition.without if absent else {})
    host.card.flood(options["rate"] * (WINDOW + 1), **options)
    code = wait_until("it says something", lambda: vm.run("cat /root/ended")[1].strip(), 60)
    after = host.counters()
    expect(f"{condition.title()}: exit code", code in ("0", "2"), True)
    return (json.loads(vm.check_output("cat /root/said")),
            {key: count - before.get(key, 0) for key, count in after.items()})


def made(host, condition, matrix):
    """What is wrong with what it says where the cause is there."""
    try:
        condition.setting(host)
        condition.cause(host)
        said, rise = diagnose(host, condition)
    finally:
        host.restore()
    matrix.add(condition, said)
    unproved = [] if condition.proof(rise) else [f"{condition.title()}: was not made: {rise}"]
    return unproved + complaints(condition, said)


def not_made(host, condition):
    """And where it is not."""
    try:
        condition.setting(host)
        said, _ = diagnose(host, condition, absent=True)
    finally:
        host.restore()
    return [f"{condition.title()}: is found without it"] * (condition.word in words_of(said))


def scenario(lab, kernel):
    card = Ixgbe()
    vm = lab.boot(kernel=kernel, cards=[card], append="isolcpus=3")
    install_netkeel(vm)
    host, matrix, wrong = Host(vm, card), Matrix(), []
    for condition in conditions():
        wrong += made(host, condition, matrix)
        if condition.word:
            wrong += not_made(host, condition)
        (lab.log_dir / "matrix").write_text(matrix.text() + "\n" + "\n".join(wrong) + "\n")
    expect("what is wrong", wrong, [])
