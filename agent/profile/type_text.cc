// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "profile/key_types.h"
#include "profile/language.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;
using Kind = YamlNode::Kind;

/// `100 200 300`, also as a list of numbers.
std::optional<Literal> ParseWords(const YamlNode& node, const KeyDescriptor& row,
                                  const ParseContext& context) {
  std::vector<std::string> words;
  std::string wrong;
  for (const YamlNode* const item : OneOrMore(node)) {
    const bool number = item->kind == Kind::kInteger || item->kind == Kind::kFloat;
    if (IsBooleanWord(*item)) {
      wrong = DescribeKind(*item) + " is no value of a sysctl; write 1 for on, 0 for off";
    } else if (!number && (item->kind != Kind::kText || node.kind == Kind::kList)) {
      wrong = DescribeKind(*item) +
              " where a value belongs; write a number, text, or a list of "
              "numbers";
    }
    for (const std::string_view word : Words(item->text)) words.emplace_back(word);
  }
  if (wrong.empty() && words.empty())
    wrong = "no value; write a number, text, or a list of numbers";
  if (wrong.empty()) return Join(words, " ");
  context.Complain(node.line, std::string(row.name) + ": " + wrong);
  return std::nullopt;
}

Json Schema(const KeyDescriptor& /*row*/) {
  Json text{{"type", "string"}, {"pattern", "\\S"}, {"not", {{"enum", word::kBooleanWords}}}};
  Json list{{"type", "array"}, {"items", {{"type", "number"}}}, {"minItems", 1}};
  return {{"anyOf", Json::array({Json{{"type", "number"}}, std::move(text), std::move(list)})}};
}

std::string Help(const KeyDescriptor& /*row*/) { return "text, compared word by word"; }

}  // namespace

const KeyTypeRules kTextType{.parse = ParseWords, .schema = Schema, .help = Help};

}  // namespace netkeel
