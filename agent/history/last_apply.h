// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "kernel/kernel.h"

namespace netkeel {

/// The last run that the history has, or that is open.
struct LastApply {
  int64_t seconds = 0;  ///< when it began, since 1970, UTC
  int exit_code = 0;
};

/// None where there was none, or the state directory cannot be read.
std::optional<LastApply> LastApplyIn(const Kernel& kernel, const std::string& state_directory);

}  // namespace netkeel
