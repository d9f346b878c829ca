// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "profile/key_types.h"
#include "profile/language.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;
using Kind = YamlNode::Kind;

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

Json Schema(const KeyDescriptor& row) {
  return row.device_maximum ? AnyOf(NumberSchema(row), {{"const", word::kMax}}) : NumberSchema(row);
}

std::string Help(const KeyDescriptor& row) {
  if (row.from_cpus) {
    return "a number, max: what the device reports, or {cpus: SET}: as many as the set has "
           "CPUs, at most max";
  }
  return row.device_maximum ? "a number, or max: what the device reports" : "a number";
}

bool CanSayNumber(const KeyDescriptor& row, const Value& value) {
  const auto* const number = std::get_if<uint64_t>(&value);
  return number != nullptr && *number >= row.min && *number <= row.max;
}

}  // namespace

bool IsBooleanWord(const YamlNode& node) {
  return node.kind == Kind::kBoolean ||
         std::find(word::kBooleanWords.begin(), word::kBooleanWords.end(), node.text) !=
             word::kBooleanWords.end();
}

Json AnyOf(Json left, Json right) {
  return {{"anyOf", Json::array({std::move(left), std::move(right)})}};
}

Json NumberSchema(const KeyDescriptor& row) {
  Json number{{"type", "integer"}, {"minimum", row.min}};
  if (row.max != kNoLimit) number["maximum"] = row.max;
  return number;
}

const KeyTypeRules kNumberType{.parse = ParseNumber,
                               .schema = Schema,
                               .help = Help,
                               .can_say = CanSayNumber,
                               .is_number = true};

}  // namespace netkeel
