// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "kernel/kernel.h"
#include "model/plan.h"
#include "reconcile/look.h"
#include "tunables/tunable.h"

namespace netkeel {

/// What is set on an interface, is nobody's business here, and goes with a reset: rules that stand
/// beside those of the profile. Taken right before the reset, and brought back right behind it.
class Bystanders {
 public:
  /// What `look` wants set is none: the look behind the reset sees to that.
  Bystanders(const Kernel& kernel, const Catalog& catalog, const Look& look, const Device& device);

  /// kBusy where one of them could not be behind `step`: it leads to a queue that goes.
  Result<void> LetPass(const Step& step) const;

  struct Back {
    size_t count = 0;         ///< how many were gone, and are back
    std::vector<Error> lost;  ///< what the kernel said of the others
  };
  Back BringBack(Kernel& kernel) const;

 private:
  const Catalog& catalog_;
  const Device& device_;
  State values_;
  State others_;  ///< what else the look saw of the device: how many queues it has
};

}  // namespace netkeel
