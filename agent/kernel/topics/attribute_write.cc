// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "kernel/topics/attribute_parts.h"

namespace netkeel {
namespace {

using Kind = AttributeKind;

template <typename Number>
bool PutNumber(const AttributeRow& row, uint64_t number, NetlinkAttributes& attributes) {
  if (number > std::numeric_limits<Number>::max()) return false;
  const auto narrow = static_cast<Number>(number);
  attributes.PutBytes(row.number, {reinterpret_cast<const char*>(&narrow), sizeof narrow});
  return true;
}

bool PutNumberOf(const AttributeRow& row, const Value& value, NetlinkAttributes& attributes) {
  const auto number = NumberOf(row, value);
  if (!number) return false;
  if (row.kind == Kind::kFlag) {
    if (*number == 1) attributes.PutBytes(row.number, "");
    return *number <= 1;
  }
  if (row.kind == Kind::kU8) return PutNumber<uint8_t>(row, *number, attributes);
  if (PutNumber<uint32_t>(row, *number, attributes)) return true;
  return row.kind == Kind::kUint && PutNumber<uint64_t>(row, *number, attributes);
}

bool PutBytesOf(const AttributeRow& row, const std::string& text, NetlinkAttributes& attributes) {
  const auto bytes = BytesOf(text);
  if (bytes) attributes.PutBytes(row.number, *bytes);
  return bytes.has_value();
}

bool PutList(const AttributeRow& row, const std::vector<uint64_t>& list,
             NetlinkAttributes& attributes) {
  std::string bytes;
  for (const uint64_t number : list) {
    if (number > std::numeric_limits<uint32_t>::max()) return false;
    const auto narrow = static_cast<uint32_t>(number);
    bytes.append(reinterpret_cast<const char*>(&narrow), sizeof narrow);
  }
  attributes.PutBytes(row.number, bytes);
  return true;
}

/// False where the value is not of the row's kind.
bool PutValue(const AttributeRow& row, const Value& value, NetlinkAttributes& attributes) {
  const auto* const text = std::get_if<std::string>(&value);
  const auto* const list = std::get_if<std::vector<uint64_t>>(&value);
  switch (row.kind) {
    case Kind::kText:
      if (text != nullptr) attributes.Put(row.number, *text);
      return text != nullptr;
    case Kind::kBytes:
      return text != nullptr && PutBytesOf(row, *text, attributes);
    case Kind::kNumbers:
      return list != nullptr && PutList(row, *list, attributes);
    default:
      return PutNumberOf(row, value, attributes);
  }
}

using Written = tl::expected<NetlinkAttributes, std::string>;

/// Only the bits that are named change: a bitset with a mask.
Written BitsetOf(const AttributeRow& row, const Fields& bits) {
  NetlinkAttributes list;
  for (const auto& [name, value] : bits) {
    const auto on = NumberOf(row, value);
    if (!on || *on > 1) return tl::unexpected(name);
    NetlinkAttributes bit;
    bit.Put(kBitName, name);
    if (*on == 1) bit.PutBytes(kBitValue, "");
    list.Put(kBitsetBit, bit);
  }
  return NetlinkAttributes().Put(kBitsetBits, list);
}

/// The fields of a bitset or nest, by their inner words.
Fields InnerFields(const AttributeRow& row, const Fields& fields, AttributeRows rows) {
  Fields inner;
  for (const auto& [word, value] : fields) {
    const auto inner_word = InnerWord(row, word);
    const AttributeRow* const owner = inner_word ? FindAttribute(rows, word) : nullptr;
    const bool is_inside = owner == &row || (owner != nullptr && row.kind == Kind::kNest &&
                                             owner == FindAttribute(row.nest, *inner_word));
    if (is_inside) inner[std::string(*inner_word)] = value;
  }
  return inner;
}

/// Adds what of `fields` is in this row; the word that cannot be.
tl::expected<void, std::string> PutRow(const AttributeRow& row, const Fields& fields,
                                       AttributeRows rows, NetlinkAttributes& attributes) {
  if (row.kind != Kind::kBitset && row.kind != Kind::kNest) {
    const auto field = fields.find(std::string(row.word));
    if (field == fields.end() || PutValue(row, field->second, attributes)) return {};
    return tl::unexpected(field->first);
  }
  const Fields inner = InnerFields(row, fields, rows);
  if (inner.empty()) return {};
  const auto nest = row.kind == Kind::kBitset ? BitsetOf(row, inner) : WriteFields(inner, row.nest);
  if (!nest) return tl::unexpected(OuterWord(row, nest.error()));
  attributes.Put(row.number, *nest);
  return {};
}

}  // namespace

Written WriteFields(const Fields& fields, AttributeRows rows) {
  for (const auto& [word, value] : fields) {
    const AttributeRow* const row = FindAttribute(rows, word);
    if (row == nullptr || !row->writable || row->number == 0) return tl::unexpected(word);
  }
  NetlinkAttributes attributes;
  for (const AttributeRow& row : rows) {
    if (const auto put = PutRow(row, fields, rows, attributes); !put) {
      return tl::unexpected(put.error());
    }
  }
  return attributes;
}

}  // namespace netkeel
