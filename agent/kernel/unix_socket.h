// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/result.h"

namespace netkeel {

/// One question to a unix stream socket, and the whole answer up to its end: see Kernel::AskSocket.
/// An answer of more than 1 MiB is kIo.
Result<std::string> AskUnixSocket(const std::string& path, const std::string& question);

}  // namespace netkeel
