// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"

namespace netkeel {

/// Puts `text` in place of the file, whole or not at all: a temporary file beside it, mode 0644,
/// made durable and renamed. A reader never sees half of it. kBadInput where something other than a
/// plain file is there: a link, a folder, a device, a pipe. The folder must be there.
Result<void> WriteFileAtomically(const std::string& path, std::string_view text);

}  // namespace netkeel
