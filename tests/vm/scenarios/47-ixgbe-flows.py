# SPDX-License-Identifier: Apache-2.0
"""What is known of ixgbe's coalescing, RSS, flow hash and pause, and of which counter a full ring is in."""
from facts import Facts
from lab import Ixgbe, wait_until
from witness import statistic

KERNELS = ["6.1", "6.12", "7.3"]

KEY = ("6d:5a:56:da:25:5b:0e:c2:41:67:25:3d:43:a3:8f:b0:d0:ca:2b:cb:"
       "ae:7b:30:b4:77:cb:2d:a3:80:30:f2:0c:6a:42:b7:3b:be:ac:01:fa")


def coalescing(facts):
    ask = facts.ask
    ask("rx-usecs is 1, dynamic, by default", facts.coalesce("rx-usecs"), "1")
    ask("a number of frames is not known", facts.refusal("ethtool -C {} rx-frames 8") != "", True)
    ask("tx-usecs is refused where vectors are paired",
        facts.refusal("ethtool -C {} tx-usecs 20") != "", True)
    ask("and so is a request of both",
        (facts.refusal("ethtool -C {} rx-usecs 20 tx-usecs 20") != "", facts.coalesce("rx-usecs")),
        (True, "1"))
    ask("from dynamic to 20 us", facts.resets("ethtool -C {} rx-usecs 20"), 0)
    ask("from 20 to 30 us", facts.resets("ethtool -C {} rx-usecs 30"), 0)
    ask("across 10 us it is a reset", facts.resets("ethtool -C {} rx-usecs 8"), 1)
    facts.output("ethtool -C {} rx-usecs 1022")
    ask("1022 is the most",
        (facts.coalesce("rx-usecs"), facts.refusal("ethtool -C {} rx-usecs 1023") != ""),
        ("1022", True))
    facts.output("ethtool -L {} combined 2; ethtool -L {} combined 4; "
                 "ip link set {} down; ip link set {} up")
    facts.vm.wait_up(facts.card)
    ask("channels, down and up leave it", facts.coalesce("rx-usecs"), "1022")
    facts.output("ethtool -C {} rx-usecs 1")


def rss(facts):
    ask = facts.ask
    facts.output(f"ethtool -X {{}} hkey {KEY}")
    ask("xor is refused", facts.refusal("ethtool -X {} hfunc xor") != "", True)
    ask("a table with a queue that is not there is refused",
        facts.refusal("ethtool -X {} weight 1 1 1 1 1") != "", True)
    facts.output("ethtool -X {} weight 0 1 1 0")
    ask("a table that is set", set(facts.table()), {1, 2})
    facts.output("ip link set {} down; ip link set {} up")
    facts.vm.wait_up(facts.card)
    ask("down and up make it anew", facts.table(), [0, 1, 2, 3] * 32)
    ask("the key stays", KEY in facts.output("ethtool -x {}"), True)
    facts.output("ethtool -X {} default")


def queues_of(facts, floods):
    """Which queues take these."""
    names = [f"rx_queue_{n}_packets" for n in range(4)]
    before = statistic(facts.vm, facts.name, *names)
    for options in floods:
        facts.card.flood(50, rate=2000, burst=10, **options)
    wanted = sum(before) + 50 * len(floods)
    wait_until("all of them arrive",
               lambda: sum(statistic(facts.vm, facts.name, *names)) == wanted)
    return sum(now > then for now, then in zip(statistic(facts.vm, facts.name, *names), before))


def flow_hash(facts):
    ask = facts.ask
    facts.output("ip maddress add 01:00:5e:00:00:01 dev {}")
    ports = [{"port": 30000 + n} for n in range(8)]
    sources = [{"source": f"192.0.2.{n}"} for n in range(1, 9)]
    udp = "ethtool -n {} rx-flow-hash udp4"
    ask("UDP is hashed by addresses", "L4" in facts.output(udp), False)
    ask("so that all ports of a group have one queue", queues_of(facts, ports), 1)
    ask("other senders have others", queues_of(facts, sources), lambda count: count > 1)
    ask("by ports, without a reset", facts.resets("ethtool -N {} rx-flow-hash udp4 sdfn"), 0)
    ask("its ports have several", ("L4" in facts.output(udp), queues_of(facts, ports) > 1),
        (True, True))
    facts.output("ethtool -G {} rx 1024")
    facts.vm.wait_up(facts.card)
    ask("which a reset leaves", "L4" in facts.output(udp), True)
    ask("TCP is by ports, always", facts.said("ethtool -N {} rx-flow-hash tcp4 sd"),
        lambda text: "Invalid argument" in text)


def queue_of_a_feed(facts):
    """The queue that takes the group of a flood."""
    names = [f"rx_queue_{n}_packets" for n in range(4)]
    before = statistic(facts.vm, facts.name, *names)
    facts.card.flood(50, rate=2000, burst=10)
    wait_until("all of them arrive",
               lambda: sum(statistic(facts.vm, facts.name, *names)) == sum(before) + 50)
    after = statistic(facts.vm, facts.name, *names)
    return next(n for n in range(4) if after[n] > before[n])


def filters(facts):
    ask = facts.ask
    ask("filters on is a reset", facts.resets("ethtool -K {} ntuple on"), lambda count: count > 0)
    queue = (queue_of_a_feed(facts) + 1) % 4
    rule = f"ethtool -N {{}} flow-type udp4 dst-ip 239.0.0.1 dst-port 30001 action {queue}"
    ask("a rule is taken", facts.refusal(rule), "")
    ask("and leads the feed to its queue", queue_of_a_feed(facts), queue)
    facts.output("ethtool -G {} rx 2048")
    facts.vm.wait_up(facts.card)
    ask("a reset leaves it", ("Filter:" in facts.output("ethtool -n {}"), queue_of_a_feed(facts)),
        (True, queue))
    facts.output("ip link set {} down; ip link set {} up")
    facts.vm.wait_up(facts.card)
    ask("down and up delete it", "Filter:" in facts.output("ethtool -n {}"), False)
    facts.output("ethtool -K {} ntuple off")
    facts.vm.wait_up(facts.card)


def lost(facts):
    """Whether a flood of 20,000 is counted in rx_missed_errors, and in rx_no_dma_resources."""
    words = "rx_missed_errors", "rx_no_dma_resources"
    before = statistic(facts.vm, facts.name, *words)
    facts.card.flood(20000)
    return tuple(now > then for now, then in zip(statistic(facts.vm, facts.name, *words), before))


def pause(facts):
    ask = facts.ask
    ask("over fibre nothing is negotiated, and pause is on",
        "RX:\t\ton" in facts.output("ethtool -a {}"), True)
    facts.output("ethtool -G {} rx 512 tx 512")
    facts.vm.wait_up(facts.card)
    ask("a ring that is full is rx_missed_errors while pause frames are sent", lost(facts),
        (True, False))
    ask("the partner is told", statistic(facts.vm, facts.name, "tx_flow_control_xoff"),
        lambda count: count > 0)
    ask("pause off is a reset", facts.resets("ethtool -A {} tx off"), 1)
    ask("and a ring that is full is rx_no_dma_resources", lost(facts), (False, True))
    facts.output("ethtool -L {} combined 1")
    facts.vm.wait_up(facts.card)
    ask("with one queue it is rx_missed_errors again", lost(facts), (True, False))


def bound_anew(facts):
    ask = facts.ask
    facts.output(f"ethtool -C {{}} rx-usecs 30; ethtool -N {{}} rx-flow-hash udp4 sdfn; "
                 f"ethtool -X {{}} hkey {KEY}")
    facts.output("address=$(basename $(readlink -f /sys/class/net/{}/device)); "
                 "cd /sys/bus/pci/drivers/ixgbe; echo $address >unbind; sleep 1; echo $address >bind")
    facts.name = facts.vm.wait_up(facts.card)
    ask("bound anew, rx-usecs is the default's", facts.coalesce("rx-usecs"), "1")
    ask("and so are key and flow hash",
        (KEY in facts.output("ethtool -x {}"), "L4" in facts.output("ethtool -n {} rx-flow-hash udp4")),
        (False, False))


def negotiated(facts):
    """Over a backplane the partner has a say."""
    ask = facts.ask
    ask("without the partner's word there is no pause",
        "RX:\t\toff" in facts.output("ethtool -a {}"), True)
    facts.card.ask("pause", partner=True)
    facts.output("ip link set {} down; ip link set {} up")
    facts.vm.wait_up(facts.card)
    ask("with it, there is", "RX:\t\ton" in facts.output("ethtool -a {}"), True)
    ask("off is accepted while it is negotiated",
        facts.run("ethtool -A {} rx off tx off autoneg on"), True)
    facts.vm.wait_up(facts.card)
    ask("and ignored", "RX:\t\ton" in facts.output("ethtool -a {}"), True)


def scenario(lab, kernel):
    card, backplane = Ixgbe(training=0.2), Ixgbe(model="kx4", training=0.2)
    vm = lab.boot(kernel=kernel, cards=[card, backplane])
    log = lab.log_dir / "facts"
    facts, others = Facts(vm, card, log), Facts(vm, backplane, log)
    coalescing(facts)
    rss(facts)
    flow_hash(facts)
    filters(facts)
    pause(facts)
    bound_anew(facts)
    negotiated(others)
    facts.wrong += others.wrong
    facts.end()
