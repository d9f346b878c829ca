// SPDX-License-Identifier: Apache-2.0
#include "kernel/topics/attribute.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"
#include "kernel/topics/attribute_parts.h"

namespace netkeel {
namespace {

bool IsByte(std::string_view text) {
  return text.size() == 2 && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool AreBytes(std::string_view text) {
  const auto bytes = Split(text, ":");
  return text.empty() || std::all_of(bytes.begin(), bytes.end(), IsByte);
}

std::optional<Value> ListOf(std::string_view text) {
  std::vector<uint64_t> list;
  for (const std::string_view word : Words(text)) {
    const auto number = ParseUnsigned(word);
    if (!number) return std::nullopt;
    list.push_back(*number);
  }
  return list;
}

}  // namespace

std::optional<std::string_view> InnerWord(const AttributeRow& row, std::string_view word) {
  const bool has_inner = row.kind == AttributeKind::kBitset || row.kind == AttributeKind::kNest;
  if (!has_inner || word.empty()) return std::nullopt;
  if (row.word.empty()) return word;
  const bool is_below = word.starts_with(row.word) && word.substr(row.word.size()).starts_with('/');
  if (!is_below || word.size() == row.word.size() + 1) return std::nullopt;
  return word.substr(row.word.size() + 1);
}

std::string OuterWord(const AttributeRow& row, const std::string& inner) {
  return row.word.empty() ? inner : std::string(row.word) + '/' + inner;
}

Value ValueOfNumber(const AttributeRow& row, uint64_t number) {
  if (number < row.names.size()) return std::string(row.names[number]);
  return number;
}

const AttributeRow* FindAttribute(AttributeRows rows, std::string_view word) {
  for (const AttributeRow& row : rows) {
    const auto inner = InnerWord(row, word);
    if (inner && row.kind == AttributeKind::kBitset) return &row;
    const AttributeRow* const found = inner ? FindAttribute(row.nest, *inner) : nullptr;
    if (found != nullptr) return found;
    const bool is_plain = row.kind != AttributeKind::kBitset && row.kind != AttributeKind::kNest;
    if (is_plain && row.word == word) return &row;
  }
  return nullptr;
}

std::optional<uint64_t> NumberOf(const AttributeRow& row, const Value& value) {
  if (const auto* const number = std::get_if<uint64_t>(&value)) return *number;
  const auto* const text = std::get_if<std::string>(&value);
  if (text == nullptr) return std::nullopt;
  const auto name = std::find(row.names.begin(), row.names.end(), *text);
  if (name == row.names.end()) return std::nullopt;
  return static_cast<uint64_t>(name - row.names.begin());
}

std::string BytesText(std::string_view bytes) {
  constexpr const char* kHex = "0123456789abcdef";
  std::string text;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (!text.empty()) text += ':';
    text += {kHex[byte >> 4], kHex[byte & 15]};
  }
  return text;
}

std::optional<std::string> BytesOf(std::string_view text) {
  std::string bytes;
  for (const std::string_view pair :
       text.empty() ? std::vector<std::string_view>() : Split(text, ":")) {
    unsigned byte = 0;
    const char* const end = pair.data() + pair.size();
    if (pair.size() != 2 || std::from_chars(pair.data(), end, byte, 16).ptr != end) return {};
    bytes += static_cast<char>(byte);
  }
  return bytes;
}

Fields Named(Fields fields, AttributeRows rows) {
  for (auto& [word, value] : fields) {
    const AttributeRow* const row = FindAttribute(rows, word);
    const auto* const number = std::get_if<uint64_t>(&value);
    if (row != nullptr && number != nullptr) value = ValueOfNumber(*row, *number);
  }
  return fields;
}

Fields Numbered(Fields fields, AttributeRows rows) {
  for (auto& [word, value] : fields) {
    const AttributeRow* const row = FindAttribute(rows, word);
    const auto number = row != nullptr ? NumberOf(*row, value) : std::nullopt;
    if (number) value = *number;
  }
  return fields;
}

std::optional<Value> FieldOfText(const AttributeRow& row, std::string_view text) {
  if (row.kind == AttributeKind::kText) return std::string(text);
  if (row.kind == AttributeKind::kNumbers) return ListOf(text);
  if (row.kind == AttributeKind::kBytes && !AreBytes(text)) return std::nullopt;
  if (row.kind == AttributeKind::kBytes) return std::string(text);
  if (std::count(row.names.begin(), row.names.end(), text) > 0) return std::string(text);
  const auto number = ParseUnsigned(text);
  if (!number) return std::nullopt;
  return ValueOfNumber(row, *number);
}

}  // namespace netkeel
