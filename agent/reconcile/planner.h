// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <vector>

#include "history/grant.h"
#include "model/plan.h"
#include "model/report.h"
#include "reconcile/look.h"
#include "tunables/tunable.h"

namespace netkeel {

struct PlanRules {
  bool hold_disruptive = false;  ///< leave out what would reset an interface with a carrier
  bool exact = false;            ///< a roll back: what was there, to the letter
};

/// Addresses that the kernel refused for good in this run, and its words.
using Refusals = std::map<Address, Error>;

/// What a run has learned of addresses on its way.
struct Lessons {
  Refusals refusals;
  std::map<Address, std::string> held;       ///< why a live link was not reset for it
  std::map<Address, std::string> conflicts;  ///< what somebody else rewrites, and how that shows
  Grants grants;                             ///< what was accepted and reads back otherwise
};

struct Planned {
  Plan plan;                      ///< as it is to be executed: resets last, device by device
  std::vector<Finding> findings;  ///< one a wish, address order
};

/// The requests that turn what was observed into what is wanted, and a verdict on every wish.
/// Pure. An empty plan means: nothing left that can be done.
Planned MakePlan(const Catalog& catalog, const Look& look, const Lessons& lessons, PlanRules rules);

}  // namespace netkeel
