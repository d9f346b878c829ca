// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "profile/language.h"
#include "profile/parse.h"

namespace netkeel {
namespace {

using Kind = YamlNode::Kind;

bool IsBooleanWord(const YamlNode& node) {
  return node.kind == Kind::kBoolean ||
         std::find(word::kBooleanWords.begin(), word::kBooleanWords.end(), node.text) !=
             word::kBooleanWords.end();
}

/// "a whole number from 64 to 4096 (descriptors), or max".
std::string NumberWanted(const KeyDescriptor& row) {
  std::string wanted = "a whole number from " + std::to_string(row.min);
  if (row.max != kNoLimit) wanted += " to " + std::to_string(row.max);
  if (!row.unit.empty()) wanted += " (" + std::string(row.unit) + ')';
  if (row.device_maximum) wanted += ", or " + std::string(word::kMax);
  return wanted;
}

/// Why a value is no number that the row takes.
std::string WhyNoNumber(const YamlNode& node, const KeyDescriptor& row) {
  const std::string_view digits = node.text;
  const bool decimal = ParseUnsigned(digits).has_value();
  if (node.kind == Kind::kText && decimal) return " is text in quotes";
  if (node.text == word::kMax)
    return ": the kernel reports no maximum for " + std::string(row.name);
  if (node.kind != Kind::kInteger) return " is no number";
  if (digits.size() > 1 && digits[0] == '0') return " is not plain decimal";
  return digits[0] == '+' ? " has a sign" : " is out of range";
}

std::optional<Literal> ParseNumber(const YamlNode& node, const KeyDescriptor& row,
                                   const ParseContext& context) {
  if (row.device_maximum && node.kind == Kind::kText && node.text == word::kMax)
    return DeviceMaximum{};
  const auto number = ParseUnsigned(node.text);
  const bool plain = node.kind == Kind::kInteger && (node.text[0] != '0' || node.text.size() == 1);
  if (plain && number && *number >= row.min && *number <= row.max) return *number;
  const bool is_switch = IsBooleanWord(node) && row.min == 0;
  const std::string wanted = is_switch ? "1 for on, 0 for off" : NumberWanted(row);
  context.Complain(node.line, std::string(row.name) + ": " + DescribeKind(node) +
                                  WhyNoNumber(node, row) + "; write " + wanted);
  return std::nullopt;
}

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

std::optional<CpuExpression> ParseCpus(const YamlNode& node, std::string_view what,
                                       const ParseContext& context) {
  if (node.kind != Kind::kText && node.kind != Kind::kInteger) {
    context.Complain(node.line, std::string(what) + ": " + DescribeKind(node) +
                                    " where CPUs belong; write text such as 0-3,8 or `isolated "
                                    "and local`");
    return std::nullopt;
  }
  auto expression = CpuExpression::Parse(node.text);
  if (expression) return std::move(*expression);
  context.Complain(node.line, std::string(what) + ": " + expression.error().message);
  return std::nullopt;
}

void ParseQueue(const YamlNode& entry, const ParseContext& context, Placement& placement) {
  const auto queue = ParseUnsigned(entry.key);
  const bool plain = queue && std::to_string(*queue) == entry.key;
  if (!plain || *queue > word::kHighestQueue) {
    context.Complain(entry.key_line, Quote(entry.key) + " is no queue; write a number from 0 to " +
                                         std::to_string(word::kHighestQueue));
    return;
  }
  const auto cpus = ParseCpus(entry, "queue " + entry.key, context);
  if (cpus) placement.map.emplace(*queue, *cpus);
}

std::optional<Literal> ParsePlacement(const YamlNode& node, const KeyDescriptor& row,
                                      const ParseContext& context) {
  const auto word = std::find(word::kPlacements.begin(), word::kPlacements.end(), node.text);
  if (node.kind == Kind::kText && word != word::kPlacements.end()) {
    return Placement{static_cast<Placement::Kind>(word - word::kPlacements.begin()), {}};
  }
  if (node.kind == Kind::kMap && !node.items.empty()) {
    Placement placement{Placement::Kind::kMap, {}};
    for (const YamlNode& entry : node.items) ParseQueue(entry, context, placement);
    return placement;
  }
  const std::vector<std::string> words{word::kPlacements.begin(), word::kPlacements.end()};
  const std::string closest = node.IsScalar() ? Closest(node.text, words) : "";
  context.Complain(node.line,
                   std::string(row.name) + ": " + DescribeKind(node) + " is no placement; " +
                       (closest.empty() ? "write " + Join(words, ", ") + ", or a map {0: 2, 1: 3}"
                                        : "did you mean '" + closest + "'?"));
  return std::nullopt;
}

}  // namespace

std::optional<Literal> ParseLiteral(const YamlNode& node, const KeyDescriptor& row,
                                    const ParseContext& context) {
  switch (row.type) {
    case KeyType::kUnsigned:
      return ParseNumber(node, row, context);
    case KeyType::kText:
      return ParseWords(node, row, context);
    case KeyType::kPlacement:
      return ParsePlacement(node, row, context);
    case KeyType::kCpus:
      break;
  }
  auto cpus = ParseCpus(node, row.name, context);
  if (!cpus) return std::nullopt;
  return Literal(std::move(*cpus));
}

}  // namespace netkeel
