// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "kernel/driver_facts.h"
#include "reconcile/lints/rule.h"
#include "tunables/ntuple_rules.h"

namespace netkeel {
namespace {

constexpr const char* kTunable = "ntuple";
constexpr const char* kFeature = "rx-ntuple-filter";

/// The rules that the profile wants to be there.
Wishes RulesOfProfile(const Subject& subject) {
  Wishes rules = WishesOf(subject.look, subject.device.name,
                          [](const Address& address) { return address.tunable == kTunable; });
  std::erase_if(rules, [](const auto& rule) {
    return rule.second->value == Value{std::string(kAbsentRule)};
  });
  return rules;
}

std::string Observed(const Subject& subject, const char* key) {
  const auto& values = subject.look.observed.values;
  const auto value = values.find({subject.device.name, kTunable, key});
  return value == values.end() ? "" : ToText(value->second);
}

Lines LostAtClose(const Subject& subject) {
  const Wishes rules = RulesOfProfile(subject);
  if (rules.empty() || !ForgetsRules(subject.device.driver)) return {};
  return {subject.Place(*rules.front().second) + subject.device.driver +
          " deletes all ntuple rules whenever the interface goes down, and tells nobody: apply "
          "the profile again after each time that it came up"};
}

/// ixgbe_add_ethtool_fdir_entry wants the feature; igb_add_ethtool_nfc_entry only that it could be
/// on.
Lines WithoutFilters(const Subject& subject) {
  const Wishes rules = RulesOfProfile(subject);
  const Wishes switches = WishesOf(subject.look, subject.device.name, [](const Address& address) {
    return address.tunable == "features" && address.key == kFeature;
  });
  const bool comes =
      !switches.empty() && switches.front().second->value == Value{std::string("on")};
  const bool is_off = Observed(subject, "filters") == "off" && !comes;
  if (rules.empty() || !is_off || subject.device.driver != "ixgbe") return {};
  return {subject.Place(*rules.front().second) + kFeature +
          " is off: ixgbe refuses rules until it is on; features: {" + kFeature + ": on}"};
}

/// How many rules are there that the profile does not name.
size_t RulesOfOthers(const Subject& subject) {
  size_t others = 0;
  const auto& values = subject.look.observed.values;
  for (auto value = values.lower_bound({subject.device.name, kTunable, ""});
       value != values.end() && value->first.device == subject.device.name &&
       value->first.tunable == kTunable;
       ++value) {
    const bool is_rule = WrongWithMatch(value->first.key).empty();
    if (is_rule && !subject.look.desired.wishes.contains(value->first)) ++others;
  }
  return others;
}

Lines LostWithChannels(const Subject& subject) {
  const Wishes channels = WishesOf(subject.look, subject.device.name, [&](const Address& address) {
    const auto value = subject.look.observed.values.find(address);
    return address.tunable == "channels" && value != subject.look.observed.values.end() &&
           value->second != subject.look.desired.wishes.at(address).value;
  });
  const size_t others = RulesOfOthers(subject);
  if (channels.empty() || others == 0 || !ForgetsRules(subject.device.driver)) return {};
  return {subject.Place(*channels.front().second) + subject.device.driver +
          " deletes all ntuple rules with a change of channels, " + std::to_string(others) +
          " that the profile does not name among them: netkeel inserts those again behind its own, "
          "and nobody behind another's; name those that are to stay"};
}

constexpr std::array kRules{
    Rule{.name = "ntuple-lost-at-close", .of_device = LostAtClose},
    Rule{.name = "ntuple-without-filters", .of_device = WithoutFilters},
    Rule{.name = "ntuple-lost-with-channels", .of_device = LostWithChannels},
};

}  // namespace

std::span<const Rule> FlowRules() { return kRules; }

}  // namespace netkeel
