// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "kernel/kernel.h"

namespace netkeel {

/// Rows {inode, pid, name} of every socket of every process that this one may look into.
Result<std::vector<Fields>> SocketOwners();

/// Rows {pid, name, cpus}: see the topic.
Result<std::vector<Fields>> PinnedTasks();

}  // namespace netkeel
