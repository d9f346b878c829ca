// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "profile/key_types.h"
#include "profile/language.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;
using Kind = YamlNode::Kind;

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

Json PlacementMap() {
  return {{"type", "object"},
          {"description", "Queue number: its CPUs."},
          {"minProperties", 1},
          {"additionalProperties", false},
          {"patternProperties", {{"^(0|[1-9][0-9]{0,4})$", {{"$ref", "#/$defs/cpus"}}}}}};
}

Json Schema(const KeyDescriptor& /*row*/) {
  return AnyOf({{"enum", word::kPlacements}}, PlacementMap());
}

std::string Help(const KeyDescriptor& /*row*/) {
  return "one-to-one, pool, spread, or a map of queue to CPUs";
}

}  // namespace

const KeyTypeRules kPlacementType{
    .parse = ParsePlacement, .schema = Schema, .help = Help, .may_be_map = true};

}  // namespace netkeel
