// SPDX-License-Identifier: Apache-2.0
#include "kernel/topics/attribute_parts.h"

namespace netkeel {
namespace {

using Kind = AttributeKind;

std::string UpToZero(std::string_view payload) {
  return std::string(payload.substr(0, payload.find('\0')));
}

std::optional<Value> NumberValue(const AttributeRow& row, std::string_view payload) {
  const auto byte = row.kind == Kind::kU8 ? NumberIn<uint8_t>(payload) : std::nullopt;
  const auto word = row.kind == Kind::kU8 ? std::nullopt : NumberIn<uint32_t>(payload);
  const auto wide = row.kind == Kind::kUint ? NumberIn<uint64_t>(payload) : std::nullopt;
  if (byte) return ValueOfNumber(row, *byte);
  if (word) return ValueOfNumber(row, *word);
  if (wide) return ValueOfNumber(row, *wide);
  return std::nullopt;
}

std::optional<Value> ListValue(std::string_view payload) {
  std::vector<uint64_t> list;
  if (payload.size() % sizeof(uint32_t) != 0) return std::nullopt;
  for (; !payload.empty(); payload.remove_prefix(sizeof(uint32_t))) {
    list.push_back(*NumberIn<uint32_t>(payload.substr(0, sizeof(uint32_t))));
  }
  return list;
}

std::optional<Value> ValueIn(const AttributeRow& row, std::string_view payload) {
  switch (row.kind) {
    case Kind::kFlag:
      return ValueOfNumber(row, 1);
    case Kind::kText:
      return UpToZero(payload);
    case Kind::kBytes:
      return BytesText(payload);
    case Kind::kNumbers:
      return ListValue(payload);
    default:
      return NumberValue(row, payload);
  }
}

void AddBit(const AttributeRow& row, std::string_view bit, bool is_list, Fields& fields) {
  std::string name;
  bool on = is_list;
  ForEachAttribute(bit, [&](int type, std::string_view payload) {
    if (type == kBitName) name = UpToZero(payload);
    on = on || type == kBitValue;
  });
  if (!name.empty()) fields[OuterWord(row, name)] = ValueOfNumber(row, on ? 1 : 0);
}

void AddBits(const AttributeRow& row, std::string_view bitset, Fields& fields) {
  bool is_list = false;
  ForEachAttribute(bitset,
                   [&](int type, std::string_view) { is_list = is_list || type == kBitsetNoMask; });
  ForEachAttribute(bitset, [&](int type, std::string_view bits) {
    if (type != kBitsetBits) return;
    ForEachAttribute(bits, [&](int inner, std::string_view bit) {
      if (inner == kBitsetBit) AddBit(row, bit, is_list, fields);
    });
  });
}

void AddField(const AttributeRow& row, std::string_view payload, Fields& fields) {
  if (row.kind == Kind::kBitset) return AddBits(row, payload, fields);
  if (row.kind == Kind::kNest) {
    for (auto& [word, value] : ReadFields(payload, row.nest)) {
      fields[OuterWord(row, word)] = value;
    }
  } else if (auto value = ValueIn(row, payload)) {
    fields[std::string(row.word)] = std::move(*value);
  }
}

}  // namespace

Fields ReadFields(std::string_view attributes, AttributeRows rows) {
  Fields fields;
  for (const AttributeRow& row : rows) {
    if (row.kind == Kind::kFlag) fields[std::string(row.word)] = ValueOfNumber(row, 0);
  }
  ForEachAttribute(attributes, [&](int type, std::string_view payload) {
    for (const AttributeRow& row : rows) {
      if (row.number == type && type != 0) AddField(row, payload, fields);
    }
  });
  return fields;
}

}  // namespace netkeel
