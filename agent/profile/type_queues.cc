// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "profile/key_types.h"
#include "profile/language.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;
using Kind = YamlNode::Kind;

constexpr std::string_view kOneToOne = word::kPlacements[0];
constexpr std::string_view kNone = "none";

/// "0-3,5", `2`, and of a list each of its elements.
std::optional<CpuSet> Numbers(const YamlNode& node) {
  CpuSet queues;
  for (const YamlNode* const item : OneOrMore(node)) {
    const bool may_be = item->kind == Kind::kInteger || item->kind == Kind::kText;
    const auto some = may_be ? CpuSet::ParseList(item->text) : Fail(ErrorCode::kBadInput, "");
    if (!some || some->Empty() || some->Last() > word::kHighestQueue) return std::nullopt;
    queues = queues.Or(*some);
  }
  return queues.Empty() ? std::nullopt : std::optional(queues);
}

std::optional<Literal> ParseQueues(const YamlNode& node, const KeyDescriptor& row,
                                   const ParseContext& context) {
  const bool is_word = node.kind == Kind::kText && (node.text == kOneToOne || node.text == kNone);
  if (is_word) return Literal(node.text);
  if (const auto queues = Numbers(node)) return Literal(queues->ToList());
  context.Complain(node.line, std::string(row.name) + ": " + DescribeKind(node) +
                                  " is no queues; write one-to-one, none, or numbers of queues: "
                                  "0-3,5 or [0, 1]");
  return std::nullopt;
}

Json Schema(const KeyDescriptor& /*row*/) {
  const Json number{{"type", "integer"}, {"minimum", 0}, {"maximum", word::kHighestQueue}};
  const Json text{{"type", "string"}, {"pattern", "^(one-to-one|none|[0-9]+([-,][0-9]+)*)$"}};
  const Json list{{"type", "array"}, {"items", number}, {"minItems", 1}};
  return {{"anyOf", Json::array({number, text, list})}};
}

std::string Help(const KeyDescriptor& /*row*/) {
  return "one-to-one, none, or numbers of queues: 0-3,5 or [0, 1]";
}

}  // namespace

const KeyTypeRules kQueuesType{.parse = ParseQueues, .schema = Schema, .help = Help};

}  // namespace netkeel
