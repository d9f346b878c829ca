// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kernel/topics/attribute.h"

namespace netkeel {

// The attributes of a bitset: linux/ethtool_netlink.h,
// Documentation/networking/ethtool-netlink.rst.
inline constexpr int kBitsetNoMask = 1;
inline constexpr int kBitsetBits = 3;
inline constexpr int kBitsetBit = 1;
inline constexpr int kBitName = 2;
inline constexpr int kBitValue = 3;

/// The word of a bit or of a field in a nest, where `word` is one of this row's.
std::optional<std::string_view> InnerWord(const AttributeRow& row, std::string_view word);

/// The word of such a field as it is from outside of `row`.
std::string OuterWord(const AttributeRow& row, const std::string& inner);

/// The number's name where it has one.
Value ValueOfNumber(const AttributeRow& row, uint64_t number);

/// The number that a Value stands for, by its name where the row has names.
std::optional<uint64_t> NumberOf(const AttributeRow& row, const Value& value);

/// What BytesText made `text` of; nothing where it is none of that.
std::optional<std::string> BytesOf(std::string_view text);

}  // namespace netkeel
