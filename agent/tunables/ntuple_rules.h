// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/topics/ntuple.h"

namespace netkeel {

/// The kernel knows rules by their places alone, and drivers give those anew: a rule is told from
/// others by the packets that it is for. What becomes of them, and where it stands, is its value:
/// "queue 3 loc 2045", "drop loc 7", or of several rules for the same packets all, a comma between.
struct PlacedAction {
  std::string action;  ///< as ActionText has it
  std::optional<uint64_t> place{};

  bool operator==(const PlacedAction& other) const = default;
};
using RuleList = std::vector<PlacedAction>;

inline constexpr std::string_view kAbsentRule = "absent";

// What a profile may say: the packets, and what becomes of them.
inline constexpr std::string_view kMatchPattern =
    "^(tcp4|udp4|sctp4|ah4|esp4|ip4|tcp6|udp6|sctp6|ah6|esp6|ip6|ether)"
    "( [a-z0-9-]+ [0-9a-fx.:]+( m [0-9a-fx.:]+)?)*$";
inline constexpr std::string_view kRulePattern =
    "^\\s*(absent|(drop|queue +[0-9]+( +vf +[0-9]+)?( +context +[0-9]+)?)( +loc +[0-9]+)?)\\s*$";
inline constexpr std::string_view kRuleHelp =
    "queue N, drop or absent; vf N, context N and loc N as in ethtool(8) behind it";

/// What is wrong, for people; "" where nothing is. There is one text for the same packets.
std::string WrongWithMatch(std::string_view key);
std::string WrongWithRule(std::string_view text);

/// "absent" is the empty list.
RuleList RulesOf(std::string_view text);
std::string TextOf(const RuleList& rules);

/// Whether `present` does what is wanted: all of it with the same action, at the place that is
/// asked for where one is.
bool Meets(const RuleList& present, const RuleList& wanted);

/// The queue of a wish that goes to one of the interface's own; none where it goes elsewhere.
std::optional<uint64_t> QueueOf(std::string_view text);
/// The highest that any of them leads to.
std::optional<uint64_t> HighestQueueOf(const RuleList& rules);

/// A field of a request of the topic ntuple.
struct RuleMove {
  std::string word;
  std::string text;  ///< of the rule
};

/// What is to be deleted, and then inserted, so that rules for the packets `match` are `wanted`.
struct RuleMoves {
  std::vector<RuleMove> deleted;
  std::vector<RuleMove> inserted;
};

/// `fields`: the topic's answer. kImmovable where a place that is asked for has a rule for other
/// packets, which stays, and where there is no place left.
Result<RuleMoves> MovesFor(const EthtoolFields& fields, const std::string& match,
                           const RuleList& wanted);

/// Whether the packets are told by a MAC address.
bool IsOfMac(const std::string& match);

/// Rules for other packets than `match` that stand where `moves` has put one for these.
std::vector<PlacedRule> AddedAsOthers(const EthtoolFields& before, const EthtoolFields& now,
                                      const RuleMoves& moves, const std::string& match);

}  // namespace netkeel
