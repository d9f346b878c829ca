// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "base/text.h"
#include "reconcile/lints/rule.h"

namespace netkeel {
namespace {

/// Documentation/admin-guide/sysctl/net.rst, and net/core/sysctl_net_core.c, Linux 6.12.
constexpr uint64_t kUsualBudget = 300;
constexpr uint64_t kUsualBacklog = 1000;
constexpr uint64_t kUsualWeight = 64;

std::string Said(const Setting& setting, const std::string& what) {
  return ToText(setting.source) + ": " + setting.key + ' ' + what;
}

Lines BudgetWithoutTime(const Profile& profile) {
  const Setting* const budget = OfHost(profile, "net.core.netdev_budget");
  if (NumberOf(budget).value_or(0) <= kUsualBudget) return {};
  if (OfHost(profile, "net.core.netdev_budget_usecs") != nullptr) return {};
  return {Said(*budget,
               "is raised, but a run of the softirq ends at net.core.netdev_budget_usecs (2 "
               "jiffies by default) all the same; set both")};
}

Lines BacklogWithoutRps(const Profile& profile) {
  const Setting* const backlog = OfHost(profile, "net.core.netdev_max_backlog");
  if (NumberOf(backlog).value_or(0) <= kUsualBacklog || SteersPackets(profile)) return {};
  return {Said(*backlog,
               "is not in the path of a NAPI driver without RPS, and this profile sets no "
               "rps_cpus")};
}

/// net/core/dev.c: process_backlog and qdiscs take it; a driver's own NAPI has NAPI_POLL_WEIGHT.
Lines WeightWithoutRps(const Profile& profile) {
  const Setting* const weight = OfHost(profile, "net.core.dev_weight");
  if (NumberOf(weight).value_or(0) <= kUsualWeight || SteersPackets(profile)) return {};
  return {Said(*weight,
               "is raised, but it is the quota of the backlog and of qdiscs: the NAPI of a NIC "
               "polls 64 packets whatever it says, and this profile sets no rps_cpus")};
}

Lines FlowLimitWithoutRps(const Profile& profile) {
  const Setting* const bitmap = OfHost(profile, "net.core.flow_limit_cpu_bitmap");
  if (!SwitchesOn(bitmap) || SteersPackets(profile)) return {};
  return {Said(*bitmap,
               "limits flows in the backlog, which nothing of a NAPI driver goes through without "
               "RPS, and this profile sets no rps_cpus")};
}

Lines DefaultAboveMaximum(const Profile& profile) {
  Lines lines;
  for (const std::string name : {"net.core.rmem", "net.core.wmem"}) {
    const Setting* const usual = OfHost(profile, name + "_default");
    const auto maximum = NumberOf(OfHost(profile, name + "_max"));
    if (!maximum || NumberOf(usual).value_or(0) <= *maximum) continue;
    lines.push_back(Said(*usual, "is more than " + name + "_max (" + std::to_string(*maximum) +
                                     "): a socket that asks for a size of its own gets less than "
                                     "one that does not; raise " +
                                     name + "_max"));
  }
  return lines;
}

/// net.rst: "Note that only sockets with SO_BUSY_POLL set will be busy polled, so you want to
/// either selectively set SO_BUSY_POLL on those sockets or set sysctl.net.busy_read globally."
Lines BusyPollAlone(const Profile& profile) {
  const Setting* const poll = OfHost(profile, "net.core.busy_poll");
  if (NumberOf(poll).value_or(0) == 0) return {};
  if (SwitchesOn(OfHost(profile, "net.core.busy_read"))) return {};
  return {Said(*poll,
               "alone polls only for sockets that ask for it by SO_BUSY_POLL; set "
               "net.core.busy_read as well for all of them")};
}

/// RFS needs the table of the host and that of the queues: Documentation/networking/scaling.rst.
Lines HalfOfRfs(const Profile& profile) {
  const Setting* const table = OfHost(profile, "net.core.rps_sock_flow_entries");
  const bool has_table = NumberOf(table).value_or(0) > 0;
  if (has_table && !AnyInterfaceSwitchesOn(profile, "rps_flow_cnt")) {
    return {Said(*table,
                 "switches RFS on only where queues have rps_flow_cnt, and this profile "
                 "sets none")};
  }
  const bool is_off = table == nullptr || NumberOf(table) == uint64_t{0};
  if (!is_off) return {};
  for (const Block& block : profile.interfaces) {
    for (const Setting& setting : block.settings) {
      if (setting.key != "rps_flow_cnt" || NumberOf(&setting).value_or(0) == 0) continue;
      return {Said(setting,
                   "does nothing while net.core.rps_sock_flow_entries is 0, its default; "
                   "set both")};
    }
  }
  return {};
}

Lines DefaultMaskAlone(const Profile& profile) {
  const Setting* const mask = OfHost(profile, "net.core.rps_default_mask");
  if (!SwitchesOn(mask) || AnyInterfaceSets(profile, "rps_cpus")) return {};
  return {Said(*mask,
               "is what queues get that are made from now on: those that are there keep "
               "theirs; set rps_cpus of the interfaces as well")};
}

/// "rp_filter" of "net.ipv4.conf.default.rp_filter"; "" where it is of another place.
std::string ConfKey(std::string_view key, std::string_view place) {
  for (const std::string_view family : {"net.ipv4.conf.", "net.ipv6.conf."}) {
    const std::string prefix = std::string(family) + std::string(place) + '.';
    if (key.starts_with(prefix)) return std::string(key.substr(prefix.size()));
  }
  return "";
}

Lines DefaultOfConfAlone(const Profile& profile) {
  Lines lines;
  for (const Setting& setting : profile.host) {
    const std::string key = ConfKey(setting.key, "default");
    if (key.empty()) continue;
    bool elsewhere = false;
    for (const Setting& other : profile.host) {
      const bool same = other.key != setting.key && other.key.ends_with('.' + key) &&
                        other.key.substr(0, 9) == setting.key.substr(0, 9);
      elsewhere = elsewhere || same;
    }
    if (elsewhere || AnyInterfaceSets(profile, setting.key.substr(4, 10) + key)) continue;
    lines.push_back(Said(setting,
                         "is for interfaces that are made from now on: those that are "
                         "there keep theirs; set `all` or the interfaces as well"));
  }
  return lines;
}

/// Documentation/networking/ip-sysctl.rst: "The max value from conf/{all,interface}/rp_filter is
/// used when doing source validation on the {interface}." The others are alike: IN_DEV_MAXCONF and
/// IN_DEV_ORCONF of include/linux/inetdevice.h, Linux 6.1 to 7.3.
Lines AllCannotLower(const Profile& profile) {
  Lines lines;
  for (const std::string_view key :
       {"rp_filter", "arp_ignore", "arp_announce", "send_redirects", "secure_redirects",
        "log_martians", "proxy_arp", "accept_local", "shared_media"}) {
    const std::string all = "net.ipv4.conf.all." + std::string(key);
    const Setting* const setting = OfHost(profile, all);
    if (NumberOf(setting).value_or(1) != 0) continue;
    if (OfHost(profile, "net.ipv4.conf.default." + std::string(key)) != nullptr ||
        AnyInterfaceSets(profile, "ipv4.conf." + std::string(key))) {
      continue;
    }
    lines.push_back(Said(*setting,
                         "switches nothing off: the larger of `all` and the interface's "
                         "own counts; set the interfaces' as well"));
  }
  return lines;
}

bool IsStrict(const Setting& setting) {
  return setting.key.ends_with(".rp_filter") &&
         setting.key.find("ipv4.conf.") != std::string::npos && setting.bound == Bound::kExactly &&
         NumberOf(&setting) == uint64_t{1};
}

Lines StrictReversePath(const Profile& profile) {
  Lines lines;
  const auto judge = [&lines](const std::vector<Setting>& settings) {
    for (const Setting& setting : settings) {
      if (!IsStrict(setting)) continue;
      lines.push_back(Said(setting,
                           "1 drops what comes from a source that this interface is not "
                           "the way back to, multicast from other networks among it, and "
                           "counts it in TcpExtIPReversePathFilter alone; 2 is enough "
                           "against forged addresses"));
    }
  };
  judge(profile.host);
  for (const Block& block : profile.interfaces) judge(block.settings);
  return lines;
}

/// net/ipv4/sysctl_net_ipv4.c checks none of it: "4096 131072 100" is taken.
Lines VectorOutOfOrder(const Profile& profile) {
  Lines lines;
  for (const char* const key :
       {"net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem", "net.ipv4.tcp_mem", "net.ipv4.udp_mem"}) {
    const Setting* const setting = OfHost(profile, key);
    const auto words = setting == nullptr ? std::vector<std::string_view>{} : Words(setting->text);
    if (words.size() != 3) continue;
    const auto least = ParseUnsigned(words[0]);
    const auto usual = ParseUnsigned(words[1]);
    const auto most = ParseUnsigned(words[2]);
    if (!least || !usual || !most || (*least <= *usual && *usual <= *most)) continue;
    lines.push_back(Said(*setting,
                         "is not in rising order, which Linux takes and does not mean: "
                         "the last is the limit of the others"));
  }
  return lines;
}

constexpr std::array kRules{
    Rule{.name = "budget-without-time", .of_profile = BudgetWithoutTime},
    Rule{.name = "backlog-without-rps", .of_profile = BacklogWithoutRps},
    Rule{.name = "weight-without-rps", .of_profile = WeightWithoutRps},
    Rule{.name = "flow-limit-without-rps", .of_profile = FlowLimitWithoutRps},
    Rule{.name = "default-above-maximum", .of_profile = DefaultAboveMaximum},
    Rule{.name = "busy-poll-alone", .of_profile = BusyPollAlone},
    Rule{.name = "half-of-rfs", .of_profile = HalfOfRfs},
    Rule{.name = "default-mask-alone", .of_profile = DefaultMaskAlone},
    Rule{.name = "default-of-conf-alone", .of_profile = DefaultOfConfAlone},
    Rule{.name = "all-cannot-lower", .of_profile = AllCannotLower},
    Rule{.name = "strict-reverse-path", .of_profile = StrictReversePath},
    Rule{.name = "vector-out-of-order", .of_profile = VectorOutOfOrder},
};

}  // namespace

std::span<const Rule> SysctlRules() { return kRules; }

}  // namespace netkeel
