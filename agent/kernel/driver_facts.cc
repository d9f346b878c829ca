// SPDX-License-Identifier: Apache-2.0
#include "kernel/driver_facts.h"

#include <algorithm>
#include <array>
#include <bit>

namespace netkeel {
namespace {

using enum RingRounding;

constexpr bool kRefuses = true;

// From the drivers' set_ringparam, Linux 6.1 and 6.12. What is not here is not guessed.
constexpr std::array kRingRules{
    RingRule{"ena", 256, 1, kDownToPower, kRefuses},
    RingRule{"e1000e", 64, 8},
    RingRule{"i40e", 64, 32, kUpToMultiple, kRefuses},
    RingRule{"iavf", 64, 32, kUpToMultiple, kRefuses},
    RingRule{"ice", 64, 32, kUpToMultiple, kRefuses},
    RingRule{"igb", 64, 8},
    RingRule{"igbvf", 64, 8},
    RingRule{"igc", 64, 8},
    RingRule{"ixgbe", 64, 8},
    RingRule{"ixgbevf", 64, 8},
    RingRule{"mlx4_en", 128, 1, kUpToPower},
    RingRule{"mlx5_core", 64, 1, kUpToPower, kRefuses},
    RingRule{"tg3", 1, 1, kUpToMultiple, kRefuses},
    RingRule{"vmxnet3", 32, 32, kUpToMultiple, kRefuses},
};

// All others stop the device; veth too, which takes the carrier of both ends away and back.
constexpr std::array<std::string_view, 1> kKeepCarrier{"virtio_net"};
constexpr std::array<std::string_view, 6> kCombinedOnly{"ixgbe", "igb",  "igc",
                                                        "i40e",  "iavf", "mlx5_core"};

uint64_t RoundedUp(uint64_t number, uint64_t multiple) {
  return (number + multiple - 1) / multiple * multiple;
}

}  // namespace

const RingRule* RingRuleOf(std::string_view driver) {
  const auto* const rule = std::find_if(kRingRules.begin(), kRingRules.end(),
                                        [&](const RingRule& r) { return r.driver == driver; });
  return rule == kRingRules.end() ? nullptr : rule;
}

std::optional<uint64_t> GrantedRing(const RingRule& rule, uint64_t wanted, uint64_t max) {
  if (wanted > max || (wanted < rule.min && rule.refuses_less)) return std::nullopt;
  uint64_t size = RoundedUp(std::max(wanted, rule.min), rule.multiple);
  if (rule.rounding == kUpToPower) size = std::bit_ceil(size);
  if (rule.rounding == kDownToPower) size = std::bit_floor(size);
  return std::min(size, max);
}

std::vector<uint64_t> RoundRobinTable(size_t size, uint64_t queues) {
  std::vector<uint64_t> table(size);
  for (size_t i = 0; i < size; ++i) table[i] = i % std::max<uint64_t>(queues, 1);
  return table;
}

std::vector<uint64_t> DefaultTable(std::string_view driver, size_t size, uint64_t queues) {
  // 82599 and X540 have 128 entries of 4 bits: ixgbe_rss_indir_tbl_max.
  constexpr size_t kSmallTable = 128;
  constexpr uint64_t kSmallQueues = 16;
  if (driver == "ixgbe" && size == kSmallTable) queues = std::min(queues, kSmallQueues);
  std::vector<uint64_t> table = RoundRobinTable(size, queues);
  // Blocks of equal size: igb_setup_mrqc, igc_setup_mrqc.
  if (driver != "igb" && driver != "igc") return table;
  for (size_t i = 0; i < size; ++i) table[i] = i * queues / size;
  return table;
}

bool ForgetsTable(std::string_view driver) { return driver == "ixgbe"; }

bool ForgetsRules(std::string_view driver) { return driver == "ixgbe"; }

bool KeepsCarrier(std::string_view driver) {
  return std::count(kKeepCarrier.begin(), kKeepCarrier.end(), driver) > 0;
}

bool TakesCombinedOnly(std::string_view driver) {
  return std::count(kCombinedOnly.begin(), kCombinedOnly.end(), driver) > 0;
}

}  // namespace netkeel
