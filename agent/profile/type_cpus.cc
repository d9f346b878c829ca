// SPDX-License-Identifier: Apache-2.0
#include "profile/key_types.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;

std::optional<Literal> Parse(const YamlNode& node, const KeyDescriptor& row,
                             const ParseContext& context) {
  auto cpus = ParseCpus(node, row.name, context);
  if (!cpus) return std::nullopt;
  return Literal(std::move(*cpus));
}

Json Schema(const KeyDescriptor& /*row*/) { return {{"$ref", "#/$defs/cpus"}}; }

std::string Help(const KeyDescriptor& row) {
  return std::string("CPUs: 2-5, isolated, \"isolated and local\", ...") +
         (row.by_count ? "; or how many, as in {at-least: 2 cpus}" : "");
}

}  // namespace

std::optional<CpuExpression> ParseCpus(const YamlNode& node, std::string_view what,
                                       const ParseContext& context) {
  if (node.kind != YamlNode::Kind::kText && node.kind != YamlNode::Kind::kInteger) {
    context.Complain(node.line, std::string(what) + ": " + DescribeKind(node) +
                                    " where CPUs belong; write text such as 0-3,8 or `isolated "
                                    "and local`");
    return std::nullopt;
  }
  auto expression = CpuExpression::Parse(node.text, context.cpu_sets);
  if (expression) return std::move(*expression);
  context.Complain(node.line, std::string(what) + ": " + expression.error().message);
  return std::nullopt;
}

const KeyTypeRules kCpusType{.parse = Parse, .schema = Schema, .help = Help};

}  // namespace netkeel
