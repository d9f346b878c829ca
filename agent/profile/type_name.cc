// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/text.h"
#include "profile/key_types.h"
#include "profile/language.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;
using Kind = YamlNode::Kind;

constexpr std::array<std::string_view, 2> kOnOff{"on", "off"};

std::span<const std::string_view> NamesOf(const KeyDescriptor& row) {
  return row.type == KeyType::kSwitch ? std::span<const std::string_view>(kOnOff) : row.names;
}

/// "on or off", "a, b or c".
std::string Listed(const KeyDescriptor& row) {
  std::string text;
  const auto names = NamesOf(row);
  for (size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text;
}

bool IsAmong(const KeyDescriptor& row, std::string_view word) {
  const auto names = NamesOf(row);
  return std::find(names.begin(), names.end(), word) != names.end();
}

std::optional<Literal> ParseName(const YamlNode& node, const KeyDescriptor& row,
                                 const ParseContext& context) {
  if (node.kind == Kind::kText && IsAmong(row, node.text)) return Literal(node.text);
  const std::vector<std::string> names(NamesOf(row).begin(), NamesOf(row).end());
  // Of two words the nearer in spelling is a coin's toss: `no` is nearer to on.
  const bool guess = row.type == KeyType::kName && node.kind == Kind::kText;
  const std::string closest = guess ? Closest(node.text, names) : "";
  context.Complain(node.line, std::string(row.name) + ": " + DescribeKind(node) +
                                  (closest.empty() ? " is none of its values; write " + Listed(row)
                                                   : "; did you mean '" + closest + "'?"));
  return std::nullopt;
}

Json Schema(const KeyDescriptor& row) { return {{"enum", NamesOf(row)}}; }

bool CanSayName(const KeyDescriptor& row, const Value& value) {
  return IsAmong(row, ToText(value));
}

}  // namespace

const KeyTypeRules kNameType{
    .parse = ParseName, .schema = Schema, .help = Listed, .can_say = CanSayName};

}  // namespace netkeel
