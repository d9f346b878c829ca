// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/cpu_set.h"
#include "kernel/kernel.h"

namespace netkeel {

/// Rows {inode, pid, name} of every socket of every process that this one may look into.
Result<std::vector<Fields>> SocketOwners();

/// Rows {pid, name, cpus} of who may not run on every CPU of `online`: see the topic.
Result<std::vector<Fields>> PinnedTasks(const CpuSet& online);

/// Where such a row's process may run, of the CPUs that are online, if these are isolated ones
/// alone; else empty.
CpuSet IsolatedCpusOf(const Fields& row, const CpuSet& isolated, const CpuSet& online);

}  // namespace netkeel
