// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "profile/key_types.h"
#include "profile/language.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;
using Kind = YamlNode::Kind;

/// What is wrong with text that has a form of its own; "" where nothing is.
std::string WrongWithForm(const YamlNode& node, const std::string& text, const KeyDescriptor& row) {
  const std::string wanted = "; write " + std::string(row.form->help);
  const bool is_list = node.kind == Kind::kList;
  if (is_list && !row.form->list) return "a list is not taken" + wanted;
  if (!is_list && node.kind != Kind::kText) return DescribeKind(node) + " is none" + wanted;
  const std::string wrong = row.form->wrong_with(text);
  return wrong.empty() ? "" : wrong + wanted;
}

/// `100 200 300`, also as a list of numbers.
std::optional<Literal> ParseWords(const YamlNode& node, const KeyDescriptor& row,
                                  const ParseContext& context) {
  std::vector<std::string> words;
  std::string wrong;
  for (const YamlNode* const item : OneOrMore(node)) {
    const bool number = item->kind == Kind::kInteger || item->kind == Kind::kFloat;
    if (IsBooleanWord(*item)) {
      wrong = DescribeKind(*item) + (row.form == nullptr
                                         ? " is no value of a sysctl; write 1 for on, 0 for off"
                                         : " is none; write " + std::string(row.form->help));
    } else if (!number && (item->kind != Kind::kText || node.kind == Kind::kList)) {
      wrong = DescribeKind(*item) +
              " where a value belongs; write a number, text, or a list of "
              "numbers";
    }
    for (const std::string_view word : Words(item->text)) words.emplace_back(word);
  }
  if (wrong.empty() && words.empty())
    wrong = "no value; write a number, text, or a list of numbers";
  if (wrong.empty() && row.form != nullptr) wrong = WrongWithForm(node, Join(words, " "), row);
  if (wrong.empty()) return Join(words, " ");
  context.Complain(node.line, std::string(row.name) + ": " + wrong);
  return std::nullopt;
}

Json SchemaOfForm(const TextForm& form) {
  Json text{{"type", "string"}, {"pattern", form.pattern}};
  if (!form.list) return text;
  Json numbers{
      {"type", "array"}, {"items", {{"type", "integer"}, {"minimum", 0}}}, {"minItems", 1}};
  return AnyOf(std::move(text), std::move(numbers));
}

Json Schema(const KeyDescriptor& row) {
  if (row.form != nullptr) return SchemaOfForm(*row.form);
  Json text{{"type", "string"}, {"pattern", "\\S"}, {"not", {{"enum", word::kBooleanWords}}}};
  Json list{{"type", "array"}, {"items", {{"type", "number"}}}, {"minItems", 1}};
  return {{"anyOf", Json::array({Json{{"type", "number"}}, std::move(text), std::move(list)})}};
}

std::string Help(const KeyDescriptor& row) {
  return row.form == nullptr ? "text, compared word by word" : std::string(row.form->help);
}

bool CanSayText(const KeyDescriptor& row, const Value& value) {
  return row.form == nullptr || (!row.secret && row.form->wrong_with(ToText(value)).empty());
}

}  // namespace

const KeyTypeRules kTextType{
    .parse = ParseWords, .schema = Schema, .help = Help, .can_say = CanSayText};

}  // namespace netkeel
