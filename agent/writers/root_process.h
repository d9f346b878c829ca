// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

#include "kernel/kernel.h"

namespace netkeel {

/// Whether process `pid` has this name and is root's through and through: real, effective, saved
/// and file system user. Anybody may call a process what he likes, and the number of a process that
/// is gone, which a file still names, may be anybody's.
bool IsRootProcess(const Kernel& kernel, uint64_t pid, std::string_view name);

}  // namespace netkeel
