# SPDX-License-Identifier: Apache-2.0
"""What is known of ixgbe's rings, channels, vectors and private flags, asked of the driver itself."""
from facts import Facts
from lab import Ixgbe

KERNELS = ["6.1", "6.12", "7.3"]


def rings(facts, most):
    ask = facts.ask
    ask("512 by default", facts.rings(), (512, 512))
    facts.output("ethtool -G {} rx 10")
    ask("too small is raised to 64", facts.rings()[0], 64)
    facts.output("ethtool -G {} rx 1001")
    ask("rounded up to a multiple of 8", facts.rings()[0], 1008)
    ask("above the maximum is refused by the core",
        facts.refusal(f"ethtool -G {{}} rx {most + 8}"), lambda text: "exceeds maximum" in text)
    ask("equal after rounding resets nothing", facts.resets("ethtool -G {} rx 1002"), 0)
    before = facts.affinities()
    facts.output("for f in /proc/irq/*/smp_affinity_list; do "
                 "grep -q TxRx-1 /sys/kernel/irq/$(basename $(dirname $f))/actions && echo 3 >$f; "
                 "done; true")
    pinned = facts.affinities()
    ask("both rings in one request are one reset",
        facts.resets("ethtool -G {} rx 2048 tx 2048"), 1)
    ask("a ring change leaves vectors as they are", (pinned != before, facts.affinities()),
        (True, pinned))
    facts.output("ip link set {} down")
    resets = facts.card.ask("counters")["resets"]
    facts.output(f"ethtool -G {{}} rx {most}")
    resets = facts.card.ask("counters")["resets"] - resets
    ask("while down, a ring is only remembered", (facts.rings()[0], resets), (most, 0))
    facts.output("ip link set {} up")
    facts.vm.wait_up(facts.card)
    ask("the maximum comes up", facts.rings()[0], most)


def channels(facts):
    ask = facts.ask
    ask("only combined may be set", facts.refusal("ethtool -L {} rx 2") != "", True)
    ask("as many as CPUs are online", facts.channels(), 4)
    ask("above that is refused", facts.refusal("ethtool -L {} combined 5"),
        lambda text: "maximum" in text)
    facts.output("echo 0 >/sys/devices/system/cpu/cpu3/online")
    ask("a CPU less lowers the maximum",
        "3" in facts.output("ethtool -l {} | grep Combined | head -1"), True)
    facts.output("echo 1 >/sys/devices/system/cpu/cpu3/online")
    facts.output("echo 2 >/sys/class/net/{}/queues/rx-3/rps_cpus; "
                 "ip maddress add 01:00:5e:00:00:01 dev {}")
    facts.card.flood(100, rate=1000)
    packets = facts.output("cat /sys/class/net/{}/statistics/rx_packets; true")
    facts.output("ethtool -L {} combined 2")
    facts.vm.wait_up(facts.card)
    ask("vectors are made anew, and affinities are lost", facts.affinities(),
        dict.fromkeys(["{}-TxRx-0", "{}-TxRx-1", "{}"], "0-3"))
    ask("rx_packets goes backwards", int(facts.output("cat /sys/class/net/{}/statistics/rx_packets")),
        lambda now: now < int(packets))
    facts.output("ethtool -L {} combined 4")
    facts.vm.wait_up(facts.card)
    ask("a queue that was gone has lost rps_cpus",
        int(facts.output("cat /sys/class/net/{}/queues/rx-3/rps_cpus"), 16), 0)
    facts.output("ethtool -X {} weight 1 0 0 1 && ethtool -G {} rx 1024")
    facts.vm.wait_up(facts.card)
    ask("a reset makes the table of RSS anew", facts.table(), [0, 1, 2, 3] * 32)
    ask("but a table that was set once still forbids fewer queues",
        facts.refusal("ethtool -L {} combined 2"), lambda text: text != "")
    ask("until it is set to its default",
        facts.run("ethtool -X {} default && ethtool -L {} combined 2"), True)
    facts.output("ip link set {} down; ethtool -L {} combined 4; ip link set {} up")
    facts.vm.wait_up(facts.card)
    ask("channels can be set while down", facts.channels(), 4)


def vectors(facts):
    ask = facts.ask
    ask("a queue's vector is NAME-TxRx-N, and the other one, last, NAME", list(facts.affinities()),
        [f"{{}}-TxRx-{n}" for n in range(4)] + ["{}"])
    facts.output("for irq in $(ls /sys/class/net/{}/device/msi_irqs); do "
                 "echo 2 >/proc/irq/$irq/smp_affinity_list; done; "
                 "ip link set {} down; ip link set {} up")
    facts.vm.wait_up(facts.card)
    ask("down and up leave single CPUs, and no hint is written over them",
        set(facts.affinities().values()), {"2"})
    facts.output("ip link set {} down; ip link set {} name feed; ip link set feed up")
    facts.output("ip link set feed down; ip link set feed name {}; ip link set {} up")
    facts.vm.wait_up(facts.card)
    if facts.run("ip link set {} name feed"):   # from 6.3 on also while up
        seen = facts.output("cd /sys/kernel/irq; irqs=$(ls /sys/class/net/feed/device/msi_irqs); "
                            "for irq in $irqs; do cat $irq/actions; done")
        facts.output("ip link set feed name {}")
        ask("a live rename leaves the queues' names and takes the other one", set(seen.split()),
            {"feed", *(f"{facts.name}-TxRx-{n}" for n in range(4))})


def private_flags(facts):
    lines = facts.output("ethtool --show-priv-flags {}").splitlines()[1:]
    facts.ask("private flags", {line.split(":")[0].strip() for line in lines},
              lambda seen: {"legacy-rx", "vf-ipsec"} <= seen)
    facts.ask("changing one is a reset", facts.resets("ethtool --set-priv-flags {} legacy-rx on"), 1)


def bound_anew(facts):
    facts.output("address=$(basename $(readlink -f /sys/class/net/{}/device)); "
                 "cd /sys/bus/pci/drivers/ixgbe; echo $address >unbind; sleep 1; echo $address >bind")
    facts.vm.wait_up(facts.card)
    facts.ask("bound anew, rings and channels are the default's",
              (facts.rings(), facts.channels()), ((512, 512), 4))


def scenario(lab, kernel):
    card = Ixgbe(training=0.2)
    vm = lab.boot(kernel=kernel, cards=[card])
    facts = Facts(vm, card, lab.log_dir / "facts")
    rings(facts, 4096 if kernel == "6.1" else 8192)
    channels(facts)
    vectors(facts)
    private_flags(facts)
    bound_anew(facts)
    facts.end()
