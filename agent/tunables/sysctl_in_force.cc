// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/text.h"
#include "tunables/interface_sysctl.h"
#include "tunables/resolve.h"
#include "tunables/sysctl_value.h"

namespace netkeel {
namespace {

/// How Linux makes one value of an interface's and of `all`'s.
enum class Combine {
  kLarger,      ///< either switches it on, or the larger counts
  kSmaller,     ///< both must
  kRedirects,   ///< both must where the interface forwards, either else
  kLowVersion,  ///< 1 of either, then 2 of either, then its own
  kAllFirst,    ///< that of `all` unless it is 0
};

struct Rule {
  std::string_view folder;  ///< "net.ipv4.conf."
  std::string_view file;
  Combine combine;
};

constexpr std::string_view kIpv4 = "net.ipv4.conf.";
constexpr std::string_view kIpv6 = "net.ipv6.conf.";

// Linux 6.1 to 7.3: include/linux/inetdevice.h (IN_DEV_MAXCONF, ORCONF, ANDCONF), net/ipv4/igmp.c
// (IGMP_V1_SEEN), net/ipv6/addrconf.c, exthdrs.c, mcast.c and ndisc.c.
constexpr std::array kRules{
    Rule{kIpv4, "accept_local", Combine::kLarger},
    Rule{kIpv4, "accept_redirects", Combine::kRedirects},
    Rule{kIpv4, "accept_source_route", Combine::kSmaller},
    Rule{kIpv4, "arp_accept", Combine::kLarger},
    Rule{kIpv4, "arp_announce", Combine::kLarger},
    Rule{kIpv4, "arp_evict_nocarrier", Combine::kSmaller},
    Rule{kIpv4, "arp_filter", Combine::kLarger},
    Rule{kIpv4, "arp_ignore", Combine::kLarger},
    Rule{kIpv4, "arp_notify", Combine::kLarger},
    Rule{kIpv4, "bc_forwarding", Combine::kSmaller},
    Rule{kIpv4, "bootp_relay", Combine::kSmaller},
    Rule{kIpv4, "drop_gratuitous_arp", Combine::kLarger},
    Rule{kIpv4, "drop_unicast_in_l2_multicast", Combine::kLarger},
    Rule{kIpv4, "force_igmp_version", Combine::kLowVersion},
    Rule{kIpv4, "log_martians", Combine::kLarger},
    Rule{kIpv4, "mc_forwarding", Combine::kSmaller},
    Rule{kIpv4, "promote_secondaries", Combine::kLarger},
    Rule{kIpv4, "proxy_arp", Combine::kLarger},
    Rule{kIpv4, "route_localnet", Combine::kLarger},
    Rule{kIpv4, "rp_filter", Combine::kLarger},
    Rule{kIpv4, "secure_redirects", Combine::kLarger},
    Rule{kIpv4, "send_redirects", Combine::kLarger},
    Rule{kIpv4, "shared_media", Combine::kLarger},
    Rule{kIpv4, "src_valid_mark", Combine::kLarger},
    Rule{kIpv6, "accept_dad", Combine::kLarger},
    Rule{kIpv6, "accept_source_route", Combine::kSmaller},
    Rule{kIpv6, "force_mld_version", Combine::kAllFirst},
    Rule{kIpv6, "ndisc_evict_nocarrier", Combine::kSmaller},
    Rule{kIpv6, "ndisc_notify", Combine::kLarger},
    Rule{kIpv6, "proxy_ndp", Combine::kLarger},
};

std::string_view FileOf(std::string_view key) { return key.substr(key.rfind('.') + 1); }

const Rule* RuleOf(std::string_view key) {
  const auto parts = Split(key, ".");
  if (parts.size() != 5 || parts[3] == "all" || parts[3] == "default") return nullptr;
  const auto* const rule = std::find_if(kRules.begin(), kRules.end(), [&](const Rule& each) {
    return key.starts_with(each.folder) && parts[4] == each.file;
  });
  return rule == kRules.end() ? nullptr : rule;
}

std::string KeyOfAll(const Rule& rule) {
  return std::string(rule.folder) + "all." + std::string(rule.file);
}

std::optional<uint64_t> InForceAt(const Address& address, const State& observed) {
  return NumberAt(observed, {address.device, address.tunable, address.key + kInForce});
}

uint64_t Combined(Combine combine, uint64_t all, uint64_t own) {
  switch (combine) {
    case Combine::kLarger:
      return std::max(all, own);
    case Combine::kSmaller:
    case Combine::kRedirects:
      return std::min(all, own);
    case Combine::kLowVersion:
      for (const uint64_t version : {uint64_t{1}, uint64_t{2}}) {
        if (all == version || own == version) return version;
      }
      return own;
    case Combine::kAllFirst:
      return all != 0 ? all : own;
  }
  return own;
}

}  // namespace

std::optional<uint64_t> ReadInForce(const Kernel& kernel, const std::string& key,
                                    const Value& own) {
  const Rule* const rule = RuleOf(key);
  const auto* const number = std::get_if<uint64_t>(&own);
  const auto all = rule != nullptr ? ReadSysctlNumber(kernel, KeyOfAll(*rule)) : std::nullopt;
  if (!all || number == nullptr) return std::nullopt;
  Combine combine = rule->combine;
  if (combine == Combine::kRedirects) {
    const std::string folder = key.substr(0, key.size() - FileOf(key).size());
    if (ReadSysctlNumber(kernel, folder + "forwarding").value_or(0) == 0)
      combine = Combine::kLarger;
  }
  return Combined(combine, *all, *number);
}

Verdict JudgeSysctl(const Address& address, const Value& wanted, const State& observed) {
  const Value& actual = observed.at(address);
  const std::string key = SysctlKeyOf(address);
  if (IsRoundedToJiffies(key, wanted, actual)) {
    return {Status::kClamped, "Linux keeps it in jiffies"};
  }
  const Verdict verdict = JudgeWords(wanted, actual);
  const auto in_force = InForceAt(address, observed);
  const auto* const number = std::get_if<uint64_t>(&wanted);
  const Rule* const rule = RuleOf(key);
  const bool is_met = !in_force || number == nullptr || rule == nullptr || *in_force == *number;
  if (verdict.status != Status::kOk || is_met) return verdict;
  const std::string all = KeyOfAll(*rule);
  // Where the file is as wanted and what is in force is not, the latter is the value of `all`.
  return {Status::kConflict, "its file says " + std::to_string(*number) + ", and in force is " +
                                 std::to_string(*in_force) + " by " + all +
                                 ", which Linux looks at as well; below `host: sysctl:` write " +
                                 all + ": " + std::to_string(*number)};
}

std::optional<KeyPlace> PlaceOfSysctl(const Tunable& tunable, const Address& address,
                                      const State& observed) {
  Address own = address;
  const bool is_companion = own.key.ends_with(kInForce);
  if (is_companion) own.key.resize(own.key.size() - std::string_view(kInForce).size());
  const auto in_force = InForceAt(own, observed);
  const bool outweighed = in_force && NumberAt(observed, own) != in_force;
  if (is_companion != outweighed || !tunable.IsWritable(own.key)) return std::nullopt;
  return KeyPlace{own.key, ""};
}

}  // namespace netkeel
