// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "profile/key_types.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;
using Kind = YamlNode::Kind;

/// "present, absent, ".
std::string Named(const KeyDescriptor& row) {
  std::string text;
  for (const std::string_view name : row.names) text += std::string(name) + ", ";
  return text;
}

std::optional<Literal> Parse(const YamlNode& node, const KeyDescriptor& row,
                             const ParseContext& context) {
  const bool is_number = node.kind == Kind::kInteger || node.kind == Kind::kFloat;
  const auto words = Words(node.text);
  if ((is_number || node.kind == Kind::kText) && !words.empty()) {
    return Literal(Join({words.begin(), words.end()}, " "));
  }
  const std::string what = node.kind == Kind::kText ? "no value" : DescribeKind(node) + " is none";
  context.Complain(node.line, std::string(row.name) + ": " + what + "; write " + Named(row) +
                                  "a number, or text (true and false in quotes)");
  return std::nullopt;
}

Json Schema(const KeyDescriptor& /*row*/) {
  return AnyOf({{"type", "number"}}, {{"type", "string"}, {"pattern", "\\S"}});
}

std::string Help(const KeyDescriptor& row) { return Named(row) + "a number, or text"; }

}  // namespace

const KeyTypeRules kParameterType{
    .parse = Parse, .schema = Schema, .help = Help, .is_number = true};

}  // namespace netkeel
