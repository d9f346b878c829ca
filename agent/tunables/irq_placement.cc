// SPDX-License-Identifier: Apache-2.0
#include "tunables/irq_placement.h"

#include <algorithm>
#include <utility>

#include "tunables/observed_vectors.h"
#include "tunables/resolve.h"

namespace netkeel {
namespace {

struct IrqSettings {
  const Setting* affinity = nullptr;
  const Setting* cpus = nullptr;
  const Setting* other = nullptr;
};

IrqSettings IrqSettingsOf(const Target& target, std::string_view tunable) {
  IrqSettings found;
  for (const Setting& setting : target.settings) {
    if (setting.tunable != tunable) continue;
    if (setting.key == "affinity") found.affinity = &setting;
    if (setting.key == "cpus") found.cpus = &setting;
    if (setting.key == "other") found.other = &setting;
  }
  return found;
}

/// The CPUs of queues 0, 1, ... in turn: one element for `pool`.
std::vector<CpuSet> CpusInTurn(const Placement& placement, const CpuSet& cpus,
                               const CpuFacts& facts) {
  if (placement.kind == Placement::Kind::kPool) return {cpus};
  const bool spread = placement.kind == Placement::Kind::kSpread;
  std::vector<CpuSet> turns;
  for (const unsigned cpu : spread ? SpreadOrder(cpus, facts) : cpus.Cpus()) {
    turns.push_back(CpuSet{cpu});
  }
  return turns;
}

class IrqResolver {
 public:
  IrqResolver(const Situation& situation, const Placed& placed, Desired& desired)
      : target_(situation.target), facts_(situation.facts), placed_(placed), desired_(desired) {}

  void PlaceQueues(const IrqSettings& settings) {
    const auto& placement = std::get<Placement>(settings.affinity->literal);
    if (placement.kind == Placement::Kind::kMap) {
      PlaceByMap(*settings.affinity, placement);
      return;
    }
    if (settings.cpus == nullptr) {
      const Error incomplete{ErrorCode::kBadInput, "needs `cpus:`, the CPUs to use"};
      Refuse(*settings.affinity, "affinity", incomplete);
      return;
    }
    const auto& expression = std::get<CpuExpression>(settings.cpus->literal);
    const auto cpus = OnlineCpus(expression, target_.device, facts_);
    if (!cpus) return Refuse(*settings.cpus, "cpus", cpus.error());
    const auto turns = CpusInTurn(placement, *cpus, facts_);
    std::string why = expression.WhyThese(facts_, target_.device.numa_node);
    for (const ObservedVector& vector : placed_.all) {
      if (!vector.queue) continue;
      Want(*settings.affinity, vector, turns[*vector.queue % turns.size()]);
      // Said once, at the first of them.
      AddNote(std::exchange(why, ""), desired_.wishes[vector.affinity]);
    }
  }

  void PlaceOthers(const Setting& other) {
    const auto cpus = OnlineCpus(std::get<CpuExpression>(other.literal), target_.device, facts_);
    if (!cpus) return Refuse(other, "other", cpus.error());
    for (const ObservedVector& vector : placed_.all) {
      if (!vector.queue) Want(other, vector, *cpus);
    }
  }

 private:
  void PlaceByMap(const Setting& affinity, const Placement& placement) {
    for (const auto& [queue, expression] : placement.map) {
      const auto cpus = OnlineCpus(expression, target_.device, facts_);
      const std::string key = "queue-" + std::to_string(queue) + "/affinity";
      if (!cpus) {
        Refuse(affinity, key, cpus.error());
        continue;
      }
      bool found = false;
      for (const ObservedVector& vector : placed_.all) {
        if (vector.queue != queue) continue;
        Want(affinity, vector, *cpus);
        found = true;
      }
      if (found) continue;
      const Error missing{ErrorCode::kNotFound, "there is no " + std::string(placed_.what) +
                                                    " for queue " + std::to_string(queue)};
      desired_.findings.push_back(SettingFinding(target_, affinity, key, missing));
    }
  }

  void Want(const Setting& setting, const ObservedVector& vector, const CpuSet& cpus) {
    Wish wish = WishOf(setting, cpus);
    wish.wanted = cpus.ToList();
    // What told the queue is said beside the verdict.
    if (vector.queue && !vector.by.empty()) {
      wish.note = "queue " + std::to_string(*vector.queue) + " by " + vector.by;
    }
    desired_.wishes[vector.affinity] = std::move(wish);
  }

  static void AddNote(const std::string& note, Wish& wish) {
    if (!note.empty()) wish.note += (wish.note.empty() ? "" : "; ") + note;
  }

  void Refuse(const Setting& setting, const std::string& key, const Error& error) {
    desired_.findings.push_back(SettingFinding(target_, setting, key, error));
  }

  const Target& target_;
  const CpuFacts& facts_;
  const Placed& placed_;
  Desired& desired_;
};

/// A wish for what was not found must never look like a matter of course.
void RefuseMissing(const Situation& situation, const Setting& setting, const Placed& placed,
                   Desired& desired) {
  const Address whole{situation.target.device.name, setting.tunable, ""};
  const Error* const known = ProblemAt(situation.observed, whole);
  Error error = known != nullptr ? *known : placed.missing;
  if (error.code == ErrorCode::kNotFound) error.code = ErrorCode::kUnclear;
  desired.findings.push_back(SettingFinding(situation.target, setting, setting.key, error));
}

}  // namespace

void ResolvePlacement(const Situation& situation, const Placed& placed, Desired& desired) {
  const Target& target = situation.target;
  const IrqSettings settings = IrqSettingsOf(target, placed.tunable);
  const Setting* const first = settings.affinity != nullptr ? settings.affinity : settings.other;
  if (first == nullptr && settings.cpus != nullptr) {
    const Error alone{ErrorCode::kBadInput, "`cpus:` alone places nothing; add `affinity:`"};
    desired.findings.push_back(SettingFinding(target, *settings.cpus, "cpus", alone));
  }
  if (first == nullptr) return;
  const bool any_queue =
      std::any_of(placed.all.begin(), placed.all.end(),
                  [](const ObservedVector& vector) { return vector.queue.has_value(); });
  if (placed.all.empty() || (settings.affinity != nullptr && !any_queue)) {
    RefuseMissing(situation, *first, placed, desired);
  }
  IrqResolver resolver(situation, placed, desired);
  if (settings.affinity != nullptr && any_queue) resolver.PlaceQueues(settings);
  if (settings.other != nullptr) resolver.PlaceOthers(*settings.other);
}

}  // namespace netkeel
