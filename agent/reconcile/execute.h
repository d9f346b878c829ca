// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "kernel/kernel.h"
#include "model/plan.h"
#include "reconcile/planner.h"
#include "reconcile/reset_leave.h"
#include "tunables/tunable.h"

namespace netkeel {

/// A step that did not work.
struct Failure {
  Step step;
  Error error;
};

/// What its resets did to a live link.
struct Outage {
  std::chrono::milliseconds away{0};  ///< how long it was not as far up as before
  uint64_t requests = 0;              ///< each of which resets the interface
  std::optional<uint64_t> downs;      ///< how often the carrier went; none where nobody counts
};

/// "reset eth0 with 2 requests, which took its link down once: its link was back after 0.4 s".
std::string TextOf(const std::string& interface, const Outage& outage);

struct Execution {
  std::vector<Step> done;
  std::vector<Failure> failures;          ///< at most one where execution stops at the first
  std::vector<std::string> warnings;      ///< what the kernel says of steps that it made
  std::vector<std::string> lost;          ///< what a reset took from others, and is not back
  Refusals refusals;                      ///< vectors that cannot be moved: no failure of the whole
  std::map<Address, std::string> held;    ///< left out, since its link was up by then; and why
  std::map<std::string, Outage> outages;  ///< of live links that were reset
};

enum class OnFailure { kStop, kGoOn };

struct ExecuteOptions {
  ResetLeave& leave;
  OnFailure on_failure = OnFailure::kStop;
  std::chrono::seconds carrier_timeout{0};
  std::set<std::string> carriers;  ///< interfaces whose carrier was up before the apply began
};

/// Makes the plan's steps in order, but the disruptive ones of one interface together, so that its
/// link goes down once, and then waits for that link before the next interface is reset: its
/// carrier, and of a bond's port the bond's monitor and LACP. Not coming back is a failure. Whether
/// a live link may be reset is decided anew right before each such step. What a reset takes along
/// of others is set again behind it; a step that it could not outlive is a failure. Behind a step
/// that reshapes its device the rest of that device's plan is stale and left out.
Execution Execute(Kernel& kernel, const Catalog& catalog, const Look& look, const Plan& plan,
                  const ExecuteOptions& options);

/// "eth0/rings/rx, eth0/rings/tx".
std::string AddressesOf(const Step& step);

}  // namespace netkeel
