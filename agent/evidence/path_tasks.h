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
  std::string name;  ///< "ksoftirqd/3", "napi/eth0-12": of a NAPI's what its number was once
};

/// All there are, by a look at every kernel thread. Empty where processes cannot be seen.
std::vector<PathTask> FindPathTasks(const Kernel& kernel);

}  // namespace netkeel
