// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "kernel/flow_rule.h"

namespace netkeel {

enum class FlowFieldKind { kIp4, kIp6, kMac, kNumber, kHex };

/// Where a field is in the union of a kind of packets, or in the extension that every kind can
/// have; its word is ethtool(8)'s.
struct FlowField {
  std::string_view word;
  size_t offset;
  size_t size;
  FlowFieldKind kind;
  uint32_t flag = 0;  ///< of an extension: FLOW_EXT or FLOW_MAC_EXT, which say that it is there
};

inline constexpr size_t kLargestField = 16;
using FieldBytes = std::array<unsigned char, kLargestField>;

/// Of ethtool_rx_flow_spec::flow_type, beside the flow.
inline constexpr uint32_t kFlowFlags = FLOW_EXT | FLOW_MAC_EXT | FLOW_RSS;

/// The fields of a kind, in ethtool(8)'s order; none of one that is not known.
std::span<const FlowField> FlowFieldsOf(uint32_t flow_type);
std::span<const FlowField> ExtensionFields();

/// Value and mask of one field of a rule.
struct FlowPlace {
  unsigned char* value;
  unsigned char* mask;
};
FlowPlace PlaceOf(FlowRule& rule, const FlowField& field);

/// As ethtool(8) takes them: "10.0.0.1", "ff02::1", "01:00:5e:00:00:01", "5001", "0x88f7".
std::string FieldBytesText(std::span<const unsigned char> bytes, FlowFieldKind kind);

/// In network byte order; none where `text` is no such value.
std::optional<FieldBytes> FieldBytesOf(const std::string& text, const FlowField& field);

}  // namespace netkeel
