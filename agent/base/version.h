// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace netkeel {

/// "0.1.0"
const char* Version();

/// What `netkeel --version` prints: version, compiler, build type and libraries, a line each. The
/// same sources and tools give the same text: no dates, no paths, no host.
std::string BuildFacts();

}  // namespace netkeel
