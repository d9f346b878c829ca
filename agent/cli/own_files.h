// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "writers/remedy.h"

namespace netkeel {

/// Puts the file in place below `prefix`, whole or not at all, and makes its folder where that is
/// missing; true where anything was changed. kBadInput where a file is there that is not netkeel's.
Result<bool> InstallOwnFile(const std::string& prefix, const OwnFile& file);

/// Takes a file of netkeel's away, and its folder where it was the last in it; false where there is
/// none, or one of somebody else's.
Result<bool> RemoveOwnFile(const std::string& path);

}  // namespace netkeel
