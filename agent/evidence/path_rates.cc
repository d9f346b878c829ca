// SPDX-License-Identifier: Apache-2.0
#include "evidence/path_rates.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "evidence/loss_counters.h"
#include "evidence/nic_words.h"
#include "evidence/stage_counts.h"

namespace netkeel {
namespace {

double Rate(const Window& steps, std::string_view source, std::string_view place,
            std::string_view name) {
  return steps.PerSecond(steps.Count(source, place, name));
}

/// The last interval of a window, with the facts of all of it.
Result<Window> LastInterval(const Window& window) {
  const std::vector<Sample>& samples = window.samples();
  Sample last = samples.back();
  for (auto earlier = samples.rbegin() + 1; earlier != samples.rend(); ++earlier) {
    last.facts.insert(earlier->facts.begin(), earlier->facts.end());
  }
  return Window::Of({samples[samples.size() - 2], std::move(last)});
}

/// Its part of all ticks of the CPU.
double ShareOfTime(const Window& steps, const std::string& cpu, std::string_view state) {
  uint64_t all = 0;
  for (const std::string& name : steps.Names("cpu", cpu)) {
    all += steps.Count("cpu", cpu, name);
  }
  const uint64_t part = steps.Count("cpu", cpu, state);
  return all == 0 ? 0 : static_cast<double>(part) / static_cast<double>(all);
}

/// "cpu3" -> 3
unsigned NumberOf(std::string_view place) {
  const size_t digits = place.find_last_not_of("0123456789") + 1;
  return static_cast<unsigned>(ParseUnsigned(place.substr(digits)).value_or(0));
}

std::vector<CpuRates> CpusOf(const Window& steps) {
  constexpr double kNanoseconds = 1e9;
  std::vector<CpuRates> cpus;
  for (const std::string& place : steps.Places("softnet")) {
    CpuRates cpu{.cpu = NumberOf(place)};
    cpu.packets = Rate(steps, "softnet", place, "processed");
    cpu.squeezes = Rate(steps, "softnet", place, "time_squeeze");
    cpu.dropped = Rate(steps, "softnet", place, "dropped");
    cpu.runs = Rate(steps, "softirq", place, "NET_RX");
    cpu.softirq = ShareOfTime(steps, place, "softirq");
    cpu.steal = ShareOfTime(steps, place, "steal");
    const std::string task = "ksoftirqd/" + std::to_string(cpu.cpu);
    cpu.waiting = std::min(1.0, Rate(steps, "task", task, "wait_ns") / kNanoseconds);
    cpu.isolated = !steps.Fact("cpu", place, "isolated").empty();
    cpus.push_back(cpu);
  }
  return cpus;
}

/// Vectors by interface and queue: each is asked for once, since a host may have thousands.
using Vectors = std::map<std::pair<std::string, std::string>, std::string>;

Vectors VectorsOf(const Window& steps) {
  Vectors vectors;
  for (const std::string& place : steps.Places("vector")) {
    const std::string queue = steps.Fact("vector", place, "queue");
    if (!queue.empty()) vectors[{place.substr(0, place.find(' ')), queue}] = place;
  }
  return vectors;
}

/// What a queue's vector is called, and where its interrupts came up: where they go, if none did.
void AddVector(const Window& steps, const Vectors& vectors, QueueRates& queue) {
  const auto vector = vectors.find({queue.interface, std::to_string(*queue.queue)});
  if (vector == vectors.end()) return;
  const std::string& place = vector->second;
  queue.vector = place.substr(queue.interface.size() + 1);
  std::vector<std::string> cpus;
  for (const std::string& cpu : steps.Names("vector", place)) {
    if (steps.Count("vector", place, cpu) > 0) cpus.push_back(std::to_string(NumberOf(cpu)));
  }
  queue.cpus = cpus.empty() ? steps.Fact("vector", place, "effective") : Join(cpus, ",");
}

/// A card's losses for want of room, and its queues.
struct Card {
  QueueRates whole;
  std::map<uint64_t, QueueRates> queues;
};

void AddWord(const NicWord& word, double rate, Card& card) {
  if (word.meaning == NicMeaning::kReceived) card.whole.packets += rate;
  if (IsLostInCard(word.meaning)) card.whole.lost += rate;
  if (!word.queue) return;
  auto [at, is_new] = card.queues.try_emplace(*word.queue);
  QueueRates& queue = at->second;
  if (is_new) {
    queue.interface = card.whole.interface;
    queue.queue = word.queue;
  }
  if (word.meaning == NicMeaning::kQueuePackets) queue.packets += rate;
  if (IsLostInCard(word.meaning)) queue.lost += rate;
}

std::string RingOf(const Window& steps, const std::string& interface) {
  const std::string now = steps.Fact("setting", interface, "rings.rx");
  const std::string most = steps.Fact("setting", interface, "rings.rx-max");
  return now.empty() || most.empty() ? now : now + " of " + most;
}

Card CardOf(const Window& steps, const std::string& interface) {
  Card card;
  card.whole.interface = interface;
  card.whole.ring = RingOf(steps, interface);
  const std::string driver = steps.Fact("nic", interface, "driver");
  for (const std::string& name : steps.Names("nic", interface)) {
    const NicWord word = MeaningOf(driver, name);
    AddWord(word, Rate(steps, "nic", interface, name), card);
  }
  // Drivers that count nothing, or by the second.
  if (card.whole.packets == 0) card.whole.packets = Rate(steps, "link", interface, "rx_packets");
  return card;
}

std::vector<QueueRates> QueuesOf(const Window& steps) {
  std::vector<QueueRates> queues;
  const Vectors vectors = VectorsOf(steps);
  for (const std::string& interface : steps.Places("link")) {
    Card card = CardOf(steps, interface);
    queues.push_back(std::move(card.whole));
    for (auto& [number, queue] : card.queues) {
      AddVector(steps, vectors, queue);
      // Drivers list as many as they could have.
      if (queue.packets > 0 || queue.lost > 0 || !queue.vector.empty()) {
        queues.push_back(std::move(queue));
      }
    }
  }
  return queues;
}

std::vector<SocketRates> SocketsOf(const Window& steps) {
  std::vector<SocketRates> sockets;
  for (const std::string& place : steps.Places("socket")) {
    const auto number = [&](const char* name) {
      const auto found = steps.last().values.find({"socket", place, name});
      return found == steps.last().values.end() ? 0 : found->second;
    };
    SocketRates socket{place, steps.Fact("socket", place, "owner"),
                       Rate(steps, "socket", place, "drops"), number("queue"), number("limit")};
    if (socket.lost > 0 || (socket.limit > 0 && socket.queued * 2 > socket.limit)) {
      sockets.push_back(std::move(socket));
    }
  }
  std::stable_sort(sockets.begin(), sockets.end(),
                   [](const auto& left, const auto& right) { return left.lost > right.lost; });
  return sockets;
}

std::vector<StageRates> StagesOf(const Window& steps) {
  std::vector<StageRates> stages;
  for (const StageCount& count : CountStages(steps)) {
    StageRates& stage = stages.emplace_back();
    stage.stage = count.stage;
    if (count.packets) stage.packets = steps.PerSecond(*count.packets);
    stage.lost = steps.PerSecond(count.lost);
  }
  return stages;
}

}  // namespace

PathRates RatesOf(const Window& window) {
  PathRates rates;
  // Of a window, every two that follow each other are one.
  const auto steps = LastInterval(window);
  if (!steps) return rates;
  rates.seconds = steps->seconds();
  rates.cpus = CpusOf(*steps);
  rates.queues = QueuesOf(*steps);
  rates.sockets = SocketsOf(*steps);
  rates.stages = StagesOf(*steps);
  return rates;
}

}  // namespace netkeel
