// SPDX-License-Identifier: Apache-2.0
#include "cli/looks.h"

#include "base/span_of_time.h"
#include "evidence/sources.h"

namespace netkeel {
namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

void PauseUntil(const Kernel& kernel, steady_clock::time_point due) {
  const auto left = due - steady_clock::now();
  if (left.count() > 0) kernel.Pause(std::chrono::ceil<milliseconds>(left));
}

bool WantsFacts(const LookPlan& plan, int64_t look) {
  if (look == 0 || look == plan.intervals) return true;
  return plan.facts_every > 0 && look % plan.facts_every == 0;
}

}  // namespace

Result<void> LookAt(const Kernel& kernel, const std::vector<std::string>& interfaces,
                    const LookPlan& plan, const std::function<void(Sample)>& take) {
  auto scope = ScopeOf(kernel, interfaces);
  if (!scope) return Fail(scope.error());
  const auto begun = steady_clock::now();
  bool is_old = false;
  for (int64_t look = 0; look <= plan.intervals; ++look) {
    PauseUntil(kernel, begun + look * plan.interval);
    const bool facts = WantsFacts(plan, look);
    if (is_old || (facts && look > 0)) {
      if (auto fresh = ScopeOf(kernel, interfaces)) scope = std::move(fresh);
    }
    scope->facts = facts || is_old;
    Sample sample = TakeSample(kernel, *scope);
    if (const auto timed = NeedTime(sample); !timed) return timed;
    sample.at = WallNow();
    is_old = sample.scope_is_old;
    take(std::move(sample));
  }
  return {};
}

}  // namespace netkeel
