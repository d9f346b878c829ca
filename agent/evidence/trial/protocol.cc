// SPDX-License-Identifier: Apache-2.0
#include "evidence/trial/protocol.h"

#include <algorithm>

namespace netkeel {
namespace {

constexpr uint64_t kMany = 100;

double ShareOf(const Arm& arm) {
  return arm.packets == 0 ? 0 : static_cast<double>(arm.loss) / static_cast<double>(arm.packets);
}

/// A loss with the change that is no chance: against the worst that was seen without it.
std::string TooMuch(const Arm& changed, const std::vector<TrialSeen>& as_is,
                    const TrialRules& rules) {
  if (as_is.empty()) return "";
  double worst = 0;
  for (const TrialSeen& seen : as_is) worst = std::max(worst, ShareOf(seen.arm));
  constexpr double kTimes = 10;
  const double share = ShareOf(changed);
  if (share <= kTimes * worst) return "";
  const std::string now = AmountText(share, rules.metric);
  const std::string before = AmountText(worst, rules.metric);
  if (rules.metric.of_packets) {
    if (share < rules.worst_share) return "";
    return "with the change " + now + " were lost in one window, as it is at most " + before;
  }
  // Nothing in one window alone is no rate to hold it against.
  const bool is_known = worst > 0 || as_is.size() > 1;
  if (changed.loss < kMany || !is_known) return "";
  return "with the change " + rules.metric.name + " rose by " + now +
         " in one window, as it is by at most " + before;
}

/// One trial under way.
class Course {
 public:
  Course(const TrialRules& rules, const TrialHands& hands) : rules_(rules), hands_(hands) {}

  TrialCourse Run() {
    while (course_.pairs.size() < rules_.pairs && course_.ended_early.empty()) SeePair();
    return std::move(course_);
  }

 private:
  void SeePair() {
    TrialPair pair{.changed_first = hands_.lot()};
    for (const bool changed : {pair.changed_first, !pair.changed_first}) {
      const auto seen = SeeWindow(changed);
      if (!seen) {
        course_.ended_early = seen.error().message;
        return;
      }
      (changed ? pair.changed : pair.as_is) = seen->arm;
      hands_.tell(course_.pairs.size() + 1, changed, *seen);
      if (!Heed(*seen, changed)) return;
    }
    course_.pairs.push_back(pair);
  }

  Result<TrialSeen> SeeWindow(bool changed) {
    if (auto switched = hands_.switch_to(changed); !switched) return Fail(switched.error());
    if (auto settled = hands_.wait(rules_.settle); !settled) return Fail(settled.error());
    return hands_.see(rules_.window, [this, changed](const TrialSeen& so_far) -> std::string {
      if (changed) return GuardOf(so_far, as_is_, rules_);
      return so_far.trouble.empty() ? "" : so_far.trouble.front();
    });
  }

  /// False where a guard ends it.
  bool Heed(const TrialSeen& seen, bool changed) {
    if (!changed) {
      as_is_.push_back(seen);
      if (!seen.trouble.empty()) course_.ended_early = seen.trouble.front();
      // In the first pair the change may have come first, with nothing to hold it against.
      if (course_.ended_early.empty()) course_.ended_early = GuardOf(changed_, as_is_, rules_);
      return course_.ended_early.empty();
    }
    changed_ = seen;
    course_.ended_early = GuardOf(seen, as_is_, rules_);
    return course_.ended_early.empty();
  }

  const TrialRules& rules_;
  const TrialHands& hands_;
  TrialCourse course_;
  TrialSeen changed_;  ///< the last window of that side
  std::vector<TrialSeen> as_is_;
};

}  // namespace

std::string GuardOf(const TrialSeen& changed, const std::vector<TrialSeen>& as_is,
                    const TrialRules& rules) {
  if (!changed.trouble.empty()) return changed.trouble.front();
  if (std::string much = TooMuch(changed.arm, as_is, rules); !much.empty()) return much;
  // Two windows without, so that a loss that comes now and then is not taken for the change's.
  if (as_is.size() < 2) return "";
  for (const auto& [stage, lost] : changed.lost) {
    const bool is_new = std::none_of(as_is.begin(), as_is.end(), [at = stage](const auto& seen) {
      const auto found = seen.lost.find(at);
      return found != seen.lost.end() && found->second > 0;
    });
    if (lost < kMany || !is_new) continue;
    return std::to_string(lost) +
           " packets were lost at a stage where none were before: " + ToText(stage);
  }
  return "";
}

TrialCourse RunTrial(const TrialRules& rules, const TrialHands& hands) {
  return Course(rules, hands).Run();
}

}  // namespace netkeel
