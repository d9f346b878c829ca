// SPDX-License-Identifier: Apache-2.0
#include "evidence/path_rates.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "evidence/nic_words.h"

namespace netkeel {
namespace {

/// The last interval of a window, and the facts of all of it.
struct Interval {
  Window steps;
  const Window& facts;

  double Rate(std::string_view source, std::string_view place, std::string_view name) const {
    return steps.PerSecond(steps.Count(source, place, name));
  }
};

/// Its part of all ticks of the CPU.
double ShareOfTime(const Interval& interval, const std::string& cpu, std::string_view state) {
  uint64_t all = 0;
  for (const std::string& name : interval.steps.Names("cpu", cpu)) {
    all += interval.steps.Count("cpu", cpu, name);
  }
  const uint64_t part = interval.steps.Count("cpu", cpu, state);
  return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
}

/// "cpu3" -> 3
unsigned NumberOf(std::string_view place) {
  const size_t digits = place.find_last_not_of("0123456789") + 1;
  return static_cast<unsigned>(ParseUnsigned(place.substr(digits)).value_or(0));
}

std::vector<CpuRates> CpusOf(const Interval& interval) {
  constexpr double kNanoseconds = 1e9;
  std::vector<CpuRates> cpus;
  for (const std::string& place : interval.steps.Places("softnet")) {
    CpuRates cpu{.cpu = NumberOf(place)};
    cpu.packets = interval.Rate("softnet", place, "processed");
    cpu.squeezes = interval.Rate("softnet", place, "time_squeeze");
    cpu.dropped = interval.Rate("softnet", place, "dropped");
    cpu.runs = interval.Rate("softirq", place, "NET_RX");
    cpu.softirq = ShareOfTime(interval, place, "softirq");
    cpu.steal = ShareOfTime(interval, place, "steal");
    const std::string task = "ksoftirqd/" + std::to_string(cpu.cpu);
    cpu.waiting = std::min(1.0, interval.Rate("task", task, "wait_ns") / kNanoseconds);
    cpu.isolated = !interval.facts.Fact("cpu", place, "isolated").empty();
    cpus.push_back(cpu);
  }
  return cpus;
}

/// What a queue's vector is called, and where its interrupts came up: where they go, if none did.
void AddVector(const Interval& interval, QueueRates& queue) {
  for (const std::string& place : interval.facts.Places("vector")) {
    if (!place.starts_with(queue.interface + ' ')) continue;
    if (interval.facts.Fact("vector", place, "queue") != std::to_string(*queue.queue)) continue;
    queue.vector = place.substr(queue.interface.size() + 1);
    std::vector<std::string> cpus;
    for (const std::string& cpu : interval.steps.Names("vector", place)) {
      if (interval.steps.Count("vector", place, cpu) > 0) {
        cpus.push_back(std::to_string(NumberOf(cpu)));
      }
    }
    queue.cpus = cpus.empty() ? interval.facts.Fact("vector", place, "effective") : Join(cpus, ",");
  }
}

/// A card's losses for want of room, and its queues.
struct Card {
  QueueRates whole;
  std::map<uint64_t, QueueRates> queues;
};

bool IsLoss(NicMeaning meaning) {
  return meaning == NicMeaning::kMissed || meaning == NicMeaning::kNoDescriptor ||
         meaning == NicMeaning::kQueueDrops || meaning == NicMeaning::kAllocFailed;
}

void AddWord(const Interval& interval, const NicWord& word, double rate, Card& card) {
  if (word.meaning == NicMeaning::kReceived) card.whole.packets += rate;
  if (IsLoss(word.meaning)) card.whole.lost += rate;
  if (!word.queue) return;
  auto [at, is_new] = card.queues.try_emplace(*word.queue);
  QueueRates& queue = at->second;
  if (is_new) {
    queue.interface = card.whole.interface;
    queue.queue = word.queue;
    AddVector(interval, queue);
  }
  if (word.meaning == NicMeaning::kQueuePackets) queue.packets += rate;
  if (IsLoss(word.meaning)) queue.lost += rate;
}

std::string RingOf(const Interval& interval, const std::string& interface) {
  const std::string now = interval.facts.Fact("setting", interface, "rings.rx");
  const std::string most = interval.facts.Fact("setting", interface, "rings.rx-max");
  return now.empty() || most.empty() ? now : now + " of " + most;
}

Card CardOf(const Interval& interval, const std::string& interface) {
  Card card;
  card.whole.interface = interface;
  card.whole.ring = RingOf(interval, interface);
  const std::string driver = interval.facts.Fact("nic", interface, "driver");
  for (const std::string& name : interval.steps.Names("nic", interface)) {
    const NicWord word = MeaningOf(driver, name);
    AddWord(interval, word, interval.Rate("nic", interface, name), card);
  }
  // Drivers that count nothing, or by the second.
  if (card.whole.packets == 0) card.whole.packets = interval.Rate("link", interface, "rx_packets");
  return card;
}

std::vector<QueueRates> QueuesOf(const Interval& interval) {
  std::vector<QueueRates> queues;
  for (const std::string& interface : interval.steps.Places("link")) {
    Card card = CardOf(interval, interface);
    queues.push_back(std::move(card.whole));
    for (auto& [number, queue] : card.queues) {
      // Drivers list as many as they could have.
      if (queue.packets > 0 || queue.lost > 0 || !queue.vector.empty()) {
        queues.push_back(std::move(queue));
      }
    }
  }
  return queues;
}

std::vector<SocketRates> SocketsOf(const Interval& interval) {
  std::vector<SocketRates> sockets;
  for (const std::string& place : interval.steps.Places("socket")) {
    const auto number = [&](const char* name) {
      const auto found = interval.steps.last().values.find({"socket", place, name});
      return found == interval.steps.last().values.end() ? 0 : found->second;
    };
    SocketRates socket{place, interval.facts.Fact("socket", place, "owner"),
                       interval.Rate("socket", place, "drops"), number("queue"), number("limit")};
    if (socket.lost > 0 || (socket.limit > 0 && socket.queued * 2 > socket.limit)) {
      sockets.push_back(std::move(socket));
    }
  }
  std::stable_sort(sockets.begin(), sockets.end(),
                   [](const auto& left, const auto& right) { return left.lost > right.lost; });
  return sockets;
}

/// Packets a second at the stages that carry them, from the tables of them.
std::vector<StageRates> StagesOf(const Interval& interval, const PathRates& rates) {
  StageRates card{Stage::kCard};
  StageRates softirq{Stage::kSoftirq};
  StageRates backlog{Stage::kBacklog};
  for (const QueueRates& queue : rates.queues) {
    if (queue.queue) continue;
    card.packets += queue.packets + queue.lost;
    card.lost += queue.lost;
  }
  for (const CpuRates& cpu : rates.cpus) {
    softirq.packets += cpu.packets;
    backlog.packets += interval.Rate("softnet", "cpu" + std::to_string(cpu.cpu), "received_rps");
    backlog.lost += cpu.dropped;
  }
  StageRates udp{Stage::kSocket};
  StageRates tcp{Stage::kTcp};
  StageRates ip{Stage::kIp};
  for (const char* const family : {"Udp", "Udp6"}) {
    const std::string name(family);
    const double lost = interval.Rate("udp", "host", name + "RcvbufErrors") +
                        interval.Rate("udp", "host", name + "MemErrors");
    udp.packets += interval.Rate("udp", "host", name + "InDatagrams") + lost;
    udp.lost += lost;
  }
  tcp.packets = interval.Rate("tcp", "host", "TcpInSegs");
  tcp.lost = interval.Rate("tcp", "host", "TcpExtListenDrops") +
             interval.Rate("tcp", "host", "TcpExtTCPBacklogDrop") +
             interval.Rate("tcp", "host", "TcpExtTCPRcvQDrop");
  ip.packets =
      interval.Rate("ip", "host", "IpInReceives") + interval.Rate("ip", "host", "Ip6InReceives");
  ip.lost = interval.Rate("tcp", "host", "TcpExtIPReversePathFilter") +
            interval.Rate("ip", "host", "IpInHdrErrors") +
            interval.Rate("ip", "host", "IpInDiscards");
  return {card, softirq, backlog, ip, udp, tcp};
}

}  // namespace

PathRates RatesOf(const Window& window) {
  const std::vector<Sample>& samples = window.samples();
  PathRates rates;
  // Of a window, every two that follow each other are one.
  const auto steps = Window::Of({samples[samples.size() - 2], samples.back()});
  if (!steps) return rates;
  const Interval interval{*steps, window};
  rates.seconds = interval.steps.seconds();
  rates.cpus = CpusOf(interval);
  rates.queues = QueuesOf(interval);
  rates.sockets = SocketsOf(interval);
  rates.stages = StagesOf(interval, rates);
  return rates;
}

}  // namespace netkeel
