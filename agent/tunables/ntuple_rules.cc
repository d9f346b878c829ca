// SPDX-License-Identifier: Apache-2.0
#include "tunables/ntuple_rules.h"

#include <algorithm>
#include <set>

#include "base/text.h"

namespace netkeel {
namespace {

constexpr std::string_view kLocation = " loc ";
constexpr std::string_view kGlue = ", ";

/// As a device's own rules have it: "queue 1" of "queue 01"; what is no action stays as it is.
std::string OneNameOf(std::string_view action) {
  const auto rule = RuleOf("ether", action);
  return rule ? ActionText(*rule) : std::string(action);
}

PlacedAction ActionOf(std::string_view text) {
  const size_t at = text.find(kLocation);
  if (at == std::string_view::npos) return {OneNameOf(text)};
  return {OneNameOf(text.substr(0, at)), ParseUnsigned(text.substr(at + kLocation.size()))};
}

/// The part of `from` that `without` does not have; one without a place is any with its action.
RuleList Rest(const RuleList& from, RuleList without) {
  RuleList rest;
  for (const PlacedAction& each : from) {
    const auto same =
        std::find_if(without.begin(), without.end(), [&each](const PlacedAction& other) {
          const bool placed = each.place && other.place;
          return each.action == other.action && (!placed || each.place == other.place);
        });
    if (same == without.end()) {
      rest.push_back(each);
    } else {
      without.erase(same);
    }
  }
  return rest;
}

/// The places that rules have once some are deleted, and for which packets.
using Taken = std::map<uint64_t, std::string>;

/// Where the next one without a place of its own goes; "" where there is none left.
std::string FreePlace(const EthtoolFields& fields, const Taken& taken) {
  if (FieldNumber(fields, kChoosesPlace) == 1) return kAnyPlace;
  for (uint64_t place = FieldNumber(fields, kPlaces); place-- > 0;) {
    if (!taken.contains(place)) return std::to_string(place);
  }
  return "";
}

}  // namespace

bool IsOfMac(const std::string& match) {
  const auto rule = RuleOf(match);
  return rule && HasMac(*rule);
}

std::string WrongWithMatch(std::string_view key) {
  const auto rule = RuleOf(key);
  if (!rule) return Quote(key) + ": " + rule.error();
  const std::string text = MatchText(*rule);
  return text == key ? "" : Quote(key) + ": write `" + text + "`, so that it has one name";
}

std::string WrongWithRule(std::string_view text) {
  if (text == kAbsentRule) return "";
  const PlacedAction wanted = ActionOf(text);
  const auto rule = RuleOf("ether", wanted.action);
  if (!rule) return rule.error();
  const bool has_place = text.find(kLocation) != std::string_view::npos;
  const bool is_one = has_place == wanted.place.has_value() && wanted.action != "wake";
  return is_one ? "" : Quote(text) + " is not one of these";
}

RuleList RulesOf(std::string_view text) {
  RuleList rules;
  if (text == kAbsentRule) return rules;
  while (true) {
    const size_t end = text.find(kGlue);
    rules.push_back(ActionOf(text.substr(0, end)));
    if (end == std::string_view::npos) return rules;
    text.remove_prefix(end + kGlue.size());
  }
}

std::string TextOf(const RuleList& rules) {
  std::vector<std::string> texts;
  for (const PlacedAction& each : rules) {
    texts.push_back(each.action);
    if (each.place) texts.back() += std::string(kLocation) + std::to_string(*each.place);
  }
  return texts.empty() ? std::string(kAbsentRule) : Join(texts, kGlue);
}

bool Meets(const RuleList& present, const RuleList& wanted) {
  if (wanted.size() != 1 || wanted.front().place) return present == wanted;
  return !present.empty() &&
         std::all_of(present.begin(), present.end(), [&wanted](const PlacedAction& each) {
           return each.action == wanted.front().action;
         });
}

std::optional<uint64_t> QueueOf(std::string_view text) {
  const auto rule = RuleOf("ether", ActionOf(text).action);
  const bool is_own = rule && rule->spec.ring_cookie <= UINT32_MAX &&
                      (rule->spec.flow_type & FLOW_RSS) == 0 && text != kAbsentRule;
  return is_own ? std::optional<uint64_t>(rule->spec.ring_cookie) : std::nullopt;
}

std::optional<uint64_t> HighestQueueOf(const RuleList& rules) {
  std::optional<uint64_t> highest;
  for (const PlacedAction& each : rules) {
    const auto queue = QueueOf(each.action);
    if (queue) highest = std::max(highest.value_or(0), *queue);
  }
  return highest;
}

Result<RuleMoves> MovesFor(const EthtoolFields& fields, const std::string& match,
                           const RuleList& wanted) {
  RuleList present;
  Taken taken;
  for (const PlacedRule& rule : RulesIn(fields)) {
    taken[rule.place] = rule.match;
    if (rule.match == match) present.push_back({rule.action, rule.place});
  }
  RuleMoves moves;
  if (Meets(present, wanted)) return moves;
  const bool has_mac = IsOfMac(match);
  const RuleList deleted = Rest(present, wanted);
  for (const PlacedAction& each : deleted) {
    moves.deleted.push_back(
        {RuleWord(std::to_string(*each.place), has_mac), match + ' ' + each.action});
    taken.erase(*each.place);
  }
  for (PlacedAction each : Rest(wanted, present)) {
    if (!each.place && !deleted.empty()) each.place = deleted.front().place;
    const auto other = each.place ? taken.find(*each.place) : taken.end();
    if (other != taken.end()) {
      return Fail(ErrorCode::kImmovable, "loc " + std::to_string(*each.place) +
                                             " has a rule for other packets, which stays: " +
                                             (other->second.empty() ? "unknown" : other->second));
    }
    const std::string place = each.place ? std::to_string(*each.place) : FreePlace(fields, taken);
    if (place.empty()) {
      return Fail(ErrorCode::kImmovable, "each of the " +
                                             std::to_string(FieldNumber(fields, kPlaces)) +
                                             " places for rules has one");
    }
    moves.inserted.push_back({RuleWord(place, has_mac), match + ' ' + each.action});
    if (each.place) taken[*each.place] = match;
  }
  return moves;
}

std::vector<PlacedRule> AddedAsOthers(const EthtoolFields& before, const EthtoolFields& now,
                                      const RuleMoves& moves, const std::string& match) {
  std::set<uint64_t> known;
  for (const PlacedRule& rule : RulesIn(before)) {
    if (rule.match != match) known.insert(rule.place);
  }
  std::vector<PlacedRule> added;
  for (const PlacedRule& rule : RulesIn(now)) {
    const bool is_ours =
        std::any_of(moves.inserted.begin(), moves.inserted.end(), [&rule](const RuleMove& move) {
          const std::string_view place = PlaceIn(move.word);
          return place == kAnyPlace || place == std::to_string(rule.place);
        });
    if (is_ours && rule.match != match && !known.contains(rule.place)) added.push_back(rule);
  }
  return added;
}

}  // namespace netkeel
