// SPDX-License-Identifier: Apache-2.0
#include "reconcile/lints.h"

#include <algorithm>

namespace netkeel {
namespace {

const Setting* FindSetting(const std::vector<Setting>& settings, const std::string& tunable,
                           const std::string& key) {
  const auto found = std::find_if(settings.begin(), settings.end(), [&](const Setting& setting) {
    return setting.tunable == tunable && setting.key == key;
  });
  return found != settings.end() ? &*found : nullptr;
}

bool RaisedAbove(const Setting* setting, uint64_t usual) {
  const auto* const number =
      setting != nullptr ? std::get_if<uint64_t>(&setting->literal) : nullptr;
  return number != nullptr && *number > usual;
}

bool AnyInterfaceSets(const Profile& profile, const std::string& tunable, const std::string& key) {
  return std::any_of(profile.interfaces.begin(), profile.interfaces.end(), [&](const Block& block) {
    return FindSetting(block.settings, tunable, key) != nullptr;
  });
}

}  // namespace

std::vector<std::string> Lint(const Profile& profile) {
  constexpr uint64_t kUsualBudget = 300;
  constexpr uint64_t kUsualBacklog = 1000;
  std::vector<std::string> lines;
  const auto sysctl = [&](const std::string& key) {
    return FindSetting(profile.host, "sysctl", key);
  };
  const Setting* const budget = sysctl("net.core.netdev_budget");
  if (RaisedAbove(budget, kUsualBudget) && sysctl("net.core.netdev_budget_usecs") == nullptr) {
    lines.push_back(ToText(budget->source) +
                    ": net.core.netdev_budget is raised, but a run of the softirq ends at "
                    "net.core.netdev_budget_usecs (2 jiffies by default) all the same; set both");
  }
  const Setting* const backlog = sysctl("net.core.netdev_max_backlog");
  const bool rps = sysctl("net.core.rps_default_mask") != nullptr ||
                   AnyInterfaceSets(profile, "queues", "rps_cpus");
  if (RaisedAbove(backlog, kUsualBacklog) && !rps) {
    lines.push_back(ToText(backlog->source) +
                    ": net.core.netdev_max_backlog is not in the path of a NAPI driver without "
                    "RPS, and this profile sets no rps_cpus");
  }
  return lines;
}

}  // namespace netkeel
