// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "support/test_trees.h"
#include "tunables/tunable.h"

namespace netkeel {

/// What a profile's settings of one tunable come to on eth0.
struct Wishes {
  Desired desired;
  Observation observed;
  Address whole;

  Address At(const std::string& key) const { return {whole.device, whole.tunable, key}; }
  /// The value that is wanted at the key; "" where there is no wish.
  std::string Text(const std::string& key) const {
    const auto wish = desired.wishes.find(At(key));
    return wish == desired.wishes.end() ? "" : ToText(wish->second.value);
  }
  /// "unsupported: why"; "" where nothing was found.
  std::string Finding(const std::string& key) const {
    for (const auto& finding : desired.findings) {
      if (finding.address != At(key)) continue;
      return std::string(ToText(finding.status)) + (finding.confined ? " (confined): " : ": ") +
             finding.reason;
    }
    return "";
  }
};

inline Wishes WishesOn(const Kernel& kernel, const std::string& tunable,
                       const std::vector<std::pair<std::string, Literal>>& wanted) {
  const Catalog catalog = MakeCatalog();
  Target target{Interface(kernel, "eth0"), {}};
  for (const auto& [key, literal] : wanted) {
    Setting setting;
    setting.tunable = tunable;
    setting.key = key;
    setting.literal = literal;
    const auto* const text = std::get_if<std::string>(&literal);
    setting.text = text != nullptr ? *text : std::to_string(std::get<uint64_t>(literal));
    target.settings.push_back(std::move(setting));
  }
  Wishes wishes{{}, {}, {"eth0", tunable, ""}};
  for (const auto& each : catalog) {
    if (each->descriptor().scope != Scope::kInterface) continue;
    Observation seen = each->Observe(kernel, target.device, {});
    wishes.observed.values.merge(seen.values);
    wishes.observed.problems.merge(seen.problems);
  }
  const CpuFacts facts;
  FindTunable(catalog, tunable)->Resolve({target, wishes.observed, facts}, wishes.desired);
  return wishes;
}

}  // namespace netkeel
