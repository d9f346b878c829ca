// SPDX-License-Identifier: Apache-2.0
#include "tunables/version_wish.h"

#include <algorithm>

#include "base/text.h"
#include "model/version_text.h"

namespace netkeel {
namespace {

/// Of "218.0.169.1/pkg 21.85.21.92" and "3.25, 0x800005d0".
std::vector<std::string_view> PartsOf(std::string_view text) {
  auto parts = Split(text, " ,/");
  std::erase_if(parts, [](std::string_view part) { return part.empty(); });
  return parts;
}

Finding NotComparable(const Situation& situation, const Setting& setting,
                      const std::string& actual) {
  const Error error{ErrorCode::kUnsupported,
                    "it is no number with a dot in it, which at-least and at-most could be held "
                    "against; write the value itself",
                    0};
  Finding finding = SettingFinding(situation.target, setting, setting.key, error);
  finding.actual = actual;
  return finding;
}

}  // namespace

const TextForm kVersionForm{
    .pattern = "\\S", .help = "a version in quotes", .wrong_with = WrongWithVersion};

void ResolveVersion(const Situation& situation, const Setting& setting, Desired& desired) {
  const Address address{situation.target.device.name, setting.tunable, setting.key};
  const auto there = situation.observed.values.find(address);
  if (setting.bound == Bound::kExactly || there == situation.observed.values.end()) {
    return ResolveSetting(situation, setting, desired);
  }
  const std::string actual = ToText(there->second);
  const std::string& asked = std::get<std::string>(setting.literal);
  const auto version = VersionWithin(actual);
  if (!version) {
    desired.findings.push_back(NotComparable(situation, setting, actual));
    return;
  }
  const int order = Compare(*version, ParseVersion(asked).value_or(Version{}));
  const bool is_met = setting.bound == Bound::kAtLeast ? order >= 0 : order <= 0;
  desired.wishes[address] = WishOf(setting, is_met ? there->second : Value{asked});
}

bool IsVersion(const std::string& wanted, const std::string& actual) {
  const auto asked = PartsOf(wanted);
  const auto there = PartsOf(actual);
  return asked.size() <= there.size() && std::equal(asked.begin(), asked.end(), there.begin());
}

}  // namespace netkeel
