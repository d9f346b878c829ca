// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

#include "base/cpu_set.h"

namespace netkeel {

/// A setting's value: an unsigned integer, text, a set of CPUs, or a list (an RSS table).
using Value = std::variant<uint64_t, std::string, CpuSet, std::vector<uint64_t>>;

/// As an operator would type it: `600`, `fq_codel`, `2-5` ("none" for no CPU), `0 1 0 1`.
std::string ToText(const Value& value);

}  // namespace netkeel
