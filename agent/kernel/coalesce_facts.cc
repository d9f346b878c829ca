// SPDX-License-Identifier: Apache-2.0
#include "kernel/coalesce_facts.h"

#include <algorithm>
#include <array>

namespace netkeel {
namespace {

// ixgbe_set_coalesce and igb_set_coalesce, Linux 6.1 to 7.3.
constexpr std::array kUsecsRules{
    UsecsRule{"ixgbe", 2, 1022, 1, 1},
    UsecsRule{"igb", 10, 10000, 1, 3, 2},
};

}  // namespace

const UsecsRule* UsecsRuleOf(std::string_view driver) {
  const auto* const rule = std::find_if(kUsecsRules.begin(), kUsecsRules.end(),
                                        [&](const UsecsRule& r) { return r.driver == driver; });
  return rule == kUsecsRules.end() ? nullptr : rule;
}

bool TakesUsecs(const UsecsRule& rule, uint64_t usecs) {
  return usecs == 0 || IsDynamic(rule, usecs) || (usecs >= rule.min && usecs <= rule.max);
}

bool IsDynamic(const UsecsRule& rule, uint64_t usecs) {
  return usecs >= rule.dynamic_first && usecs <= rule.dynamic_last && usecs != rule.never;
}

std::optional<uint64_t> MostFrames(std::string_view driver) {
  // NAPI_POLL_WEIGHT in tun_set_coalesce, Linux 6.12; seen so on 6.18.
  if (driver == "tun") return 64;
  return std::nullopt;
}

bool IsBareVirtio(std::string_view driver, uint64_t rx_usecs, uint64_t rx_frames) {
  return driver == "virtio_net" && rx_usecs == 0 && rx_frames == 1;
}

}  // namespace netkeel
