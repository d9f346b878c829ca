// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "evidence/figures.h"
#include "evidence/judge/placement.h"
#include "evidence/judge/rule.h"

namespace netkeel {
namespace {

constexpr double kStolen = 0.1;
/// A busy host has ksoftirqd wait a little; beside one other task it waits half of the time.
constexpr double kStarved = 0.4;
/// One or two other tasks leave ksoftirqd a share; one of another class leaves it next to nothing.
constexpr double kShutOut = 0.7;
/// From here on it is worth a word that what squeezed runs leave has to wait.
constexpr double kDelayed = 0.2;
/// A squeezed run here and there is how a busy host works.
constexpr double kGoodShare = 0.05;
constexpr uint64_t kEnoughSqueezes = 10;
/// A run that its budget ends has used all of it, and finished its last poll: below it time has
/// ended the runs. What is merged before it is counted, as of TCP, makes them look shorter.
constexpr double kNearBudget = 0.95;
constexpr double kMostRuns = 0.5;
constexpr uint64_t kDefaultBudget = 300;
constexpr uint64_t kOnePoll = 64;  ///< NAPI_POLL_WEIGHT: what drivers take a poll
constexpr uint64_t kDefaultHz = 1000;
constexpr uint64_t kMicroseconds = 1'000'000;

/// How the runs of a CPU's softirqs ended.
struct Squeezed {
  uint64_t squeezes = 0;
  uint64_t runs = 0;
  uint64_t packets = 0;
  uint64_t budget = kDefaultBudget;
  uint64_t budget_usecs = 0;
  uint64_t jiffy_usecs = 0;
  bool by_time = false;

  double PacketsARun() const { return static_cast<double>(packets) / static_cast<double>(runs); }
  double Share() const {
    return std::min(1.0, static_cast<double>(squeezes) / static_cast<double>(runs));
  }
  /// A run ends after one poll, whatever the load.
  bool IsTiny() const { return !by_time && budget <= kOnePoll; }
  /// Somebody meant runs to be long, and time does not let them.
  bool IsHalfRaised() const { return by_time && budget > kDefaultBudget; }
};

/// Packets that a run of this CPU can take: it polls each queue once, whatever its budget is. None
/// where its queues are not known.
std::optional<uint64_t> MostARun(const Scene& scene, const CpuClues& cpu) {
  uint64_t queues = 0;
  for (const CardClues& card : scene.cards) {
    for (const QueueClues& queue : card.queues) queues += queue.cpu == cpu.number ? 1 : 0;
  }
  return queues == 0 ? std::nullopt : std::optional(queues * kOnePoll);
}

/// None where few runs were squeezed, or it cannot be told.
std::optional<Squeezed> SqueezedRuns(const Scene& scene, const Loss& loss) {
  Squeezed found;
  found.squeezes = SumWhere(loss.cpu->squeezes, loss.lost);
  found.runs = SumWhere(loss.cpu->runs, loss.lost);
  found.packets = SumWhere(loss.cpu->packets, loss.lost);
  if (found.squeezes < kEnoughSqueezes || !IsSurely(found.squeezes, found.runs, kGoodShare)) {
    return std::nullopt;
  }
  const auto setting = [&scene](const char* name) { return scene.clues.Setting("host", name); };
  found.jiffy_usecs = kMicroseconds / std::max<uint64_t>(1, setting("hz").value_or(kDefaultHz));
  found.budget = setting("net.core.netdev_budget").value_or(kDefaultBudget);
  found.budget_usecs = setting("net.core.netdev_budget_usecs").value_or(2 * found.jiffy_usecs);
  found.by_time =
      MostARun(scene, *loss.cpu).value_or(found.budget) < found.budget ||
      found.PacketsARun() < kNearBudget * found.Share() * static_cast<double>(found.budget);
  return found;
}

/// A squeeze loses nothing by itself: it must be that the runs are cut to a single poll, or that
/// somebody else has the CPU before ksoftirqd takes what was left. That is the limit's fault where
/// it is short of what it might be; and not where that somebody lets ksoftirqd never run.
bool Matters(const Scene& scene, const Loss& loss, const Squeezed& squeezed) {
  if (squeezed.IsTiny()) return true;
  if (squeezed.by_time && !squeezed.IsHalfRaised()) return false;
  const CpuUse use = UseOf(scene, *loss.cpu, loss.lost);
  return !use.saturated && use.waited >= kDelayed && use.waited < kShutOut;
}

std::optional<Why> BySqueezes(const Scene& scene, const Loss& loss, bool by_time) {
  if (loss.cpu == nullptr) return std::nullopt;
  const auto squeezed = SqueezedRuns(scene, loss);
  if (!squeezed || squeezed->by_time != by_time || !Matters(scene, loss, *squeezed)) {
    return std::nullopt;
  }
  const std::string cpu = loss.cpu->name();
  Why why;
  why.because = NumberText(squeezed->squeezes) + " of " + CountText(squeezed->runs, "softirq run") +
                " of " + cpu + " ended with packets left, after " +
                FigureText(squeezed->PacketsARun()) + " packets on average";
  scene.clues.Prove("softnet", cpu, {"time_squeeze", "processed"}, why.proofs);
  scene.clues.Prove("softirq", cpu, {"NET_RX"}, why.proofs);
  return why;
}

std::string BudgetText(const Scene& scene, const char* name) {
  const auto number = scene.clues.Setting("host", name);
  return std::string(name) + (number ? " is " + NumberText(*number) : "");
}

}  // namespace

std::optional<Why> Stolen(const Scene& scene, const Loss& loss) {
  if (loss.cpu == nullptr) return std::nullopt;
  const uint64_t steal = SumWhere(loss.cpu->steal, loss.lost);
  const CpuUse use = UseOf(scene, *loss.cpu, loss.lost);
  if (!IsSurely(steal, use.wall, kStolen)) return std::nullopt;
  Why why{"the hypervisor gave " + PercentText(use.steal) + " of the time of " + loss.cpu->name() +
              " to others",
          "nothing here helps: give this virtual machine CPUs of its own on its host"};
  scene.clues.Prove("cpu", loss.cpu->name(), {"steal", "softirq"}, why.proofs);
  return why;
}

std::optional<Why> KsoftirqdStarved(const Scene& scene, const Loss& loss) {
  if (loss.cpu == nullptr) return std::nullopt;
  const double waited = UseOf(scene, *loss.cpu, loss.lost).waited;
  if (waited < kStarved) return std::nullopt;
  const std::string thread = "ksoftirqd/" + std::to_string(loss.cpu->number);
  Why why{thread + " was runnable and did not run for " + PercentText(waited) +
              " of the time: another task has " + loss.cpu->name(),
          "find what runs on " + loss.cpu->name() + " (a real-time task, or one that never" +
              " sleeps) and place it or the interrupts elsewhere"};
  if (loss.card != nullptr) {
    why.advice +=
        "; or let threads poll the card, which the scheduler may put on another CPU (`napi: "
        "{threaded: on}`)";
  }
  CpuSet taken;
  taken.Add(loss.cpu->number);
  if (loss.card != nullptr) why.knobs = SpreadKnobs(scene, *loss.card, taken);
  scene.clues.Prove("task", thread, {"wait_ns", "run_ns"}, why.proofs);
  scene.clues.Prove("cpu", loss.cpu->name(), {"user", "system"}, why.proofs);
  return why;
}

std::optional<Why> Budget(const Scene& scene, const Loss& loss) {
  constexpr const char* kName = "net.core.netdev_budget";
  auto why = BySqueezes(scene, loss, false);
  if (!why) return why;
  why->because += ": " + BudgetText(scene, kName) + " packets";
  why->advice = "let a run take more packets; netdev_budget_usecs must leave the time for them";
  const uint64_t now = scene.clues.Setting("host", kName).value_or(kDefaultBudget);
  why->knobs = RaiseKnobs(scene.clues, kName, std::max(2 * now, kDefaultBudget));
  if (why->knobs.empty()) why->advice = AtItsMost(kName);
  return why;
}

std::optional<Why> BudgetTime(const Scene& scene, const Loss& loss) {
  constexpr const char* kName = "net.core.netdev_budget_usecs";
  auto why = BySqueezes(scene, loss, true);
  if (!why) return why;
  why->because +=
      ", below the budget of " +
      NumberText(scene.clues.Setting("host", "net.core.netdev_budget").value_or(kDefaultBudget)) +
      ": time ended them, and " + BudgetText(scene, kName);
  why->advice = "let a run last longer; it is counted in whole jiffies";
  const uint64_t hz = std::max<uint64_t>(1, scene.clues.Setting("host", "hz").value_or(kDefaultHz));
  const uint64_t now = scene.clues.Setting("host", kName).value_or(0);
  why->knobs = RaiseKnobs(scene.clues, kName, std::max(2 * now, 2 * kMicroseconds / hz));
  if (why->knobs.empty()) why->advice = AtItsMost(kName);
  return why;
}

namespace {

/// CPUs whose runs are cut short so that packets wait, though nothing of them is lost as yet.
std::vector<Cause> Delays(const Scene& scene,
                          std::optional<Why> (*explain)(const Scene&, const Loss&)) {
  constexpr uint64_t kMany = 100;
  std::vector<Cause> causes;
  for (const CpuClues& cpu : scene.cpus) {
    const Loss none{nullptr, &cpu, {}, Sum(cpu.packets)};
    const auto squeezed = SqueezedRuns(scene, none);
    if (!squeezed || squeezed->squeezes < kMany) continue;
    const bool wrong = squeezed->IsTiny() || squeezed->IsHalfRaised();
    const bool most = IsSurely(squeezed->squeezes, squeezed->runs, kMostRuns);
    const double waited = UseOf(scene, cpu, {}).waited;
    auto why = explain(scene, none);
    if (!wrong || !most || waited < kDelayed || !why) continue;
    Cause& cause = causes.emplace_back();
    cause.place = cpu.name();
    cause.text = "Packets wait for " + cpu.name() + ", ksoftirqd of which waited for " +
                 PercentText(waited) + " of the time: " + why->because + '.';
    cause.advice = std::move(why->advice);
    cause.proofs = std::move(why->proofs);
    cause.knobs = std::move(why->knobs);
    scene.clues.Prove("task", "ksoftirqd/" + std::to_string(cpu.number), {"wait_ns"}, cause.proofs);
  }
  return causes;
}

}  // namespace

std::vector<Cause> BudgetDelays(const Scene& scene) { return Delays(scene, Budget); }

std::vector<Cause> BudgetTimeDelays(const Scene& scene) { return Delays(scene, BudgetTime); }

}  // namespace netkeel
