// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

namespace netkeel {

/// "ENOENT"; the number where it is none of those that a captured tree names.
std::string NameOfErrno(int number);

/// Of either. kBadInput.
Result<int> ErrnoOfName(const std::string& name);

}  // namespace netkeel
