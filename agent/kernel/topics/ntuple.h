// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/flow_rule.h"
#include "kernel/kernel.h"

namespace netkeel {

// Fields of the topic ntuple beside its rules: how many places there are for them, and whether the
// driver can be left to choose one (RX_CLS_LOC_SPECIAL).
inline constexpr const char* kPlaces = "places";
inline constexpr const char* kChoosesPlace = "chooses-place";
inline constexpr const char* kAnyPlace = "any";  ///< in a request: the driver's choice

/// The text of a request that deletes a rule.
inline constexpr const char* kNoRule = "none";

struct PlacedRule {
  uint64_t place = 0;
  std::string match;   ///< as MatchText has it; "" where ethtool(8) has no words for it
  std::string action;  ///< as ActionText has it
};

/// The rules of an answer, by their places.
std::vector<PlacedRule> RulesIn(const EthtoolFields& fields);

/// The field of a rule: "rule/7", and "mac-rule/7" where it tells packets by a MAC address, which
/// no capture has.
std::string RuleWord(const std::string& place, bool has_mac);

/// The place of a rule's field: "7", "any"; "" where the word is no rule's.
std::string_view PlaceIn(std::string_view word);

/// A rule as one text, and back: "udp4 dst-port 5001 queue 3".
std::string RuleText(const FlowRule& rule);
tl::expected<FlowRule, std::string> RuleOfText(const std::string& text);

}  // namespace netkeel
