// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "kernel/kernel.h"
#include "model/report.h"
#include "profile/profile.h"
#include "reconcile/look.h"

namespace netkeel {

/// What a run is to make true: a profile, or what was there before.
struct Goal {
  std::function<Result<Look>(const Kernel&)> look;  ///< anew in every round
  std::string verb;                                 ///< "apply", "rollback": as the history has it
  Report report;  ///< to go on with: its name, what is known before the first look
  const Profile* profile = nullptr;  ///< to name who else writes its settings; null to name nobody
  bool exact = false;                ///< to the letter, without a driver's rounding
};

}  // namespace netkeel
