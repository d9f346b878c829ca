// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/device.h"
#include "model/state.h"
#include "tunables/tunable.h"

namespace netkeel {

/// The observed state as a profile that is met by it: known sysctls of the host, and interfaces by
/// name. What the language cannot say (queues that differ) is a comment or left out. YAML.
std::string ProfileText(const std::string& host, const std::vector<Device>& devices,
                        const State& observed, const Catalog& catalog);

}  // namespace netkeel
