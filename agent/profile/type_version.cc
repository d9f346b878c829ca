// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "model/version_text.h"
#include "profile/key_types.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;
using Kind = YamlNode::Kind;

constexpr const char* kWanted = "; write a version in quotes, as in {at-least: \"8.30\"}";

/// 6.10 is a number to YAML, and 6.1 the same one: what is no whole number has to be text.
bool IsText(const YamlNode& node) {
  return node.kind == Kind::kText || (node.kind == Kind::kInteger && ParseUnsigned(node.text));
}

std::nullopt_t Refuse(const YamlNode& node, const KeyDescriptor& row, const std::string& what,
                      const ParseContext& context) {
  context.Complain(node.line, std::string(row.name) + ": " + what + kWanted);
  return std::nullopt;
}

std::optional<Literal> ParseBound(const YamlNode& node, const KeyDescriptor& row,
                                  const ParseContext& context) {
  if (!IsText(node)) {
    return Refuse(node, row, node.key + ": " + DescribeKind(node) + " is no version", context);
  }
  const std::string wrong = WrongWithVersion(node.text);
  if (!wrong.empty()) return Refuse(node, row, node.key + ": " + wrong, context);
  return Literal(node.text);
}

/// Exactly so, and so whatever the driver writes: "0x800006d1".
std::optional<Literal> Parse(const YamlNode& node, const KeyDescriptor& row,
                             const ParseContext& context) {
  if (!IsText(node)) return Refuse(node, row, DescribeKind(node) + " is no version", context);
  const auto words = Words(node.text);
  if (words.empty()) return Refuse(node, row, "no version", context);
  return Literal(Join({words.begin(), words.end()}, " "));
}

/// A whole number, or text that has to be as `pattern`.
Json NumberOr(const char* pattern) {
  return AnyOf({{"type", "integer"}, {"minimum", 0}}, {{"type", "string"}, {"pattern", pattern}});
}

Json Schema(const KeyDescriptor& /*row*/) { return NumberOr("\\S"); }
Json BoundSchema() { return NumberOr("^(?=.{1,64}$)[0-9]+(\\.[0-9]+)*$"); }

std::string Help(const KeyDescriptor& /*row*/) {
  return "a version in quotes, or {at-least: \"8.30\"}: by the first word with a dot in it";
}

}  // namespace

const KeyTypeRules kVersionType{.parse = Parse,
                                .schema = Schema,
                                .help = Help,
                                .parse_bound = ParseBound,
                                .bound_schema = BoundSchema};

}  // namespace netkeel
