// SPDX-License-Identifier: Apache-2.0
#include "kernel/flow_fields.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "kernel/topics/attribute_parts.h"

namespace netkeel {
namespace {

using Tcp4 = ethtool_tcpip4_spec;
constexpr std::array kTcp4{
    FlowField{"src-ip", offsetof(Tcp4, ip4src), 4, FlowFieldKind::kIp4},
    FlowField{"dst-ip", offsetof(Tcp4, ip4dst), 4, FlowFieldKind::kIp4},
    FlowField{"tos", offsetof(Tcp4, tos), 1, FlowFieldKind::kNumber},
    FlowField{"src-port", offsetof(Tcp4, psrc), 2, FlowFieldKind::kNumber},
    FlowField{"dst-port", offsetof(Tcp4, pdst), 2, FlowFieldKind::kNumber},
};
using Esp4 = ethtool_ah_espip4_spec;
constexpr std::array kEsp4{
    FlowField{"src-ip", offsetof(Esp4, ip4src), 4, FlowFieldKind::kIp4},
    FlowField{"dst-ip", offsetof(Esp4, ip4dst), 4, FlowFieldKind::kIp4},
    FlowField{"tos", offsetof(Esp4, tos), 1, FlowFieldKind::kNumber},
    FlowField{"spi", offsetof(Esp4, spi), 4, FlowFieldKind::kNumber},
};
using Ip4 = ethtool_usrip4_spec;
constexpr std::array kIp4{
    FlowField{"src-ip", offsetof(Ip4, ip4src), 4, FlowFieldKind::kIp4},
    FlowField{"dst-ip", offsetof(Ip4, ip4dst), 4, FlowFieldKind::kIp4},
    FlowField{"tos", offsetof(Ip4, tos), 1, FlowFieldKind::kNumber},
    FlowField{"l4proto", offsetof(Ip4, proto), 1, FlowFieldKind::kNumber},
    FlowField{"l4data", offsetof(Ip4, l4_4_bytes), 4, FlowFieldKind::kHex},
};
using Tcp6 = ethtool_tcpip6_spec;
constexpr std::array kTcp6{
    FlowField{"src-ip", offsetof(Tcp6, ip6src), 16, FlowFieldKind::kIp6},
    FlowField{"dst-ip", offsetof(Tcp6, ip6dst), 16, FlowFieldKind::kIp6},
    FlowField{"tclass", offsetof(Tcp6, tclass), 1, FlowFieldKind::kNumber},
    FlowField{"src-port", offsetof(Tcp6, psrc), 2, FlowFieldKind::kNumber},
    FlowField{"dst-port", offsetof(Tcp6, pdst), 2, FlowFieldKind::kNumber},
};
using Esp6 = ethtool_ah_espip6_spec;
constexpr std::array kEsp6{
    FlowField{"src-ip", offsetof(Esp6, ip6src), 16, FlowFieldKind::kIp6},
    FlowField{"dst-ip", offsetof(Esp6, ip6dst), 16, FlowFieldKind::kIp6},
    FlowField{"tclass", offsetof(Esp6, tclass), 1, FlowFieldKind::kNumber},
    FlowField{"spi", offsetof(Esp6, spi), 4, FlowFieldKind::kNumber},
};
using Ip6 = ethtool_usrip6_spec;
constexpr std::array kIp6{
    FlowField{"src-ip", offsetof(Ip6, ip6src), 16, FlowFieldKind::kIp6},
    FlowField{"dst-ip", offsetof(Ip6, ip6dst), 16, FlowFieldKind::kIp6},
    FlowField{"tclass", offsetof(Ip6, tclass), 1, FlowFieldKind::kNumber},
    FlowField{"l4proto", offsetof(Ip6, l4_proto), 1, FlowFieldKind::kNumber},
    FlowField{"l4data", offsetof(Ip6, l4_4_bytes), 4, FlowFieldKind::kHex},
};
constexpr std::array kEther{
    FlowField{"src", offsetof(ethhdr, h_source), ETH_ALEN, FlowFieldKind::kMac},
    FlowField{"dst", offsetof(ethhdr, h_dest), ETH_ALEN, FlowFieldKind::kMac},
    FlowField{"proto", offsetof(ethhdr, h_proto), 2, FlowFieldKind::kHex},
};
using Ext = ethtool_flow_ext;
constexpr std::array kExt{
    FlowField{"vlan-etype", offsetof(Ext, vlan_etype), 2, FlowFieldKind::kHex, FLOW_EXT},
    FlowField{"vlan", offsetof(Ext, vlan_tci), 2, FlowFieldKind::kNumber, FLOW_EXT},
    FlowField{"user-def", offsetof(Ext, data), 8, FlowFieldKind::kHex, FLOW_EXT},
    FlowField{"dst-mac", offsetof(Ext, h_dest), ETH_ALEN, FlowFieldKind::kMac, FLOW_MAC_EXT},
};

std::string NumberText(std::span<const unsigned char> bytes, bool hex) {
  uint64_t number = 0;
  for (const unsigned char byte : bytes) number = number << 8 | byte;
  if (!hex) return std::to_string(number);
  std::array<char, 16> digits;
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), number, 16).ptr;
  return "0x" + std::string(digits.data(), end);
}

/// Decimal, or hex behind 0x.
std::optional<uint64_t> ParseNumber(std::string_view text) {
  if (!text.starts_with("0x")) return ParseUnsigned(text);
  uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto parsed = std::from_chars(text.data() + 2, end, number, 16);
  return parsed.ec == std::errc() && parsed.ptr == end ? std::optional(number) : std::nullopt;
}

std::optional<FieldBytes> MacOf(std::string_view text) {
  const auto mac = BytesOf(text);
  if (!mac || mac->size() != ETH_ALEN) return std::nullopt;
  FieldBytes bytes = {};
  std::copy(mac->begin(), mac->end(), bytes.begin());
  return bytes;
}

}  // namespace

std::span<const FlowField> FlowFieldsOf(uint32_t flow) {
  switch (flow & ~kFlowFlags) {
    case TCP_V4_FLOW:
    case UDP_V4_FLOW:
    case SCTP_V4_FLOW:
      return kTcp4;
    case AH_V4_FLOW:
    case ESP_V4_FLOW:
      return kEsp4;
    case IPV4_USER_FLOW:
      return kIp4;
    case TCP_V6_FLOW:
    case UDP_V6_FLOW:
    case SCTP_V6_FLOW:
      return kTcp6;
    case AH_V6_FLOW:
    case ESP_V6_FLOW:
      return kEsp6;
    case IPV6_USER_FLOW:
      return kIp6;
    case ETHER_FLOW:
      return kEther;
    default:
      return {};
  }
}

std::span<const FlowField> ExtensionFields() { return kExt; }

FlowPlace PlaceOf(FlowRule& rule, const FlowField& field) {
  auto& spec = rule.spec;
  if (field.flag == 0) return {spec.h_u.hdata + field.offset, spec.m_u.hdata + field.offset};
  return {reinterpret_cast<unsigned char*>(&spec.h_ext) + field.offset,
          reinterpret_cast<unsigned char*>(&spec.m_ext) + field.offset};
}

std::string FieldBytesText(std::span<const unsigned char> bytes, FlowFieldKind kind) {
  std::array<char, INET6_ADDRSTRLEN> text = {};
  switch (kind) {
    case FlowFieldKind::kIp4:
      return ::inet_ntop(AF_INET, bytes.data(), text.data(), text.size());
    case FlowFieldKind::kIp6:
      return ::inet_ntop(AF_INET6, bytes.data(), text.data(), text.size());
    case FlowFieldKind::kMac:
      return BytesText({reinterpret_cast<const char*>(bytes.data()), bytes.size()});
    case FlowFieldKind::kNumber:
    case FlowFieldKind::kHex:
      break;
  }
  return NumberText(bytes, kind == FlowFieldKind::kHex);
}

std::optional<FieldBytes> FieldBytesOf(const std::string& text, const FlowField& field) {
  FieldBytes bytes = {};
  if (field.kind == FlowFieldKind::kIp4 || field.kind == FlowFieldKind::kIp6) {
    const int family = field.kind == FlowFieldKind::kIp4 ? AF_INET : AF_INET6;
    return ::inet_pton(family, text.c_str(), bytes.data()) == 1 ? std::optional(bytes)
                                                                : std::nullopt;
  }
  if (field.kind == FlowFieldKind::kMac) return MacOf(text);
  auto number = ParseNumber(text);
  if (!number || (field.size < 8 && *number >> (8 * field.size) != 0)) return std::nullopt;
  for (size_t i = field.size; i-- > 0; *number >>= 8) bytes[i] = *number & 0xff;
  return bytes;
}

}  // namespace netkeel
