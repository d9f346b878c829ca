// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <vector>

#include "base/text.h"
#include "tunables/interface_sysctl.h"

namespace netkeel {
namespace {

constexpr KeyDescriptor Switch(std::string_view name, std::string_view default_value,
                               std::string_view help, uint64_t max = 1) {
  return {.name = name, .default_value = default_value, .max = max, .help = help};
}

constexpr KeyDescriptor Number(std::string_view name, std::string_view unit,
                               std::string_view default_value, uint64_t max,
                               std::string_view help) {
  return {.name = name, .unit = unit, .default_value = default_value, .max = max, .help = help};
}

constexpr uint64_t kDay = 86'400;
constexpr uint64_t kDayInMs = kDay * 1000;

// Names and meanings are those of Documentation/networking/ip-sysctl.rst. The ranges are ours:
// Linux (6.1 to 7.3) takes rp_filter 7 and arp_ignore 99, and keeps them as written.
constexpr std::array kRows{
    Switch("ipv4.conf.accept_local", "0", "takes packets whose source is an address of this host"),
    Switch("ipv4.conf.accept_redirects", "1", "takes ICMP redirects"),
    Switch("ipv4.conf.accept_source_route", "0", "takes packets with a source route"),
    Switch("ipv4.conf.arp_accept", "0", "makes neighbours of gratuitous ARP; 2: of its subnet", 2),
    Switch("ipv4.conf.arp_announce", "0", "which own address ARP requests name; 2: the best", 2),
    Switch("ipv4.conf.arp_evict_nocarrier", "1", "forgets its neighbours when the carrier goes"),
    Switch("ipv4.conf.arp_filter", "0", "answers ARP only where it would route back"),
    Switch("ipv4.conf.arp_ignore", "0", "for which addresses ARP is not answered; 8: for none", 8),
    Switch("ipv4.conf.arp_notify", "0", "announces itself by ARP when it comes up"),
    Switch("ipv4.conf.bc_forwarding", "0", "forwards directed broadcasts"),
    Switch("ipv4.conf.drop_gratuitous_arp", "0", "drops gratuitous ARP"),
    Switch("ipv4.conf.drop_unicast_in_l2_multicast", "0",
           "drops unicast packets in multicast or broadcast frames"),
    Switch("ipv4.conf.force_igmp_version", "0", "IGMP version to speak; 0: as queried", 3),
    Switch("ipv4.conf.forwarding", "0", "forwards what comes in here; LRO goes off with it"),
    Number("ipv4.conf.igmpv2_unsolicited_report_interval", "ms", "10000", kDayInMs,
           "after what time an IGMPv1 or v2 report is repeated"),
    Number("ipv4.conf.igmpv3_unsolicited_report_interval", "ms", "1000", kDayInMs,
           "after what time an IGMPv3 report is repeated"),
    Switch("ipv4.conf.ignore_routes_with_linkdown", "0", "leaves out its routes without carrier"),
    Switch("ipv4.conf.log_martians", "0", "logs packets with impossible addresses"),
    Switch("ipv4.conf.promote_secondaries", "0", "a secondary address takes a removed one's place"),
    Switch("ipv4.conf.proxy_arp", "0", "answers ARP for others that it routes to"),
    Switch("ipv4.conf.route_localnet", "0", "routes 127/8"),
    Switch("ipv4.conf.rp_filter", "0",
           "reverse path filter; 1 drops multicast whose source is routed elsewhere", 2),
    Switch("ipv4.conf.secure_redirects", "1", "takes ICMP redirects to gateways only"),
    Switch("ipv4.conf.send_redirects", "1", "sends ICMP redirects"),
    Switch("ipv4.conf.shared_media", "1", "sends and takes redirects to the whole medium"),
    Switch("ipv4.conf.src_valid_mark", "0", "the reverse path filter looks at the mark, too"),
    Number("ipv4.neigh.base_reachable_time_ms", "ms", "30000", kDayInMs,
           "how long a neighbour counts as reachable, give or take a half"),
    Number("ipv4.neigh.gc_stale_time", "s", "60", kDay, "after what time a neighbour is stale"),
    Number("ipv4.neigh.mcast_solicit", "requests", "3", 1U << 10,
           "ARP requests before a neighbour counts as missing"),
    Number("ipv4.neigh.retrans_time_ms", "ms", "1000", kDayInMs, "time between ARP requests"),
    Number("ipv4.neigh.ucast_solicit", "requests", "3", 1U << 10,
           "unicast requests before it is asked for by broadcast"),
    Number("ipv4.neigh.unres_qlen_bytes", "bytes", "", 1U << 26,
           "packets that wait for a neighbour's address"),
    Switch("ipv6.conf.accept_dad", "1", "looks for duplicates of its addresses; 2: goes off", 2),
    Switch("ipv6.conf.accept_ra", "1", "takes router advertisements; 2: also where it forwards", 2),
    Switch("ipv6.conf.accept_redirects", "1", "takes ICMPv6 redirects"),
    Switch("ipv6.conf.addr_gen_mode", "0", "how its link-local address is made", 3),
    Switch("ipv6.conf.autoconf", "1", "makes addresses of advertised prefixes"),
    Switch("ipv6.conf.disable_ipv6", "0", "no IPv6 here; its addresses go"),
    Switch("ipv6.conf.force_mld_version", "0", "MLD version to speak; 0: as queried", 2),
    Switch("ipv6.conf.forwarding", "0", "is a router here, and takes no advertisements"),
    Number("ipv6.conf.hop_limit", "", "64", 255, "hop limit of what it sends"),
    Number("ipv6.conf.mldv1_unsolicited_report_interval", "ms", "10000", kDayInMs,
           "after what time an MLDv1 report is repeated"),
    Number("ipv6.conf.mldv2_unsolicited_report_interval", "ms", "1000", kDayInMs,
           "after what time an MLDv2 report is repeated"),
    Switch("ipv6.conf.proxy_ndp", "0", "answers for neighbours named with `ip neigh add proxy`"),
    Switch("ipv6.conf.use_tempaddr", "0", "makes temporary addresses; 2: prefers them", 2),
    Number("ipv6.neigh.base_reachable_time_ms", "ms", "30000", kDayInMs,
           "how long a neighbour counts as reachable, give or take a half"),
    Number("ipv6.neigh.gc_stale_time", "s", "60", kDay, "after what time a neighbour is stale"),
    Number("ipv6.neigh.retrans_time_ms", "ms", "1000", kDayInMs, "time between solicitations"),
    Number("ipv6.neigh.unres_qlen_bytes", "bytes", "", 1U << 26,
           "packets that wait for a neighbour's address"),
};

/// "net.ipv4.conf.*.rp_filter" of "ipv4.conf.rp_filter".
std::vector<std::string> WildNames() {
  std::vector<std::string> names;
  for (const KeyDescriptor& row : kRows) {
    const size_t last = row.name.rfind('.');
    names.push_back("net." + std::string(row.name.substr(0, last)) + ".*" +
                    std::string(row.name.substr(last)));
  }
  return names;
}

}  // namespace

std::span<const KeyDescriptor> InterfaceSysctlRows() { return kRows; }

std::span<const KeyDescriptor> WildSysctlRows() {
  static const std::vector<std::string> kNames = WildNames();
  static const std::vector<KeyDescriptor> kWild = [] {
    std::vector<KeyDescriptor> rows(kRows.begin(), kRows.end());
    for (size_t i = 0; i < rows.size(); ++i) rows[i].name = kNames[i];
    return rows;
  }();
  return kWild;
}

}  // namespace netkeel
