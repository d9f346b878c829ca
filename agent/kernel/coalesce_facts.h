// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace netkeel {

/// What a driver takes as microseconds between two interrupts: 0, `dynamic_first` to
/// `dynamic_last`, which mean that it moves the time with the traffic, and `min` to `max`, but for
/// `never`.
struct UsecsRule {
  std::string_view driver;
  uint64_t min = 0;
  uint64_t max = 0;
  uint64_t dynamic_first = 0;
  uint64_t dynamic_last = 0;
  uint64_t never = 0;
};

/// Null for a driver whose rule is not known.
const UsecsRule* UsecsRuleOf(std::string_view driver);

bool TakesUsecs(const UsecsRule& rule, uint64_t usecs);
bool IsDynamic(const UsecsRule& rule, uint64_t usecs);

/// The most rx-frames that the driver keeps of a larger number; none where that is not known.
std::optional<uint64_t> MostFrames(std::string_view driver);

/// Whether this is virtio_net on a host that gives it no coalescing: these are then the constants
/// that it reports (virtnet_get_coalesce without VIRTIO_NET_F_NOTF_COAL, Linux 6.1 to 7.3).
bool IsBareVirtio(std::string_view driver, uint64_t rx_usecs, uint64_t rx_frames);

}  // namespace netkeel
