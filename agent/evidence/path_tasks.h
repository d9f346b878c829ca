// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernel/kernel.h"

namespace netkeel {

/// A kernel thread that does the work of softirqs.
struct PathTask {
  uint64_t pid = 0;
  /// "ksoftirqd/3", "napi/eth0-12": of a NAPI's what its number was once. "napi/a-long-nam pid 731"
  /// where more than one is called so.
  std::string name;
};

/// All there are, by a look at every kernel thread. Empty where processes cannot be seen.
std::vector<PathTask> FindPathTasks(const Kernel& kernel);

}  // namespace netkeel
