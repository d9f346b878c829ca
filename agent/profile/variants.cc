// SPDX-License-Identifier: Apache-2.0
#include "profile/variants.h"

#include <algorithm>
#include <map>
#include <utility>

namespace netkeel {
namespace {

using Key = std::pair<std::string, std::string>;

bool HoldOn(const std::vector<Condition>& when, const HostTraits& traits) {
  return std::all_of(when.begin(), when.end(),
                     [&](const Condition& condition) { return HoldsOn(condition, traits); });
}

/// The settings that are for this host. Of their conditions only those that ask for drivers stay.
std::vector<Setting> SettingsFor(const std::vector<Setting>& settings, const HostTraits& traits) {
  std::vector<Setting> chosen;
  for (const Setting& setting : settings) {
    if (!HoldOn(setting.when, traits)) continue;
    chosen.push_back(setting);
    std::erase_if(chosen.back().when,
                  [](const Condition& condition) { return condition.driver.empty(); });
  }
  return chosen;
}

Key KeyOf(const Setting& setting) { return {setting.tunable, setting.key}; }

void Remove(std::vector<size_t> places, std::vector<Setting>& settings) {
  std::sort(places.rbegin(), places.rend());
  for (const size_t place : places) {
    settings.erase(settings.begin() + static_cast<std::ptrdiff_t>(place));
  }
}

/// Whether one of the profile's conditions is so; those of a block are its settings' as well.
template <typename Predicate>
bool AnyCondition(const Profile& profile, Predicate holds) {
  const auto any = [&holds](const std::vector<Setting>& settings) {
    return std::any_of(settings.begin(), settings.end(), [&holds](const Setting& setting) {
      return std::any_of(setting.when.begin(), setting.when.end(), holds);
    });
  };
  return any(profile.host) ||
         std::any_of(profile.interfaces.begin(), profile.interfaces.end(), [&](const Block& block) {
           return (block.when && holds(*block.when)) || any(block.settings);
         });
}

}  // namespace

void MergeSettings(std::vector<Setting>&& from, std::vector<Setting>& into) {
  std::map<Key, std::vector<size_t>> places;
  for (size_t i = 0; i < into.size(); ++i) places[KeyOf(into[i])].push_back(i);
  std::vector<size_t> gone;
  for (Setting& setting : from) {
    std::vector<size_t>& known = places[KeyOf(setting)];
    if (known.empty() || !setting.when.empty()) {
      known.push_back(into.size());
      into.push_back(std::move(setting));
      continue;
    }
    gone.insert(gone.end(), known.begin() + 1, known.end());
    known.resize(1);
    into[known.front()] = std::move(setting);
  }
  Remove(std::move(gone), into);
}

bool HasConditions(const Profile& profile) {
  return AnyCondition(profile, [](const Condition& /*condition*/) { return true; });
}

bool AsksWhetherVirtual(const Profile& profile) {
  return AnyCondition(profile, [](const Condition& each) { return each.is_virtual.has_value(); });
}

Profile VariantFor(const Profile& profile, const HostTraits& traits) {
  Profile variant = profile;
  variant.host.clear();
  MergeSettings(SettingsFor(profile.host, traits), variant.host);
  std::erase_if(variant.interfaces,
                [&](const Block& block) { return block.when && !HoldsOn(*block.when, traits); });
  for (Block& block : variant.interfaces) block.settings = SettingsFor(block.settings, traits);
  return variant;
}

}  // namespace netkeel
