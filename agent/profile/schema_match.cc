// SPDX-License-Identifier: Apache-2.0
#include "profile/schema_match.h"

#include <string>

#include "base/text.h"
#include "model/cpu_expression.h"
#include "profile/language.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* kNamePattern = R"(^(?!\.{1,2}$)[^/:\x00-\x20]{1,127}$)";

/// A word that joins sets or begins one is no name.
constexpr const char* kSetName = R"((?!(and|or|except|node)\b)[a-z][a-z0-9_-]{0,31})";

/// An address, or a glob of its characters.
std::string AddressPattern(const std::string& address, const std::string& separators) {
  const std::string character = "[0-9A-Fa-f" + separators + R"(*?\[\]!^-])";
  return "^(" + address + '|' + character + R"(*[*?\[])" + character + "*)$";
}

std::string MacPattern() { return AddressPattern("[0-9A-Fa-f]{2}(:[0-9A-Fa-f]{2}){5,19}", ":"); }

std::string PciPattern() {
  return AddressPattern(R"(([0-9A-Fa-f]{4,8}:)?[0-9A-Fa-f]{2}:[01][0-9A-Fa-f]\.[0-7])", ":.");
}

Json Patterns(std::string_view description, const std::string& pattern) {
  Json schema{{"description", description}};
  schema.update(OneOrMore({{"type", "string"}, {"pattern", pattern}}, 1));
  return schema;
}

}  // namespace

Json OneOrMore(const Json& value, unsigned least) {
  Json list{{"type", "array"}, {"items", value}};
  if (least > 0) list["minItems"] = least;
  return {{"anyOf", Json::array({value, std::move(list)})}};
}

Json MatchSchema() {
  Json node{{"description", "NUMA node of the device."}};
  node.update(OneOrMore({{"type", "integer"}, {"minimum", 0}, {"maximum", word::kHighestNode}}, 1));
  return {
      {"description",
       "Which interfaces: every criterion must hold, any of its patterns may. Of a virtual one "
       "(bond, "
       "team, bridge, VLAN, MACVLAN), what it has not itself is wanted of the cards beneath it."},
      {"type", "object"},
      {"minProperties", 1},
      {"additionalProperties", false},
      {"properties",
       {{word::kMatchName,
         Patterns("Interface name, or an alternative one (altname); globs.", kNamePattern)},
        {word::kMatchDriver, Patterns("Driver as `ethtool -i` says; globs.", kNamePattern)},
        {word::kMatchPci,
         Patterns("PCI address [domain:]bus:device.function; globs.", PciPattern())},
        {word::kMatchMac, Patterns("Permanent MAC address; globs.", MacPattern())},
        {word::kMatchBus, Patterns("Bus of the device: pci, virtio, usb; globs.", kNamePattern)},
        {word::kMatchNode, std::move(node)},
        {word::kMatchUp,
         {{"description", "Whether it is set up (`ip link set up`), with a carrier or without."},
          {"type", "boolean"}}}}}};
}

Json WhenSchema() {
  const auto bounds = [](std::string_view description, const Json& bound) {
    return Json{{"description", description},
                {"type", "object"},
                {"minProperties", 1},
                {"additionalProperties", false},
                {"properties", {{word::kAtLeast, bound}, {word::kAtMost, bound}}}};
  };
  const Json count{{"type", "integer"}, {"minimum", 0}, {"maximum", word::kMostCpus}};
  const Json version{{"type", {"string", "integer"}}, {"pattern", R"(^[0-9]+(\.[0-9]+)*$)"}};
  return {{"description", "Where it is for; everything given must hold."},
          {"type", "object"},
          {"minProperties", 1},
          {"additionalProperties", false},
          {"properties",
           {{word::kWhenCpus, bounds("How many CPUs are online.", count)},
            {word::kWhenKernel, bounds("The kernel's release: \"6.12\".", version)},
            {word::kWhenVirtual,
             {{"description", "Whether the host is a virtual machine."}, {"type", "boolean"}}},
            {word::kWhenDriver,
             Patterns("Driver of the interface; globs; not of the host.", kNamePattern)}}}};
}

Json CpuSetsSchema() {
  return {{"description", "CPU sets by name, to be used wherever CPUs may be written."},
          {"type", "object"},
          {"propertyNames", {{"pattern", std::string("^") + kSetName + '$'}}},
          {"additionalProperties", {{"$ref", "#/$defs/cpus"}}}};
}

Json CpusSchema() {
  const std::string number = "([0-9]+|N)";
  const std::string item = number + "(-" + number + "(:[0-9]+/[0-9]+)?)?";
  const std::string set = "(" + Join(CpuExpression::Names(), "|") + '|' + kSetName +
                          R"(|node\s+[0-9]+|)" + item + "(," + item + ")*)";
  const std::string pattern = R"(^\s*)" + set + R"((\s+(and|or|except)\s+)" + set + R"()*\s*$)";
  return {{"description", "CPUs: a kernel list (0-3,8-15:2/4), node N, a name of `cpu-sets`, or " +
                              Join(CpuExpression::Names(), ", ") +
                              "; joined by and, or, except, left to right."},
          {"anyOf", Json::array({Json{{"type", "integer"}, {"minimum", 0}},
                                 Json{{"type", "string"}, {"pattern", pattern}}})}};
}

}  // namespace netkeel
