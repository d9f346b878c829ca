// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <linux/ethtool.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

namespace netkeel {

/// A rule of `ethtool -n`: which packets, and what becomes of them. Numbers in `spec` are in
/// network byte order, as the kernel has them, and a bit of a mask that is set is compared.
struct FlowRule {
  ethtool_rx_flow_spec spec{};  ///< its location is not part of its text
  uint32_t context = 0;         ///< the RSS table, where spec.flow_type has FLOW_RSS
};

/// A kind of packets that rules are for, in ethtool(8)'s word, and what it is told by; by VLAN,
/// user-def and dst-mac as well.
struct FlowKind {
  std::string_view word;
  uint32_t flow;  ///< *_FLOW of linux/ethtool.h
  std::string_view what;
};

inline constexpr std::array kFlowKinds{
    FlowKind{"tcp4", TCP_V4_FLOW, "TCP over IPv4: src-ip, dst-ip, tos, src-port, dst-port"},
    FlowKind{"udp4", UDP_V4_FLOW, "UDP over IPv4: src-ip, dst-ip, tos, src-port, dst-port"},
    FlowKind{"sctp4", SCTP_V4_FLOW, "SCTP over IPv4: src-ip, dst-ip, tos, src-port, dst-port"},
    FlowKind{"ah4", AH_V4_FLOW, "IPsec AH over IPv4: src-ip, dst-ip, tos, spi"},
    FlowKind{"esp4", ESP_V4_FLOW, "IPsec ESP over IPv4: src-ip, dst-ip, tos, spi"},
    FlowKind{"ip4", IPV4_USER_FLOW, "IPv4: src-ip, dst-ip, tos, l4proto, l4data"},
    FlowKind{"tcp6", TCP_V6_FLOW, "TCP over IPv6: src-ip, dst-ip, tclass, src-port, dst-port"},
    FlowKind{"udp6", UDP_V6_FLOW, "UDP over IPv6: src-ip, dst-ip, tclass, src-port, dst-port"},
    FlowKind{"sctp6", SCTP_V6_FLOW, "SCTP over IPv6: src-ip, dst-ip, tclass, src-port, dst-port"},
    FlowKind{"ah6", AH_V6_FLOW, "IPsec AH over IPv6: src-ip, dst-ip, tclass, spi"},
    FlowKind{"esp6", ESP_V6_FLOW, "IPsec ESP over IPv6: src-ip, dst-ip, tclass, spi"},
    FlowKind{"ip6", IPV6_USER_FLOW, "IPv6: src-ip, dst-ip, tclass, l4proto, l4data"},
    FlowKind{"ether", ETHER_FLOW, "Ethernet frames: src, dst, proto"},
};

/// Which packets, as `ethtool -N DEVICE flow-type` takes it: "udp4 dst-ip 239.1.1.1 dst-port 5001".
/// Fields in the order of the kind, and the bits of what follows an `m` are not compared. One text
/// for each set of packets; "" for a rule that ethtool(8) has no words for.
std::string MatchText(const FlowRule& rule);

/// What becomes of them: "queue 3", "queue 1 vf 0", "queue 0 context 1", "drop" or "wake".
std::string ActionText(const FlowRule& rule);

/// The rule of both texts, its fields in any order; what is wrong with one, for people.
tl::expected<FlowRule, std::string> RuleOf(std::string_view match, std::string_view action);
/// The same without an action.
tl::expected<FlowRule, std::string> RuleOf(std::string_view match);

/// Whether the packets are told by a MAC address.
bool HasMac(const FlowRule& rule);

/// Whether both compare the same bits of the same fields.
bool HaveOneMask(const FlowRule& left, const FlowRule& right);

}  // namespace netkeel
