// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "kernel/kernel.h"
#include "kernel/netlink_message.h"

namespace netkeel {

/// What an attribute is on the wire, and what Value it becomes: a number where nothing is said.
enum class AttributeKind {
  kU8,
  kU32,
  kUint,     ///< 4 bytes or 8, whichever the kernel or the number needs
  kFlag,     ///< there or not: 1 or 0
  kText,     ///< text
  kBytes,    ///< text as ethtool(8) prints keys: "6d:5a:56"
  kNumbers,  ///< of 32 bits each: a list
  kBitset,   ///< by name (ETHTOOL_A_BITSET_BITS): a field a bit, "WORD/BIT", 1 or 0
  kNest,     ///< the fields of `nest`, "WORD/FIELD"
};

/// One attribute of a topic's messages. In a bitset that Linux gives as a list (it has no mask),
/// the bits that are off are not there.
struct AttributeRow {
  uint16_t number = 0;         ///< as in the family's header of linux/; 0: not in netlink
  std::string_view word = {};  ///< "" for a bitset or nest whose fields have their own words alone
  AttributeKind kind = AttributeKind::kU32;
  bool writable = false;
  std::string_view maximum = {};  ///< the word of the field that bounds it; "" for none
  std::span<const std::string_view> names =
      {};  ///< of the numbers from 0 on: the Value is the name
  std::span<const AttributeRow> nest = {};
  bool secret = false;  ///< never in a capture
};

using AttributeRows = std::span<const AttributeRow>;

/// What a number that is no more than on or off is called.
inline constexpr std::string_view kOffOn[] = {"off", "on"};

/// The row that `word` is a field of; null where there is none.
const AttributeRow* FindAttribute(AttributeRows rows, std::string_view word);

/// The fields of one message. What is of another length than it ought to be is not there.
Fields ReadFields(std::string_view attributes, AttributeRows rows);

/// The attributes of a request that sets `fields`; where one cannot be, its word: not writable, or
/// not of its kind.
tl::expected<NetlinkAttributes, std::string> WriteFields(const Fields& fields, AttributeRows rows);

/// Bytes as ethtool(8) prints keys and addresses: "6d:5a:56".
std::string BytesText(std::string_view bytes);

/// The numbers of `fields` by the names that their rows give them, and back: what an ioctl reads
/// and takes has numbers only. Where a name is none of the row's, it stays.
Fields Named(Fields fields, AttributeRows rows);
Fields Numbered(Fields fields, AttributeRows rows);

/// The Value that ToText made `text` of, for a field of this row; nothing where it is not of its
/// kind.
std::optional<Value> FieldOfText(const AttributeRow& row, std::string_view text);

}  // namespace netkeel
