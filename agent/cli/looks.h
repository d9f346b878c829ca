// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "evidence/sample.h"
#include "kernel/kernel.h"

namespace netkeel {

/// When a host is looked at.
struct LookPlan {
  std::chrono::milliseconds interval{1000};
  int64_t intervals = 1;    ///< one look more than there are of them
  int64_t facts_every = 0;  ///< looks; 0: facts are of the first and the last
};

/// Hands over each look, the first at once, the others when they are due: a late one makes none
/// after it late. Interfaces that came or went are found with the next facts. The errors of ScopeOf
/// at the first look; later the scope stays as it was.
Result<void> LookAt(const Kernel& kernel, const std::vector<std::string>& interfaces,
                    const LookPlan& plan, const std::function<void(Sample)>& take);

}  // namespace netkeel
