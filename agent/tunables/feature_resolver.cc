// SPDX-License-Identifier: Apache-2.0
#include "tunables/feature_resolver.h"

#include <algorithm>
#include <map>

#include "base/text.h"
#include "kernel/feature_facts.h"
#include "tunables/feature_words.h"
#include "tunables/resolve.h"

namespace netkeel {
namespace {

constexpr std::string_view kFeatures = "features";
const Value kOn = std::string("on");
const Value kOff = std::string("off");

/// What is known of an interface's features.
struct Known {
  std::vector<std::string> names;
  FeatureSet changeable;
  FeatureSet asked;
  FeatureSet active;
};

Known KnownOf(const Device& device, const State& observed) {
  Known known;
  const Address first = FeatureAddress(device, "");
  for (auto it = observed.lower_bound(first); it != observed.end(); ++it) {
    const auto& [address, value] = *it;
    if (address.device != first.device || address.tunable != first.tunable) break;
    const std::string name = address.key.substr(0, address.key.find('/'));
    const bool is_asked = address.key.ends_with(kAskedSuffix);
    if (is_asked) known.changeable.insert(name);
    if (!is_asked) known.names.push_back(name);
    if (is_asked && IsAskedOn(value)) known.asked.insert(name);
    if (!is_asked && value == kOn) known.active.insert(name);
  }
  return known;
}

/// The settings by name: a group is all of it that can be so, and what comes later wins.
using ByName = std::map<std::string, Setting>;

bool IsOn(const Setting& setting) { return std::get<std::string>(setting.literal) == "on"; }

/// Of a group that is to be on what the device does not have is left out: `tx` means whatever
/// checksums it makes. All of it where it has none.
std::vector<std::string> NamesFor(const Setting& setting, const Known& known) {
  const std::vector<std::string> all = FeaturesOf(setting.key, known.names);
  if (!IsFeatureGroup(setting.key) || !IsOn(setting)) return all;
  std::vector<std::string> can_be;
  std::copy_if(all.begin(), all.end(), std::back_inserter(can_be), [&](const std::string& name) {
    return known.changeable.contains(name) || known.active.contains(name);
  });
  return can_be.empty() ? all : can_be;
}

/// The settings of one interface, worked out against what it has.
class FeatureResolver {
 public:
  FeatureResolver(const Situation& situation, Desired& desired)
      : situation_(situation),
        device_(situation.target.device),
        known_(KnownOf(device_, situation.observed.values)),
        desired_(desired) {}

  void Run() {
    for (const Setting& setting : situation_.target.settings) {
      if (setting.tunable != kFeatures) continue;
      if (known_.names.empty()) {
        ResolveSetting(situation_, setting, desired_);
      } else {
        AddByName(setting);
      }
    }
    goal_ = Goal();
    for (const auto& [name, setting] : by_name_) ResolveOne(name, setting);
  }

 private:
  void AddByName(const Setting& setting) {
    const auto names = NamesFor(setting, known_);
    const auto is_known = [this](const std::string& name) {
      return std::count(known_.names.begin(), known_.names.end(), name) > 0;
    };
    if (names.empty() || !is_known(names.front())) {
      const std::string near = Closest(setting.key, known_.names);
      return Refuse(setting.key, setting,
                    "this kernel has no such feature" +
                        (near.empty() ? "" : "; did you mean '" + near + "'?"));
    }
    for (const std::string& name : names) by_name_.insert_or_assign(name, setting);
  }

  /// What will have been asked for, with what cannot be changed.
  FeatureSet Goal() const {
    FeatureSet goal;
    for (const std::string& name : known_.names) {
      const bool can_change = known_.changeable.contains(name);
      const auto setting = by_name_.find(name);
      const bool on = !can_change                 ? known_.active.contains(name)
                      : setting != by_name_.end() ? IsOn(setting->second)
                                                  : known_.asked.contains(name);
      if (on) goal.insert(name);
    }
    return goal;
  }

  void ResolveOne(const std::string& name, const Setting& setting) {
    const Value wanted = IsOn(setting) ? kOn : kOff;
    const bool is_so = IsOn(setting) == known_.active.contains(name);
    if (!known_.changeable.contains(name)) return ResolveFixed(name, setting, is_so);
    const std::string falls = WhyItFalls(name);
    if (IsOn(setting) && !falls.empty()) return Refuse(name, setting, falls);
    if (!is_so && IsAskedInVain(name, setting)) {
      return Refuse(name, setting,
                    "was asked for before; the driver, or what is above the interface (XDP, a "
                    "bridge, forwarding), keeps it " +
                        std::string(IsOn(setting) ? "off" : "on"));
    }
    Wish wish = WishOf(setting, wanted);
    if (setting.key != name) wish.wanted += " (" + setting.key + ')';
    if (!IsOn(setting) && !is_so) wish.note = WhatGoesWith(name);
    desired_.wishes[FeatureAddress(device_, name)] = std::move(wish);
  }

  void ResolveFixed(const std::string& name, const Setting& setting, bool is_so) {
    Refuse(name, setting, "is fixed here: the driver does not let it be changed");
    if (!is_so) return;
    desired_.findings.back().status = Status::kOk;
    desired_.findings.back().reason.clear();
  }

  /// Why it would not stay on beside all that is asked for; "" where it would. A rule that does not
  /// hold now on this kernel is none.
  std::string WhyItFalls(const std::string& name) const {
    FeatureSet rest = FixFeatures(device_.driver, goal_);
    if (rest.contains(name)) return "";
    if (known_.active.contains(name) &&
        !WhyFeatureFalls(device_.driver, name, known_.active).empty()) {
      return "";
    }
    rest.insert(name);
    return WhyFeatureFalls(device_.driver, name, rest);
  }

  /// Whether asking once more is of no use: nothing that is asked for would be new.
  bool IsAskedInVain(const std::string& name, const Setting& setting) const {
    if (IsOn(setting) != known_.asked.contains(name)) return false;
    return std::all_of(by_name_.begin(), by_name_.end(), [this](const auto& entry) {
      return !known_.changeable.contains(entry.first) ||
             IsOn(entry.second) == known_.asked.contains(entry.first);
    });
  }

  /// What falls along with it and is not to be off by the profile.
  std::string WhatGoesWith(const std::string& name) const {
    FeatureSet rest = known_.active;
    rest.erase(name);
    const FeatureSet left = FixFeatures(device_.driver, rest);
    std::vector<std::string> gone;
    for (const std::string& other : rest) {
      if (!left.contains(other) && !by_name_.contains(other)) gone.push_back(other);
    }
    return gone.empty() ? "" : "takes with it: " + Join(gone, ", ");
  }

  void Refuse(const std::string& key, const Setting& setting, const std::string& why) {
    const Error error{ErrorCode::kUnsupported, why};
    Finding finding = SettingFinding(situation_.target, setting, key, error);
    if (setting.key != key) finding.wanted += " (" + setting.key + ')';
    const bool is_known = std::count(known_.names.begin(), known_.names.end(), key) > 0;
    if (is_known) finding.actual = known_.active.contains(key) ? "on" : "off";
    desired_.findings.push_back(std::move(finding));
  }

  const Situation& situation_;
  const Device& device_;
  const Known known_;
  Desired& desired_;
  ByName by_name_;
  FeatureSet goal_;
};

}  // namespace

std::string AskedText(bool asked, bool active) {
  const std::string is = active ? "on" : "off";
  if (asked == active) return is;
  return is + " [requested " + (asked ? "on" : "off") + ']';
}

bool IsAskedOn(const Value& companion) {
  const std::string text = ToText(companion);
  return text == "on" || text.ends_with("[requested on]");
}

Address FeatureAddress(const Device& device, const std::string& key) {
  return {device.name, std::string(kFeatures), key};
}

void ResolveFeatures(const Situation& situation, Desired& desired) {
  FeatureResolver(situation, desired).Run();
}

}  // namespace netkeel
