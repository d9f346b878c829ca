// SPDX-License-Identifier: Apache-2.0
#include "evidence/judge/judge.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "base/text.h"
#include "evidence/figures.h"
#include "evidence/judge/rule.h"
#include "evidence/sources.h"

namespace netkeel {
namespace {

/// In the order in which a cause explains more than those behind it.
constexpr std::array kRingRules{
    LossRule{"isolated-vector", Stage::kInterrupt, IsolatedVector},
    LossRule{"stolen", Stage::kSoftirq, Stolen},
    LossRule{"budget", Stage::kSoftirq, Budget},
    LossRule{"budget-time", Stage::kSoftirq, BudgetTime},
    LossRule{"ksoftirqd-starved", Stage::kSoftirq, KsoftirqdStarved},
    LossRule{"one-queue", Stage::kInterrupt, OneQueue},
    LossRule{"one-cpu", Stage::kInterrupt, OneCpu},
    LossRule{"no-memory", Stage::kCard, NoMemory},
    LossRule{"queue-drop", Stage::kCard, QueueDrop},
    LossRule{"ring-slow-cpu", Stage::kCard, RingSlowCpu},
    LossRule{"ring-bursts", Stage::kCard, RingBursts},
};

constexpr std::array kBacklogRules{
    LossRule{"flow-limit", Stage::kBacklog, FlowLimit},
    LossRule{"stolen", Stage::kSoftirq, Stolen},
    LossRule{"budget", Stage::kSoftirq, Budget},
    LossRule{"budget-time", Stage::kSoftirq, BudgetTime},
    LossRule{"ksoftirqd-starved", Stage::kSoftirq, KsoftirqdStarved},
    LossRule{"backlog", Stage::kBacklog, Backlog},
};

constexpr std::array kRules{
    Rule{"wire-errors", Stage::kWire, WireErrors},
    Rule{"carrier", Stage::kWire, Carrier},
    Rule{"shaped", Stage::kWire, Shaped},
    Rule{"pause-sent", Stage::kCard, PauseSent},
    Rule{"isolated-vector", Stage::kInterrupt, DisturbedTasks},
    Rule{"budget", Stage::kSoftirq, BudgetDelays},
    Rule{"budget-time", Stage::kSoftirq, BudgetTimeDelays},
    Rule{"reverse-path", Stage::kIp, ReversePath},
    Rule{"no-route", Stage::kIp, NoRoute},
    Rule{"ip-errors", Stage::kIp, IpErrors},
    Rule{"checksums", Stage::kIp, Checksums},
    Rule{"fragments", Stage::kIp, Fragments},
    Rule{"udp-memory", Stage::kSocket, UdpMemory},
    Rule{"socket-slow", Stage::kSocket, SocketSlow},
    Rule{"socket-bursts", Stage::kSocket, SocketBursts},
    Rule{"socket-gone", Stage::kSocket, SocketGone},
    Rule{"packet-socket", Stage::kSocket, PacketSockets},
    Rule{"listen-queue", Stage::kTcp, ListenQueue},
    Rule{"tcp-backlog", Stage::kTcp, TcpBacklog},
    Rule{"tcp-memory", Stage::kTcp, TcpMemory},
};

/// Causes by which a CPU has no time for what is behind: sockets that drop may be their effect.
constexpr std::array<std::string_view, 8> kTakeTheCpu{
    "isolated-vector",   "stolen",    "budget",  "budget-time",
    "ksoftirqd-starved", "one-queue", "one-cpu", "ring-slow-cpu"};

bool TakesTheCpu(const Cause& cause) {
  return std::count(kTakeTheCpu.begin(), kTakeTheCpu.end(), cause.word) > 0;
}

std::string WhereOf(const Loss& loss) {
  return loss.card != nullptr ? "in the ring of " + Printable(loss.card->name)
                              : "in the backlog of " + loss.cpu->name();
}

/// "21,430 of 310,000 packets (6.9 %) were lost in the ring of eth0: "
std::string LossText(const Loss& loss) {
  const uint64_t lost = Sum(loss.lost);
  return NumberText(lost) + " of " + CountText(lost + loss.passed, "packet") + " (" +
         PercentText(ShareOf(lost, loss.passed)) + ") were lost " + WhereOf(loss) + ": ";
}

Cause CauseOf(const Scene& scene, const Loss& loss, const LossRule& rule, Why why) {
  Cause cause;
  cause.stage = rule.stage;
  cause.word = rule.word;
  const std::string place = loss.card != nullptr ? loss.card->name : loss.cpu->name();
  cause.place = why.place.empty() ? place : why.place;
  cause.where = WhereOf(loss);
  cause.loss = Sum(loss.lost);
  cause.share = ShareOf(cause.loss, loss.passed);
  if (loss.card != nullptr) {
    cause.proofs = loss.card->proofs;
  } else {
    cause.proofs = {scene.clues.Prove("softnet", loss.cpu->name(), "dropped")};
  }
  cause.proofs.insert(cause.proofs.end(), why.proofs.begin(), why.proofs.end());
  cause.knobs = std::move(why.knobs);
  cause.text = LossText(loss) + why.because + '.';
  cause.advice = std::move(why.advice);
  return cause;
}

void Explain(const Scene& scene, const Loss& loss, std::span<const LossRule> rules,
             std::vector<Cause>& causes) {
  for (const LossRule& rule : rules) {
    auto why = rule.explain(scene, loss);
    if (!why) continue;
    causes.push_back(CauseOf(scene, loss, rule, std::move(*why)));
    return;
  }
}

std::vector<Loss> RingLosses(const Scene& scene) {
  std::vector<Loss> losses;
  for (const CardClues& card : scene.cards) {
    Loss loss{&card, nullptr, card.Lost(), Sum(card.received)};
    if (!IsLoss(Sum(loss.lost), loss.passed + Sum(loss.lost))) continue;
    loss.cpu = scene.HotCpu(card, loss.lost);
    losses.push_back(std::move(loss));
  }
  return losses;
}

/// Whether a loss was laid to this word already.
bool Has(const std::vector<Cause>& causes, std::string_view word) {
  return std::any_of(causes.begin(), causes.end(),
                     [word](const Cause& cause) { return cause.word == word && cause.loss > 0; });
}

std::vector<Cause> AllCauses(const Scene& scene) {
  std::vector<Cause> causes;
  for (const Loss& loss : RingLosses(scene)) Explain(scene, loss, kRingRules, causes);
  for (const Loss& loss : BacklogLosses(scene)) Explain(scene, loss, kBacklogRules, causes);
  for (const Rule& rule : kRules) {
    for (Cause& cause : rule.find(scene)) {
      if (cause.loss == 0 && Has(causes, rule.word)) continue;
      cause.word = rule.word;
      cause.stage = rule.stage;
      causes.push_back(std::move(cause));
    }
  }
  return causes;
}

/// What takes the CPU comes first, since the rest may follow from it; then by size.
void Order(std::vector<Cause>& causes) {
  std::stable_sort(causes.begin(), causes.end(), [](const Cause& left, const Cause& right) {
    return std::pair(!TakesTheCpu(left), right.loss) < std::pair(!TakesTheCpu(right), left.loss);
  });
  if (causes.empty() || !TakesTheCpu(causes.front())) return;
  for (Cause& cause : causes) {
    if (cause.stage != Stage::kSocket && cause.stage != Stage::kTcp) continue;
    cause.text +=
        " It may be an effect of the first: a CPU that is kept busy lets applications"
        " wait.";
  }
}

/// Of "nic/eth0": whether losses are counted there.
bool CountsLosses(std::string_view what) {
  constexpr std::array<std::string_view, 8> kCountLosses{"softnet", "nic", "link", "qstats",
                                                         "ip",      "udp", "tcp",  "socket"};
  const std::string_view source = what.substr(0, what.find('/'));
  return std::count(kCountLosses.begin(), kCountLosses.end(), source) > 0 &&
         !what.ends_with("/owner");
}

/// Whether something that counts losses could not be read all the time, or began anew.
bool IsPartial(const Scene& scene) {
  const auto unread = Unread(scene);
  const auto anew = BeganAnew(scene);
  return !ThereInPart(scene).empty() || std::any_of(anew.begin(), anew.end(), CountsLosses) ||
         std::any_of(unread.begin(), unread.end(),
                     [](const auto& each) { return CountsLosses(each.first); });
}

}  // namespace

Diagnosis Judge(const Window& window) {
  const Scene scene(window);
  Diagnosis diagnosis;
  diagnosis.seconds = window.seconds();
  diagnosis.from = window.first().at;
  diagnosis.to = window.last().at;
  diagnosis.causes = AllCauses(scene);
  Order(diagnosis.causes);
  for (const Cause& cause : diagnosis.causes) diagnosis.lost += cause.loss;
  diagnosis.packets = std::max(scene.Packets(), diagnosis.lost);
  for (const Filtered& each : FilteredPackets(scene)) diagnosis.filtered += each.packets;
  const std::string only = scene.clues.Fact("setting", "host", kInterfacesFact);
  for (const std::string_view name : Words(only)) {
    diagnosis.interfaces.emplace_back(name);
  }
  diagnosis.partial = IsPartial(scene);
  diagnosis.remarks = Remarks(scene, diagnosis.causes);
  return diagnosis;
}

}  // namespace netkeel
