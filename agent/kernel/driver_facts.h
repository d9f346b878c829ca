// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace netkeel {

/// What a driver makes of a ring size between its minimum and the device's maximum.
enum class RingRounding { kUpToMultiple, kUpToPower, kDownToPower };

struct RingRule {
  std::string_view driver;
  uint64_t min = 0;
  uint64_t multiple = 1;
  RingRounding rounding = RingRounding::kUpToMultiple;
  bool refuses_less = false;  ///< than `min`; else it raises it
};

/// Null for a driver whose rule is not known.
const RingRule* RingRuleOf(std::string_view driver);

/// The size that the driver grants of a device whose maximum is `max`; nothing where it refuses.
std::optional<uint64_t> GrantedRing(const RingRule& rule, uint64_t wanted, uint64_t max);

/// Whether the driver changes its channels with the carrier left on.
bool KeepsCarrier(std::string_view driver);

/// Whether its hardware queues always come in pairs.
bool TakesCombinedOnly(std::string_view driver);

}  // namespace netkeel
