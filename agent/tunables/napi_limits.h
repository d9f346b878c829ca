// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace netkeel {

// Linux takes 2^31 polls and any time, while packets wait: a million polls and 100 ms are beyond
// use.
inline constexpr uint64_t kMostPolls = 1'000'000;
inline constexpr uint64_t kLongestWaitNs = 100'000'000;

}  // namespace netkeel
