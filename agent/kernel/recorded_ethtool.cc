// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstdint>
#include <span>

#include "kernel/recorded_rules.h"

namespace netkeel {
namespace {

/// What a driver makes of a ring size within the maximum.
struct RingRule {
  std::string_view driver;
  uint64_t min = 0;
  uint64_t multiple = 1;
  bool rejects_below_min = false;  ///< else it is raised
  enum class Power { kAny, kUp, kDown } power = Power::kAny;
};

// From the drivers' set_ringparam, Linux 6.1 and 6.12.
constexpr std::array<RingRule, 14> kRingRules = {{
    {"ena", 256, 1, true, RingRule::Power::kDown},
    {"e1000e", 64, 8},
    {"i40e", 64, 32, true},
    {"iavf", 64, 32, true},
    {"ice", 64, 32, true},
    {"igb", 64, 8},
    {"igbvf", 64, 8},
    {"igc", 64, 8},
    {"ixgbe", 64, 8},
    {"ixgbevf", 64, 8},
    {"mlx4_en", 128, 1, false, RingRule::Power::kUp},
    {"mlx5_core", 64, 1, true, RingRule::Power::kUp},
    {"tg3", 1, 1, true},
    {"vmxnet3", 32, 32, true},
}};

constexpr std::array<std::string_view, 4> kRingWords = {"rx", "rx-jumbo", "rx-mini", "tx"};
constexpr std::array<std::string_view, 4> kChannelWords = {"combined", "other", "rx", "tx"};

EthtoolAccepted Refuse(int sys_errno, std::string text) {
  return tl::unexpected(RecordedRefusal{sys_errno, std::move(text)});
}

/// The fields after a request that the core lets through to the driver.
EthtoolAccepted AcceptByCore(const EthtoolFields& current, const EthtoolFields& written,
                             std::span<const std::string_view> words,
                             const std::string& above_maximum) {
  EthtoolFields after = current;
  for (const auto& [word, value] : written) {
    if (std::find(words.begin(), words.end(), word) == words.end()) {
      return Refuse(EINVAL, "Unsupported attribute");  // rx-max and the like are read-only
    }
    const uint64_t number = FieldNumber(written, word);
    if (number > FieldNumber(current, word + "-max")) return Refuse(EINVAL, above_maximum);
    if (current.contains(word)) after[word] = number;
  }
  return after;
}

uint64_t Multiple(uint64_t number, uint64_t multiple) {
  return (number + multiple - 1) / multiple * multiple;
}

/// The size that the driver grants, 0 where it refuses.
uint64_t GrantedRing(const RingRule& rule, uint64_t wanted, uint64_t max) {
  if (wanted < rule.min && rule.rejects_below_min) return 0;
  wanted = Multiple(std::max(wanted, rule.min), rule.multiple);
  if (rule.power == RingRule::Power::kUp) wanted = std::bit_ceil(wanted);
  if (rule.power == RingRule::Power::kDown) wanted = std::bit_floor(wanted);
  return std::min(wanted, max);
}

}  // namespace

uint64_t FieldNumber(const EthtoolFields& fields, const std::string& word) {
  const auto field = fields.find(word);
  if (field == fields.end() || !std::holds_alternative<uint64_t>(field->second)) return 0;
  return std::get<uint64_t>(field->second);
}

EthtoolAccepted AcceptRings(const std::string& driver, const EthtoolFields& current,
                            const EthtoolFields& written) {
  EthtoolAccepted after =
      AcceptByCore(current, written, kRingWords, "requested ring size exceeds maximum");
  if (!after || *after == current) return after;
  for (const RingRule& rule : kRingRules) {
    if (rule.driver != driver) continue;
    for (const std::string word : {"rx", "tx"}) {
      if (!after->contains(word)) continue;
      const uint64_t granted =
          GrantedRing(rule, FieldNumber(*after, word), FieldNumber(current, word + "-max"));
      if (granted == 0) return Refuse(EINVAL, "");
      (*after)[word] = granted;
    }
  }
  return after;
}

EthtoolAccepted AcceptChannels(const EthtoolFields& current, const EthtoolFields& written) {
  EthtoolAccepted after =
      AcceptByCore(current, written, kChannelWords, "requested channel count exceeds maximum");
  if (!after) return after;
  const uint64_t combined = FieldNumber(*after, "combined");
  if (combined + FieldNumber(*after, "rx") == 0 || combined + FieldNumber(*after, "tx") == 0) {
    return Refuse(EINVAL,
                  "requested channel counts would result in no RX or TX channel being configured");
  }
  if (FieldNumber(*after, "other") != FieldNumber(current, "other")) return Refuse(EINVAL, "");
  return after;
}

}  // namespace netkeel
