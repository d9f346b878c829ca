// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "kernel/kernel.h"
#include "writers/writer.h"

namespace netkeel {

/// Its active profiles, where tuned runs; the last one wins. Empty where it does not.
std::vector<std::string> ActiveTunedProfiles(const Kernel& kernel);

/// What the active profiles of a running tuned and those that they include set.
std::vector<Writer> TunedWriters(const Kernel& kernel, const std::vector<Sought>& sought);

}  // namespace netkeel
