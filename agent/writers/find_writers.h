// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "kernel/kernel.h"
#include "writers/writer.h"

namespace netkeel {

struct OtherHands {
  std::vector<Writer> writers;       ///< kind by kind, each in the order of what was sought
  std::vector<std::string> remarks;  ///< files that could not be taken into account, and why
};

/// Everybody on this host who writes a sought setting, as far as is known. Reads only what can hold
/// one of them, and goes by what a capture takes along of it: see JudgedKernel.
OtherHands FindWriters(const Kernel& kernel, const std::vector<Sought>& sought);

}  // namespace netkeel
