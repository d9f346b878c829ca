// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>

#include "kernel/kernel.h"

namespace netkeel {

inline constexpr const char* kDefaultMask = "net.core.rps_default_mask";
inline constexpr const char* kDefaultMaskFile = "/proc/sys/net/core/rps_default_mask";

/// Writes `cpus` to rps_default_mask by `write`. Linux (6.3 to 7.3, rps_default_mask_sysctl) parses
/// straight into the live mask, so that a write that it refuses has changed it: what it would
/// refuse is not written, and what was there before is put back after any error.
Result<std::string> WriteDefaultMask(Kernel& kernel, const CpuSet& cpus,
                                     const std::function<Result<std::string>()>& write);

}  // namespace netkeel
