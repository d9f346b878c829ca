// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

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

/// An RSS table of `size` entries, queue after queue: Linux's own default.
std::vector<uint64_t> RoundRobinTable(size_t size, uint64_t queues);

/// The one that the driver makes by itself, for as long as nobody has set one.
std::vector<uint64_t> DefaultTable(std::string_view driver, size_t size, uint64_t queues);

/// Whether every reset of the device makes the table anew, whoever has set it.
bool ForgetsTable(std::string_view driver);

/// Whether the driver deletes ntuple rules when the interface goes down, and with a change of its
/// channels: ixgbe_fdir_filter_exit, Linux 6.1 to 7.3. igb keeps them.
bool ForgetsRules(std::string_view driver);

/// Whether the driver changes its channels with the carrier left on.
bool KeepsCarrier(std::string_view driver);

/// Whether its hardware queues always come in pairs.
bool TakesCombinedOnly(std::string_view driver);

}  // namespace netkeel
