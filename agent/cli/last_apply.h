// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "model/report.h"

namespace netkeel {

/// What the state directory remembers of the last apply that changed something, or tried to.
struct LastApply {
  int64_t seconds = 0;  ///< since 1970, UTC
  int exit_code = 0;
};

/// None where there was none, or the file cannot be read.
std::optional<LastApply> ReadLastApply(const std::string& state_directory);

/// Notes an apply that ended now, where it changed the host or failed to; else does nothing.
Result<void> NoteApply(const Report& report, const std::string& state_directory);

}  // namespace netkeel
