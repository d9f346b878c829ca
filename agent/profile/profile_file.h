// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"
#include "profile/trust.h"

namespace netkeel {

/// The content of a regular file of at most 1 MiB. kNotFound where it is not there; kBadInput where
/// the caller is root and others could change it, with the command that mends this. The message
/// does not name the file.
Result<std::string> ReadProfileFile(const std::string& path, const Caller& caller);

}  // namespace netkeel
