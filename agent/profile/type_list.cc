// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "profile/key_types.h"
#include "profile/language.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;
using Kind = YamlNode::Kind;

/// Of one element that the row's range holds.
std::optional<uint64_t> ElementOf(const YamlNode& node, const KeyDescriptor& row) {
  const auto number = ParseUnsigned(node.text);
  const bool plain = number && std::to_string(*number) == node.text;
  if (node.kind != Kind::kInteger || !plain) return std::nullopt;
  return *number >= row.min && *number <= row.max ? number : std::nullopt;
}

std::string ElementsWanted(const KeyDescriptor& row) {
  std::string wanted = "whole numbers from " + std::to_string(row.min);
  return row.max == kNoLimit ? wanted : wanted + " to " + std::to_string(row.max);
}

std::optional<Literal> ParseList(const YamlNode& node, const KeyDescriptor& row,
                                 const ParseContext& context) {
  std::vector<uint64_t> numbers;
  for (const YamlNode& item : node.items) {
    const auto number = ElementOf(item, row);
    if (number) numbers.push_back(*number);
  }
  const bool whole = numbers.size() == node.items.size() && !numbers.empty();
  if (node.kind == Kind::kList && whole) return Literal(std::move(numbers));
  context.Complain(node.line, std::string(row.name) + ": " + Quote(TextOf(node)) +
                                  " is no list of " + ElementsWanted(row) + "; write [A, B, ...]");
  return std::nullopt;
}

Json Schema(const KeyDescriptor& row) {
  return {{"type", "array"}, {"items", NumberSchema(row)}, {"minItems", 1}};
}

std::string Help(const KeyDescriptor& row) { return "a list of " + ElementsWanted(row); }

bool CanSayList(const KeyDescriptor& row, const Value& value) {
  const auto* const numbers = std::get_if<std::vector<uint64_t>>(&value);
  return numbers != nullptr && std::all_of(numbers->begin(), numbers->end(), [&](uint64_t number) {
           return number >= row.min && number <= row.max;
         });
}

}  // namespace

const KeyTypeRules kListType{
    .parse = ParseList, .schema = Schema, .help = Help, .can_say = CanSayList};

}  // namespace netkeel
