// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "history/record.h"
#include "kernel/kernel.h"
#include "tunables/tunable.h"

namespace netkeel {

struct RollBackRules {
  std::chrono::seconds carrier_timeout{0};
  /// May reset a link that is up: where the run that is undone was allowed to.
  bool allow_disruptive = false;
};

/// Makes everything as the checkpoint has it, to the letter: the apply loop with the checkpoint as
/// the wish. Goes on past what cannot be restored, and returns a line for each such setting, and
/// for each carrier that was up and is not back in time; none means that all is as before.
std::vector<std::string> RollBack(Kernel& kernel, const Catalog& catalog,
                                  const Checkpoint& checkpoint, RollBackRules rules);

}  // namespace netkeel
