// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "evidence/figures.h"
#include "evidence/judge/placement.h"
#include "evidence/judge/rule.h"

namespace netkeel {
namespace {

constexpr double kNearlyIdle = 0.2;
constexpr double kNearlyAll = 0.9;
constexpr uint64_t kEnoughPackets = 1000;
/// Time of a CPU that interrupts may take from a task before that is worth a word.
constexpr double kDisturbing = 0.2;

bool IsIsolated(const Scene& scene, unsigned cpu) {
  return scene.clues.Cpus("setting", "host", "isolated").Contains(cpu);
}

/// Who may run on an isolated CPU and nowhere else; "" for nobody.
std::string OwnersOf(const Scene& scene, const CpuClues& cpu) {
  return IsIsolated(scene, cpu.number) ? scene.clues.Fact("cpu", cpu.name(), "tasks") : "";
}

/// Whether a process is in both lists: "feedd (pid 812), feedd (pid 813)".
bool ShareOne(const std::string& left, const std::string& right) {
  const auto others = Split(right, ",");
  for (const std::string_view one : Split(left, ",")) {
    if (Trim(one).empty()) continue;
    const bool there = std::any_of(others.begin(), others.end(), [one](std::string_view other) {
      return Trim(other) == Trim(one);
    });
    if (there) return true;
  }
  return false;
}

uint64_t PacketsOf(const std::vector<QueueClues>& queues) {
  uint64_t sum = 0;
  for (const QueueClues& queue : queues) sum += Sum(queue.packets);
  return sum;
}

std::string MoveAway(const std::string& owners) {
  return "keep interrupts off the CPUs that belong to " + Printable(owners);
}

}  // namespace

std::optional<Why> IsolatedVector(const Scene& scene, const Loss& loss) {
  if (loss.card == nullptr || loss.cpu == nullptr) return std::nullopt;
  const std::string owners = OwnersOf(scene, *loss.cpu);
  const bool idle = UseOf(scene, *loss.cpu, loss.lost).idle > kNearlyIdle;
  if (owners.empty() || idle) return std::nullopt;
  const std::string cpu = loss.cpu->name();
  Why why{"the interrupt of its queue goes to " + cpu + ", which is isolated and belongs to " +
              Printable(owners),
          MoveAway(owners)};
  why.knobs = SpreadKnobs(scene, *loss.card, {});
  scene.clues.Prove("cpu", cpu, {"user", "system", "softirq"}, why.proofs);
  return why;
}

std::optional<Why> OneCpu(const Scene& scene, const Loss& loss) {
  if (loss.card == nullptr || loss.cpu == nullptr) return std::nullopt;
  const CpuUse use = UseOf(scene, *loss.cpu, loss.lost);
  const auto active = std::count_if(loss.card->queues.begin(), loss.card->queues.end(),
                                    [&](const QueueClues& queue) {
                                      const bool counted = PacketsOf(loss.card->queues) > 0;
                                      return queue.cpu && (!counted || Sum(queue.packets) > 0);
                                    });
  const bool crowded = active > 1 && loss.card->Cpus().Size() == 1;
  const bool has_room = FreeOnes(scene).Size() > 1;
  if (!crowded || !use.saturated || !has_room) return std::nullopt;
  const std::string cpu = loss.cpu->name();
  Why why{"the interrupts of all its " + std::to_string(active) + " queues go to " + cpu +
              ", whose time softirqs take to " + PercentText(use.softirq),
          "give each queue a CPU of its own"};
  why.knobs = SpreadKnobs(scene, *loss.card, {});
  scene.clues.Prove("cpu", cpu, {"softirq", "idle"}, why.proofs);
  scene.clues.Prove("softnet", cpu, {"processed", "time_squeeze"}, why.proofs);
  return why;
}

std::optional<Why> OneQueue(const Scene& scene, const Loss& loss) {
  if (loss.card == nullptr || loss.cpu == nullptr) return std::nullopt;
  const auto& queues = loss.card->queues;
  // Drivers count for queues, too, that they have no interrupt for at present.
  const auto served = std::count_if(queues.begin(), queues.end(),
                                    [](const QueueClues& queue) { return queue.cpu.has_value(); });
  if (served < 2) return std::nullopt;
  const CpuUse use = UseOf(scene, *loss.cpu, loss.lost);
  const auto most = std::max_element(queues.begin(), queues.end(),
                                     [](const QueueClues& left, const QueueClues& right) {
                                       return Sum(left.packets) < Sum(right.packets);
                                     });
  const uint64_t all = PacketsOf(queues);
  const uint64_t of_one = Sum(most->packets);
  const bool one = all >= kEnoughPackets && IsSurely(of_one, all, kNearlyAll);
  const bool is_there = most->cpu == loss.cpu->number;
  if (!one || !is_there || !use.saturated) return std::nullopt;
  const std::string number = std::to_string(most->number);
  Why why{"queue " + number + " takes " + PercentText(ShareOf(of_one, all - of_one)) +
              " of the packets, and softirqs take " + PercentText(use.softirq) +
              " of the time of " + loss.cpu->name() + ", which serves it",
          "one group from one source hashes to one queue: hash by ports, too "
          "(`flow-hash: {udp4: sdfn}`, unless datagrams come in fragments), spread the feed over "
          "groups or ports, or steer groups to other queues (`ntuple`); a table that names that "
          "queue alone is mended by `rss: {indirection: default}`; rps_cpus takes the protocols' "
          "work off that CPU"};
  why.place = loss.card->name + " queue " + number;
  CpuSet polling;
  polling.Add(loss.cpu->number);
  why.knobs = HandOnKnobs(scene, *loss.card, polling);
  scene.clues.Prove("cpu", loss.cpu->name(), {"softirq", "idle"}, why.proofs);
  return why;
}

std::vector<Cause> DisturbedTasks(const Scene& scene) {
  std::vector<Cause> causes;
  for (const CardClues& card : scene.cards) {
    for (const unsigned number : card.Cpus().Cpus()) {
      const CpuClues* const cpu = scene.FindCpu(number);
      const std::string owners = cpu == nullptr ? "" : OwnersOf(scene, *cpu);
      if (owners.empty() || UseOf(scene, *cpu, {}).softirq < kDisturbing) continue;
      const bool loses = std::any_of(
          scene.sockets.begin(), scene.sockets.end(),
          [&owners](const SocketClues& socket) { return ShareOne(socket.owner, owners); });
      if (!loses) continue;
      Cause& cause = causes.emplace_back();
      cause.place = cpu->name();
      cause.text = "Softirqs of " + Printable(card.name) + " take " +
                   PercentText(UseOf(scene, *cpu, {}).softirq) + " of the time of " + cpu->name() +
                   ", which is isolated and belongs to " + Printable(owners) +
                   ", whose sockets lose packets.";
      cause.advice = MoveAway(owners);
      cause.knobs = SpreadKnobs(scene, card, {});
      scene.clues.Prove("cpu", cpu->name(), {"user", "softirq"}, cause.proofs);
    }
  }
  return causes;
}

}  // namespace netkeel
