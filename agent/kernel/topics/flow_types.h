// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace netkeel {

/// A kind of packets whose hashed fields can be set: the kernel's word for it
/// (Documentation/netlink/specs/ethtool.yaml), its ETHTOOL_A_FLOW_* and its *_FLOW of
/// linux/ethtool.h, of which older systems lack some.
struct FlowType {
  std::string_view word;
  uint16_t attribute;
  uint32_t flow;
  std::string_view what;  ///< for people
};

inline constexpr std::array kFlowTypes{
    FlowType{"tcp4", 4, 0x01, "TCP over IPv4"},
    FlowType{"udp4", 6, 0x02,
             "UDP over IPv4; with f or n, fragments go another way than their first"},
    FlowType{"sctp4", 8, 0x03, "SCTP over IPv4"},
    FlowType{"tcp6", 5, 0x05, "TCP over IPv6"},
    FlowType{"udp6", 7, 0x06,
             "UDP over IPv6; with f or n, fragments go another way than their first"},
    FlowType{"sctp6", 9, 0x07, "SCTP over IPv6"},
    FlowType{"ah-esp4", 14, 0x04, "IPsec over IPv4"},
    FlowType{"ah-esp6", 15, 0x08, "IPsec over IPv6"},
    FlowType{"ah4", 10, 0x09, "IPsec AH over IPv4"},
    FlowType{"esp4", 12, 0x0a, "IPsec ESP over IPv4"},
    FlowType{"ah6", 11, 0x0b, "IPsec AH over IPv6"},
    FlowType{"esp6", 13, 0x0c, "IPsec ESP over IPv6"},
    FlowType{"ip4", 2, 0x10, "what else is IPv4"},
    FlowType{"ip6", 3, 0x11, "what else is IPv6"},
    FlowType{"ether", 1, 0x12, "what is no IP"},
    FlowType{"gtpu4", 16, 0x13, "GTP-U over IPv4"},
    FlowType{"gtpu6", 17, 0x14, "GTP-U over IPv6"},
    FlowType{"gtpc4", 18, 0x15, "GTP-C without TEID over IPv4"},
    FlowType{"gtpc6", 19, 0x16, "GTP-C without TEID over IPv6"},
    FlowType{"gtpc-teid4", 20, 0x17, "GTP-C with TEID over IPv4"},
    FlowType{"gtpc-teid6", 21, 0x18, "GTP-C with TEID over IPv6"},
    FlowType{"gtpu-eh4", 22, 0x19, "GTP-U with extension header over IPv4"},
    FlowType{"gtpu-eh6", 23, 0x1a, "GTP-U with extension header over IPv6"},
    FlowType{"gtpu-ul4", 24, 0x1b, "GTP-U PSC uplink over IPv4"},
    FlowType{"gtpu-ul6", 25, 0x1c, "GTP-U PSC uplink over IPv6"},
    FlowType{"gtpu-dl4", 26, 0x1d, "GTP-U PSC downlink over IPv4"},
    FlowType{"gtpu-dl6", 27, 0x1e, "GTP-U PSC downlink over IPv6"},
};

}  // namespace netkeel
