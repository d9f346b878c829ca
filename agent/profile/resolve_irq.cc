// SPDX-License-Identifier: Apache-2.0
#include "profile/resolve_irq.h"

#include <algorithm>
#include <optional>

namespace netkeel {
namespace {

constexpr const char* kIrq = "irq";

/// One vector as observed: its label, and its queue where it has one.
struct Vector {
  std::string label;
  std::optional<uint64_t> queue;
  std::string note{};
};

struct IrqSettings {
  const Setting* affinity = nullptr;
  const Setting* cpus = nullptr;
  const Setting* other = nullptr;
};

IrqSettings IrqSettingsOf(const Target& target) {
  IrqSettings found;
  for (const Setting& setting : target.settings) {
    if (setting.tunable != kIrq) continue;
    if (setting.key == "affinity") found.affinity = &setting;
    if (setting.key == "cpus") found.cpus = &setting;
    if (setting.key == "other") found.other = &setting;
  }
  return found;
}

std::vector<Vector> VectorsOf(const std::string& device, const State& observed) {
  constexpr std::string_view kSuffix = "/irq";
  std::vector<Vector> vectors;
  for (const auto& [address, value] : observed) {
    if (address.device != device || address.tunable != kIrq) continue;
    if (!address.key.ends_with(kSuffix)) continue;
    Vector vector{address.key.substr(0, address.key.size() - kSuffix.size()), std::nullopt};
    const auto queue = observed.find({device, kIrq, vector.label + "/queue"});
    if (queue != observed.end()) vector.queue = std::get<uint64_t>(queue->second);
    const auto by = observed.find({device, kIrq, vector.label + "/by"});
    if (vector.queue && by != observed.end()) {
      vector.note = "queue " + std::to_string(*vector.queue) + " by " + ToText(by->second);
    }
    vectors.push_back(std::move(vector));
  }
  return vectors;
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
  IrqResolver(const Target& target, const CpuFacts& facts, Desired& desired)
      : target_(target), facts_(facts), desired_(desired) {}

  void PlaceQueues(const IrqSettings& settings, const std::vector<Vector>& vectors) {
    const auto& placement = std::get<Placement>(settings.affinity->literal);
    if (placement.kind == Placement::Kind::kMap) {
      PlaceByMap(*settings.affinity, placement, vectors);
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
    for (const Vector& vector : vectors) {
      if (vector.queue) Want(*settings.affinity, vector, turns[*vector.queue % turns.size()]);
    }
  }

  void PlaceOthers(const Setting& other, const std::vector<Vector>& vectors) {
    const auto cpus = OnlineCpus(std::get<CpuExpression>(other.literal), target_.device, facts_);
    if (!cpus) return Refuse(other, "other", cpus.error());
    for (const Vector& vector : vectors) {
      if (!vector.queue) Want(other, vector, *cpus);
    }
  }

 private:
  void PlaceByMap(const Setting& affinity, const Placement& placement,
                  const std::vector<Vector>& vectors) {
    for (const auto& [queue, expression] : placement.map) {
      const auto cpus = OnlineCpus(expression, target_.device, facts_);
      const std::string key = "queue-" + std::to_string(queue) + "/affinity";
      if (!cpus) {
        Refuse(affinity, key, cpus.error());
        continue;
      }
      bool found = false;
      for (const Vector& vector : vectors) {
        if (vector.queue != queue) continue;
        Want(affinity, vector, *cpus);
        found = true;
      }
      if (found) continue;
      const Error missing{ErrorCode::kNotFound,
                          "there is no vector for queue " + std::to_string(queue)};
      desired_.findings.push_back(SettingFinding(target_, affinity, key, missing));
    }
  }

  void Want(const Setting& setting, const Vector& vector, const CpuSet& cpus) {
    Wish wish = WishOf(setting, cpus);
    wish.wanted = cpus.ToList();
    wish.note = vector.note;
    desired_.wishes[{target_.device.name, kIrq, vector.label + "/affinity"}] = std::move(wish);
  }

  void Refuse(const Setting& setting, const std::string& key, const Error& error) {
    desired_.findings.push_back(SettingFinding(target_, setting, key, error));
  }

  const Target& target_;
  const CpuFacts& facts_;
  Desired& desired_;
};

/// A wish for vectors that were not found must never look like a matter of course.
void RefuseMissing(const Target& target, const Setting& setting, const Observation& observed,
                   Desired& desired) {
  const Error* const known = ProblemAt(observed, {target.device.name, kIrq, ""});
  Error error = known != nullptr ? *known : Error{ErrorCode::kIo, "no interrupt vector found"};
  if (error.code == ErrorCode::kNotFound) error.code = ErrorCode::kUnclear;
  desired.findings.push_back(SettingFinding(target, setting, setting.key, error));
}

}  // namespace

Result<CpuSet> OnlineCpus(const CpuExpression& expression, const Device& device,
                          const CpuFacts& facts) {
  const auto cpus = expression.Evaluate(facts, device.numa_node);
  if (!cpus) return cpus;
  const CpuSet online = cpus->And(facts.online);
  if (!online.Empty()) return online;
  const std::string set = '\'' + expression.text() + "' ";
  if (!cpus->Empty()) return Fail(ErrorCode::kUnclear, set + "has no CPU that is online");
  return Fail(ErrorCode::kUnclear,
              set + "is no CPU on this host" + expression.WhyEmpty(facts, device.numa_node));
}

void ResolveIrq(const Target& target, const Observation& observed, const CpuFacts& facts,
                Desired& desired) {
  const IrqSettings settings = IrqSettingsOf(target);
  const Setting* const first = settings.affinity != nullptr ? settings.affinity : settings.other;
  if (first == nullptr && settings.cpus != nullptr) {
    const Error alone{ErrorCode::kBadInput, "`cpus:` alone places nothing; add `affinity:`"};
    desired.findings.push_back(SettingFinding(target, *settings.cpus, "cpus", alone));
  }
  if (first == nullptr) return;
  const std::vector<Vector> vectors = VectorsOf(target.device.name, observed.values);
  const bool any_queue = std::any_of(vectors.begin(), vectors.end(),
                                     [](const Vector& vector) { return vector.queue.has_value(); });
  if (vectors.empty() || (settings.affinity != nullptr && !any_queue)) {
    RefuseMissing(target, *first, observed, desired);
  }
  IrqResolver resolver(target, facts, desired);
  if (settings.affinity != nullptr && any_queue) resolver.PlaceQueues(settings, vectors);
  if (settings.other != nullptr) resolver.PlaceOthers(*settings.other, vectors);
}

}  // namespace netkeel
