// SPDX-License-Identifier: Apache-2.0
#include "reconcile/roll_back.h"

#include <set>

#include "reconcile/execute.h"
#include "reconcile/learner.h"
#include "reconcile/link.h"
#include "reconcile/restore.h"

namespace netkeel {
namespace {

constexpr int kRounds = 4;
// A setting may be refused while another is not restored yet; twice is for good.
constexpr int kTriesEach = 2;

class RollBackRun {
 public:
  RollBackRun(Kernel& kernel, const Catalog& catalog, const Checkpoint& checkpoint,
              RollBackRules rules)
      : kernel_(kernel),
        catalog_(catalog),
        checkpoint_(AsPresent(kernel, checkpoint)),
        leave_(rules.allow_disruptive, std::nullopt),
        options_{leave_, OnFailure::kGoOn, rules.carrier_timeout, CarriersOf(checkpoint_.devices)} {
  }

  std::vector<std::string> Run() {
    Planned planned = LookAndPlan();
    for (int round = 0; round < kRounds && !planned.plan.empty(); ++round) {
      Remember(Execute(kernel_, catalog_, look_, planned.plan, options_));
      planned = LookAndPlan();
    }
    std::vector<std::string> lines = LinesOf(planned.findings);
    lines.insert(lines.end(), lost_.begin(), lost_.end());
    AddMissingCarriers(lines);
    return lines;
  }

 private:
  Planned LookAndPlan() {
    look_ = LookAtCheckpoint(kernel_, catalog_, checkpoint_);
    const Planned planned = PlanNow();
    return learner_.Settle(look_, planned.plan) ? PlanNow() : planned;
  }

  Planned PlanNow() const {
    return MakePlan(catalog_, look_, learner_.lessons(),
                    {.hold_disruptive = !leave_.allowed(), .exact = true});
  }

  void Remember(const Execution& execution) {
    learner_.Note(execution, look_);
    for (const Step& step : execution.done) NoteReset(step);
    for (const Failure& failure : execution.failures) NoteReset(failure.step);
    lost_.insert(lost_.end(), execution.lost.begin(), execution.lost.end());
    for (const Failure& failure : execution.failures) {
      for (const Change& change : failure.step.changes) {
        if (++tries_[change.address] < kTriesEach) continue;
        learner_.Refuse(change.address, failure.error);
      }
    }
  }

  void NoteReset(const Step& step) {
    if (step.disruptive) reset_.insert(step.device);
  }

  /// Settings restored are not a link restored. Without leave neither this nor the run that it
  /// undoes has reset a live link: who took it down since did so himself.
  void AddMissingCarriers(std::vector<std::string>& lines) const {
    Link up;
    up.carrier = true;
    for (const Device& saved : checkpoint_.devices) {
      if (!saved.carrier || !look_.devices.contains(saved.name)) continue;
      const bool reset = reset_.contains(saved.name);
      if (!reset && !leave_.allowed()) continue;
      const auto back = AwaitLink(kernel_, saved.name, up, options_.carrier_timeout);
      if (back) continue;
      lines.push_back((reset ? back.error().message
                             : saved.name + " had a carrier before that run and has none now") +
                      "; `ip link set " + saved.name + " down` and up again may revive it");
    }
  }

  static std::vector<std::string> LinesOf(const std::vector<Finding>& findings) {
    std::vector<std::string> lines;
    for (const Finding& finding : findings) {
      if (finding.status == Status::kOk) continue;
      std::string line = ToText(finding.address) + " was " + finding.wanted + " and is ";
      line += finding.actual.empty() ? "gone" : finding.actual;
      if (!finding.reason.empty()) line += ": " + finding.reason;
      lines.push_back(std::move(line));
    }
    return lines;
  }

  Kernel& kernel_;
  const Catalog& catalog_;
  const Checkpoint checkpoint_;
  ResetLeave leave_;
  Learner learner_;
  const ExecuteOptions options_;
  Look look_;
  std::map<Address, int> tries_;
  std::set<std::string> reset_;    ///< interfaces, by this roll back
  std::vector<std::string> lost_;  ///< with its resets
};

}  // namespace

std::vector<std::string> RollBack(Kernel& kernel, const Catalog& catalog,
                                  const Checkpoint& checkpoint, RollBackRules rules) {
  return RollBackRun(kernel, catalog, checkpoint, rules).Run();
}

}  // namespace netkeel
