// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <sys/types.h>

#include <string>
#include <string_view>

#include "base/result.h"

namespace netkeel {

inline constexpr mode_t kReadableByAll = 0644;

/// Puts `text` in place of the file, whole or not at all: a temporary file beside it with
/// this mode, made durable and renamed. A reader never sees half of it. kBadInput where something
/// other than a plain file is there: a link, a folder, a device, a pipe. The folder must be there.
Result<void> WriteFileAtomically(const std::string& path, std::string_view text,
                                 mode_t mode = kReadableByAll);

}  // namespace netkeel
