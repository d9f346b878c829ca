// SPDX-License-Identifier: Apache-2.0
#include "evidence/judge/scene.h"

#include <algorithm>

#include "base/text.h"
#include "evidence/figures.h"
#include "evidence/judge/card_clues.h"
#include "evidence/nic_table.h"

namespace netkeel {
namespace {

CpuClues CpuOf(const Clues& clues, const std::string& place) {
  CpuClues cpu;
  cpu.number = static_cast<unsigned>(ParseUnsigned(place.substr(3)).value_or(0));
  cpu.packets = clues.StepsOf("softnet", place, "processed");
  cpu.squeezes = clues.StepsOf("softnet", place, "time_squeeze");
  cpu.runs = clues.StepsOf("softirq", place, "NET_RX");
  cpu.softirq = clues.StepsOf("cpu", place, "softirq");
  cpu.softirq += clues.StepsOf("cpu", place, "irq");
  cpu.idle = clues.StepsOf("cpu", place, "idle");
  cpu.idle += clues.StepsOf("cpu", place, "iowait");
  cpu.steal = clues.StepsOf("cpu", place, "steal");
  cpu.ran = clues.StepsOf("task", "ksoftirqd/" + place.substr(3), "run_ns");
  cpu.waited = clues.StepsOf("task", "ksoftirqd/" + place.substr(3), "wait_ns");
  return cpu;
}

/// Between each two samples, in ticks of 1/100 s.
Steps TicksOf(const Window& window) {
  constexpr int64_t kMillisecondsATick = 10;
  Steps ticks;
  const auto& samples = window.samples();
  for (size_t i = 1; i < samples.size(); ++i) {
    const auto span = samples[i].uptime - samples[i - 1].uptime;
    ticks.push_back(static_cast<uint64_t>(span.count() / kMillisecondsATick));
  }
  return ticks;
}

/// With RPS a packet is processed on another CPU than the one that polled the queue for it.
void CountPolled(const std::vector<CardClues>& cards, CpuClues& cpu) {
  Steps polled;
  for (const CardClues& card : cards) {
    for (const QueueClues& queue : card.queues) {
      if (queue.cpu == cpu.number) polled += queue.packets;
    }
  }
  for (size_t i = 0; i < std::min(polled.size(), cpu.packets.size()); ++i) {
    cpu.packets[i] = std::max(cpu.packets[i], polled[i]);
  }
}

/// In the order of what they dropped.
std::vector<SocketClues> DroppingSockets(const Clues& clues) {
  std::vector<SocketClues> sockets;
  for (const std::string& place : clues.window().Places("socket")) {
    Steps drops = clues.StepsOf("socket", place, "drops");
    if (Sum(drops) == 0) continue;
    SocketClues& socket = sockets.emplace_back();
    socket.place = place;
    socket.name = place.substr(0, place.rfind(" inode "));
    socket.owner = clues.Fact("socket", place, "owner");
    socket.drops = std::move(drops);
    socket.limit = clues.Gauge("socket", place, "limit").value_or(0);
    const double half = static_cast<double>(std::max<uint64_t>(socket.limit, 2)) / 2;
    socket.full_share = clues.ShareOfSamples("socket", place, "queue", half);
  }
  std::stable_sort(sockets.begin(), sockets.end(),
                   [](const SocketClues& left, const SocketClues& right) {
                     return Sum(left.drops) > Sum(right.drops);
                   });
  return sockets;
}

}  // namespace

Scene::Scene(const Window& window) : clues(window), wall(TicksOf(window)) {
  const NicTable nics(window);
  for (const std::string& name : window.Places("link")) {
    cards.push_back(CardOf(clues, nics.Named(name), name));
  }
  for (const std::string& place : window.Places("softnet")) {
    if (!place.starts_with("cpu")) continue;
    cpus.push_back(CpuOf(clues, place));
    CountPolled(cards, cpus.back());
  }
  sockets = DroppingSockets(clues);
}

const CpuClues* Scene::FindCpu(unsigned number) const {
  const auto cpu = std::find_if(cpus.begin(), cpus.end(),
                                [number](const CpuClues& each) { return each.number == number; });
  return cpu == cpus.end() ? nullptr : &*cpu;
}

namespace {

/// CPUs that had something of the card to do: where its queues are counted, those alone whose
/// queues took or lost packets.
CpuSet AtWork(const CardClues& card) {
  CpuSet cpus;
  for (const QueueClues& queue : card.queues) {
    if (queue.cpu && Sum(queue.packets) + Sum(queue.drops) > 0) cpus.Add(*queue.cpu);
  }
  return cpus.Empty() ? card.Cpus() : cpus;
}

}  // namespace

const CpuClues* Scene::HotCpu(const CardClues& card, const Steps& lost) const {
  const CpuSet of_card = AtWork(card);
  const CpuClues* hot = nullptr;
  double most = -1;
  for (const CpuClues& cpu : cpus) {
    if (!of_card.Empty() && !of_card.Contains(cpu.number)) continue;
    const CpuUse use = UseOf(*this, cpu, lost);
    const double share = use.known ? 1 - use.idle + use.softirq : 0;
    if (share <= most) continue;
    most = share;
    hot = &cpu;
  }
  return hot;
}

uint64_t Scene::Packets() const {
  uint64_t packets = 0;
  for (const CardClues& card : cards) {
    if (!card.upper) packets += Sum(card.received) + Sum(card.Lost());
  }
  const uint64_t at_ip = clues.Total("ip", "host", {"IpInReceives", "Ip6InReceives"});
  return std::max(packets, at_ip);
}

CpuUse UseOf(const Scene& scene, const CpuClues& cpu, const Steps& lost) {
  constexpr double kNanosecondsATick = 1e7;
  constexpr double kIdle = 0.3;
  constexpr double kMostOfIt = 0.7;
  constexpr double kContended = 0.25;
  CpuUse use;
  use.wall = std::max<uint64_t>(1, SumWhere(scene.wall, lost));
  const auto all = static_cast<double>(use.wall);
  const auto share = [&](const Steps& ticks) {
    return std::min(1.0, static_cast<double>(SumWhere(ticks, lost)) / all);
  };
  const auto share_of_ns = [&](const Steps& spans) {
    return static_cast<double>(SumWhere(spans, lost)) / (all * kNanosecondsATick);
  };
  use.known = scene.clues.Has("cpu", cpu.name(), "idle");
  use.idle = share(cpu.idle);
  // A tick that is taken late is not made up for; the scheduler's own clock loses nothing.
  use.softirq = std::min(1.0, std::max(share(cpu.softirq), share_of_ns(cpu.ran)));
  use.steal = share(cpu.steal);
  // A thread that is starved adds its waiting when it runs at last, which may be much later.
  const auto whole = static_cast<double>(std::max<uint64_t>(1, Sum(scene.wall)));
  const double ever = static_cast<double>(Sum(cpu.waited)) / (whole * kNanosecondsATick);
  use.waited = std::min(1.0, std::max(share_of_ns(cpu.waited), ever));
  const auto served = static_cast<uint64_t>(use.softirq * all);
  use.saturated = use.known && use.idle <= kIdle && use.waited < kContended &&
                  use.softirq >= kMostOfIt * (1 - use.idle) &&
                  IsSurely(served, use.wall, kMostOfIt * kMostOfIt);
  return use;
}

}  // namespace netkeel
