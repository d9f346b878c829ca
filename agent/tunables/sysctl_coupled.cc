// SPDX-License-Identifier: Apache-2.0
#include "tunables/sysctl_coupled.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "tunables/file_tunable.h"
#include "tunables/interface_sysctl.h"
#include "tunables/resolve.h"
#include "tunables/sysctl.h"
#include "tunables/sysctl_value.h"

namespace netkeel {
namespace {

constexpr std::string_view kForward = "net.ipv4.ip_forward";
constexpr std::string_view kForwardAll = "net.ipv4.conf.all.forwarding";
constexpr std::string_view kRedirects = "net.ipv4.conf.all.accept_redirects";

/// A key that sets the file of its name in every folder of `folder`.
struct Leader {
  std::string_view key;
  std::string_view folder;  ///< "net.ipv4.conf."
  std::string_view file;
};

// Linux 6.1 to 7.3: net/ipv4/devinet.c (inet_forward_change), net/ipv6/addrconf.c
// (addrconf_fixup_forwarding, addrconf_disable_ipv6, addrconf_sysctl_addr_gen_mode,
// addrconf_fixup_linkdown).
constexpr std::array kLeaders{
    Leader{kForward, "net.ipv4.conf.", "forwarding"},
    Leader{kForwardAll, "net.ipv4.conf.", "forwarding"},
    Leader{"net.ipv6.conf.all.forwarding", "net.ipv6.conf.", "forwarding"},
    Leader{"net.ipv6.conf.all.disable_ipv6", "net.ipv6.conf.", "disable_ipv6"},
    Leader{"net.ipv6.conf.all.addr_gen_mode", "net.ipv6.conf.", "addr_gen_mode"},
    Leader{"net.ipv6.conf.all.ignore_routes_with_linkdown", "net.ipv6.conf.",
           "ignore_routes_with_linkdown"},
};

const Leader* LeaderOf(std::string_view key) {
  const auto* const leader = std::find_if(kLeaders.begin(), kLeaders.end(),
                                          [&](const Leader& each) { return each.key == key; });
  return leader == kLeaders.end() ? nullptr : leader;
}

bool IsOfIpv4Forward(std::string_view key) { return key == kForward || key == kForwardAll; }

int RankOf(std::string_view key) {
  if (LeaderOf(key) != nullptr) return 0;
  const auto parts = Split(key, ".");
  const bool is_conf = parts.size() == 5 && (parts[2] == "conf" || parts[2] == "neigh");
  // A flow limit table gets its length when its CPU is added to the bitmap.
  if (!is_conf) return key == "net.core.flow_limit_cpu_bitmap" ? 2 : 1;
  return parts[3] == "all" ? 1 : parts[3] == "default" ? 3 : 4;
}

/// Observes `key` unless it has what a change of its leader to something else and back leaves.
void AddUnlessLeft(const Kernel& kernel, const Address& address, uint64_t left, Observation& seen) {
  const auto number = ReadSysctlNumber(kernel, address.key);
  if (number && *number != left) seen.values.emplace(address, *number);
}

}  // namespace

void SortCoupled(std::vector<Change>& changes) {
  std::stable_sort(changes.begin(), changes.end(), [](const Change& left, const Change& right) {
    return RankOf(left.address.key) < RankOf(right.address.key);
  });
}

bool EndsLro(const Change& change) {
  const std::string& key = change.address.key;
  const bool of_one = change.address.tunable == kInterfaceSysctl
                          ? key == "ipv4.conf.forwarding"
                          : key.starts_with("net.ipv4.conf.") && key.ends_with(".forwarding") &&
                                key != "net.ipv4.conf.default.forwarding";
  if (!of_one && !IsOfIpv4Forward(key)) return false;
  return change.before == Value{uint64_t{0}} && change.after != Value{uint64_t{0}};
}

bool SetsToo(std::string_view key, std::string_view other) {
  const Leader* const leader = LeaderOf(key);
  if (leader == nullptr || key == other) return false;
  if (IsOfIpv4Forward(key) && (other == kRedirects || other == kForward)) return true;
  return other.starts_with(leader->folder) && other.ends_with('.' + std::string(leader->file));
}

void ObserveTakenAlong(const Kernel& kernel, const Address& key, Observation& seen) {
  const Leader* const leader = LeaderOf(key.key);
  const auto value = leader != nullptr ? ReadSysctlNumber(kernel, key.key) : std::nullopt;
  if (!value) return;
  const std::string folder(leader->folder);
  if (IsOfIpv4Forward(key.key)) {
    AddUnlessLeft(kernel, {key.device, key.tunable, std::string(kRedirects)}, *value == 0 ? 1 : 0,
                  seen);
  }
  const auto path = SysctlPath(folder.substr(0, folder.size() - 1));
  const auto names = path ? kernel.ListDirectory(*path) : Fail(path.error());
  if (!names) return;
  for (std::string name : *names) {
    std::replace(name.begin(), name.end(), '.', '/');
    const std::string other = folder + name + '.' + std::string(leader->file);
    if (other != key.key) AddUnlessLeft(kernel, {key.device, key.tunable, other}, *value, seen);
  }
}

void RefuseAliases(const Situation& situation, Desired& desired) {
  const auto at = [&](std::string_view key) {
    return desired.wishes.find({situation.target.device.name, "sysctl", std::string(key)});
  };
  const auto one = at(kForward);
  const auto other = at(kForwardAll);
  if (one == desired.wishes.end() || other == desired.wishes.end()) return;
  if (one->second.audit || other->second.audit) return;
  if (SameWords(one->second.value, other->second.value)) return;
  for (const Setting& setting : situation.target.settings) {
    if (!IsOfIpv4Forward(setting.key)) continue;
    const auto& against = setting.key == kForward ? other : one;
    const Error error{ErrorCode::kBadInput,
                      "it is " + against->first.key + " under another name, and " +
                          ToText(against->second.source) + " wants " +
                          ToText(against->second.value) +
                          " there; make them equal, or leave one out",
                      0};
    desired.findings.push_back(SettingFinding(situation.target, setting, setting.key, error));
    desired.findings.back().actual = ToText(
        situation.observed.values.at({situation.target.device.name, setting.tunable, setting.key}));
  }
  desired.wishes.erase(one);
  desired.wishes.erase(other);
}

}  // namespace netkeel
