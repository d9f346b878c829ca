// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "kernel/feature_facts.h"
#include "tunables/ethtool_tunable.h"
#include "tunables/factories.h"
#include "tunables/feature_resolver.h"
#include "tunables/feature_rows.h"
#include "tunables/feature_words.h"

namespace netkeel {
namespace {

constexpr std::string_view kTunable = "features";
constexpr std::string_view kNamePattern = "^[a-z0-9][a-z0-9_-]*$";

const Value kOn = std::string("on");
const Value kOff = std::string("off");

std::string WrongWith(std::string_view key) {
  const std::string_view word = FeatureGroupOfPhrase(key);
  if (!word.empty()) {
    return Quote(key) + " is what ethtool(8) prints for a group; write `" + std::string(word) + '`';
  }
  const bool is_name =
      !key.empty() && key.front() != '-' && key.front() != '_' &&
      key.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789-_") == std::string_view::npos;
  if (is_name) return "";
  return Quote(key) + " is no feature's name; `ethtool -k` prints those of an interface";
}

const Descriptor& TheDescriptor() {
  static const Descriptor kDescriptor{
      .name = kTunable,
      .help = "what the card or the stack does to packets, by the kernel's names (ethtool -k, -K)",
      .effect = "may reset the link, by what the driver does for it",
      .disruptive = true,
      .open = {.type = KeyType::kSwitch,
               .pattern = kNamePattern,
               .help = "a feature by the kernel's name for it",
               .wrong_with = WrongWith,
               .is_writable = [](std::string_view key) { return !key.ends_with(kFixedSuffix); }},
      .others = {"features", "feature-", "offload-", "-K", "--features"},
      .keys = FeatureRows(),
  };
  return kDescriptor;
}

class Features : public EthtoolTunable {
 public:
  Features()
      : EthtoolTunable(TheDescriptor(), EthtoolTopic::kFeatures, "ETHTOOL_MSG_FEATURES_SET") {}

  Observation Observe(const Kernel& kernel, const Device& device,
                      const std::set<std::string>& /*keys*/) const override {
    constexpr std::string_view kChangeable = "hw/";
    Observation seen;
    const auto fields = kernel.EthtoolGet(device, EthtoolTopic::kFeatures);
    if (!fields) {
      seen.problems[FeatureAddress(device, "")] = fields.error();
      return seen;
    }
    const auto is_on = [&fields](const std::string& word) {
      const auto field = fields->find(word);
      return field != fields->end() && field->second == kOn;
    };
    for (const auto& [word, value] : *fields) {
      if (!word.starts_with(kChangeable)) continue;
      const std::string name = word.substr(kChangeable.size());
      const bool may_change = value == kOn && !is_on("nochange/" + name);
      const bool active = is_on("active/" + name);
      const std::string key = name + (may_change ? "" : kFixedSuffix);
      seen.values[FeatureAddress(device, key)] = active ? kOn : kOff;
      if (!may_change) continue;
      seen.values[FeatureAddress(device, name + kAskedSuffix)] =
          AskedText(is_on("wanted/" + name), active);
    }
    if (seen.values.empty()) {
      seen.problems[FeatureAddress(device, "")] = {ErrorCode::kUnsupported, "there are none"};
    }
    return seen;
  }

  void Resolve(const Situation& situation, Desired& desired) const override {
    ResolveFeatures(situation, desired);
  }

  /// Of what may be changed alone, which has what was asked for beside it.
  std::optional<KeyPlace> PlaceOf(const Address& address, const State& observed) const override {
    const bool changes =
        observed.contains({address.device, address.tunable, address.key + "/wanted"});
    if (!changes) return std::nullopt;
    return KeyPlace{address.key, ""};
  }

 protected:
  Impact ImpactOf(const Device& device, const std::vector<Change>& changes,
                  const State& /*observed*/) const override {
    const bool resets = std::any_of(changes.begin(), changes.end(), [&](const Change& change) {
      const std::string& key = change.address.key;
      return FeatureResets(device.driver, key.substr(0, key.find('/')));
    });
    if (resets) return {.effect = "resets the link", .disruptive = true};
    return {.effect = "", .disruptive = false, .reshapes = MakesNapis(device, changes)};
  }

  /// A veth has NAPIs while its gro is on (veth_set_features, Linux 5.13).
  static bool MakesNapis(const Device& device, const std::vector<Change>& changes) {
    return device.driver == "veth" &&
           std::any_of(changes.begin(), changes.end(),
                       [](const Change& change) { return change.address.key == "rx-gro"; });
  }

  /// Linux is asked for what was asked for before, where that is known.
  EthtoolFields FieldsOf(const Step& step) const override {
    EthtoolFields fields;
    for (const Change& change : step.changes) {
      const std::string& key = change.address.key;
      const std::string word = "wanted/" + key.substr(0, key.find('/'));
      if (key.ends_with(kAskedSuffix)) {
        fields[word] = IsAskedOn(change.after) ? kOn : kOff;
      } else {
        fields.emplace(word, change.after);
      }
    }
    return fields;
  }
};

}  // namespace

std::unique_ptr<const Tunable> MakeFeatures() { return std::make_unique<Features>(); }

}  // namespace netkeel
