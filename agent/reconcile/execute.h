// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "kernel/kernel.h"
#include "model/plan.h"
#include "reconcile/planner.h"
#include "tunables/tunable.h"

namespace netkeel {

/// A step that did not work.
struct Failure {
  Step step;
  Error error;
};

struct Execution {
  std::vector<Step> done;
  std::vector<Failure> failures;  ///< at most one where execution stops at the first
  Refusals refusals;              ///< vectors that cannot be moved: no failure of the whole
};

enum class OnFailure { kStop, kGoOn };

/// Makes the plan's steps in order. Behind a step that reshapes its device, only that device's
/// other disruptive steps are still made, so that the link goes down once: the rest of its plan is
/// stale. Where a carrier was up before a disruptive step, waits for it to come back; not coming
/// back is a failure of that step.
Execution Execute(Kernel& kernel, const Catalog& catalog, const Look& look, const Plan& plan,
                  OnFailure on_failure);

/// "eth0/rings/rx, eth0/rings/tx".
std::string AddressesOf(const Step& step);

}  // namespace netkeel
