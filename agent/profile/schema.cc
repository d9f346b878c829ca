// SPDX-License-Identifier: Apache-2.0
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "profile/key_types.h"
#include "profile/language.h"
#include "profile/load.h"
#include "profile/profile.h"
#include "profile/schema_match.h"
#include "profile/schema_shared.h"
#include "tunables/descriptor.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;

/// "NET_RX packets per softirq run. Unit: packets. Default: 300."
std::string Describe(const KeyDescriptor& row) {
  std::string text(row.help);
  if (!text.empty() && !text.ends_with('.')) text += '.';
  if (!row.unit.empty()) text += " Unit: " + std::string(row.unit) + '.';
  if (!row.default_value.empty()) text += " Default: " + std::string(row.default_value) + '.';
  return text;
}

/// `2 cpus`.
Json Count(const std::string& number) {
  return {{"type", "string"}, {"pattern", "^\\s*" + number + "\\s+cpus?\\s*$"}};
}

Json Described(std::string_view text, Json schema) {
  schema["description"] = text;
  return schema;
}

/// What may follow at-least, and at-most.
Json BoundSchema(const KeyDescriptor& row, std::string_view bound) {
  if (row.by_count)
    return Count(bound == word::kAtLeast ? "[1-9][0-9]{0,4}" : "(0|[1-9][0-9]{0,4})");
  const auto own = KeyTypeOf(row).bound_schema;
  return own != nullptr ? own() : NumberSchema(row);
}

/// {value: ..., optional: true} and the like. `bounds`: at-least and at-most too.
Json SettingMap(const KeyDescriptor& row, bool bounds) {
  const auto required = [](std::string_view key) { return Json{{"required", {key}}}; };
  Json properties{{word::kValue, KeyTypeOf(row).schema(row)}};
  Json map{{"type", "object"}, {"additionalProperties", false}};
  if (bounds) {
    properties[word::kAtLeast] =
        Described("As it is where it is this or more.", BoundSchema(row, word::kAtLeast));
    properties[word::kAtMost] =
        Described("As it is where it is this or less.", BoundSchema(row, word::kAtMost));
    map["oneOf"] =
        Json::array({required(word::kValue), required(word::kAtLeast), required(word::kAtMost)});
    if (row.from_cpus) {
      properties[word::kFromCpus] = Described(
          "As many as the set has CPUs, at most what the device has.", {{"$ref", "#/$defs/cpus"}});
      map["oneOf"].push_back(required(word::kFromCpus));
    }
  } else {
    map["required"] = {word::kValue};
  }
  if (row.device_maximum) {
    properties[word::kOnExceed] = Described("Where the device's maximum is less than the value.",
                                            {{"enum", {word::kError, word::kClamp}}});
  }
  properties[word::kOptional] = {{"$ref", "#/$defs/optional"}};
  properties[word::kAudit] = {{"$ref", "#/$defs/audit"}};
  properties[word::kWhen] = {{"$ref", "#/$defs/when"}};
  map["properties"] = std::move(properties);
  return map;
}

Json KeySchema(const KeyDescriptor& row, bool open) {
  Json schema{{"description", Describe(row)}};
  if (KeyTypeOf(row).is_number && ParseUnsigned(row.default_value)) {
    schema["default"] = *ParseUnsigned(row.default_value);
  }
  const KeyTypeRules& type = KeyTypeOf(row);
  const bool bounds = open || type.is_number || type.bound_schema != nullptr || row.by_count;
  schema.update(AnyOf(KeyTypeOf(row).schema(row), SettingMap(row, bounds)));
  return schema;
}

/// The regular expression of a row for many keys.
std::string PatternOf(std::string_view name) {
  std::string pattern = "^";
  for (const char c : name) pattern += c == '*' ? "[^.]+" : c == '.' ? "\\." : std::string(1, c);
  return pattern + '$';
}

/// An open section takes any key of its pattern.
void AddOpenKeys(const OpenKeys& open, Json& section) {
  section["propertyNames"] = {{"pattern", open.pattern}, {"maxLength", 255}};
  KeyDescriptor row;
  row.type = open.type;
  row.help = open.help;
  row.form = open.form;
  const bool is_any_text = open.type == KeyType::kText && open.form == nullptr;
  section["additionalProperties"] = KeySchema(row, is_any_text);
  for (const KeyDescriptor& each : open.rows) {
    section["patternProperties"][PatternOf(each.name)] = KeySchema(each, false);
  }
}

Json SectionSchema(const Descriptor& descriptor) {
  std::string text(descriptor.help);
  if (!descriptor.writable) text += ". Audited, never written";
  if (!descriptor.effect.empty()) text += ". A change: " + std::string(descriptor.effect);
  Json section{{"description", text + '.'}, {"type", "object"}, {"additionalProperties", false}};
  if (descriptor.open.Any()) AddOpenKeys(descriptor.open, section);
  Json properties = Json::object();
  for (const KeyDescriptor& row : descriptor.keys) {
    properties[std::string(row.name)] = KeySchema(row, false);
  }
  section["properties"] = std::move(properties);
  for (const KeyDescriptor& row : descriptor.keys) {
    if (row.alone) section["dependentSchemas"][std::string(row.name)] = {{"maxProperties", 1}};
  }
  return section;
}

Json Sections(const std::vector<Descriptor>& descriptors, Scope scope) {
  Json properties = Json::object();
  for (const Descriptor& descriptor : descriptors) {
    if (descriptor.scope != scope) continue;
    properties[std::string(SectionOf(descriptor))] = SectionSchema(descriptor);
  }
  return properties;
}

Json Closed(std::string_view description, Json properties) {
  return {{"description", description},
          {"type", "object"},
          {"additionalProperties", false},
          {"properties", std::move(properties)}};
}

Json BlockSchema(const std::vector<Descriptor>& descriptors) {
  Json properties{
      {word::kMatch, MatchSchema()},
      {word::kOptional,
       {{"description", "Matching no interface is then no drift."}, {"type", "boolean"}}},
      {word::kWhen, {{"$ref", "#/$defs/when"}}}};
  properties.update(Sections(descriptors, Scope::kInterface));
  Json block = Closed("What the interfaces that match are to be like.", std::move(properties));
  block["required"] = {word::kMatch};
  return block;
}

/// One map, or a list of variants of it.
Json HostSchema(const std::vector<Descriptor>& descriptors) {
  Json properties{{word::kWhen, {{"$ref", "#/$defs/when"}}}};
  properties.update(Sections(descriptors, Scope::kHost));
  const Json map = Closed("What the host is to be like.", std::move(properties));
  return Described("What the host is to be like: sections, or a list of maps of them with `when:`.",
                   OneOrMore(map, 0));
}

Json TopProperties(const std::vector<Descriptor>& descriptors) {
  Json properties;
  properties[word::kVersion] = {{"description", "Version of the profile language."}, {"const", 1}};
  properties[word::kName] = {{"description", "Short name of the profile."},
                             {"type", "string"},
                             {"pattern", "^[A-Za-z0-9._-]+$"}};
  properties[word::kDescription] = {
      {"description", "What the profile is for."}, {"type", "string"}, {"pattern", "\\S"}};
  properties[word::kExtends] = Described(
      "Profiles to start from: a shipped profile's name, or a path relative to this file. Later "
      "wins, key by key.",
      OneOrMore({{"type", "string"}, {"pattern", "\\S"}}, 0));
  properties[word::kCpuSets] = CpuSetsSchema();
  properties[word::kHost] = HostSchema(descriptors);
  properties[word::kInterfaces] = {
      {"description", "Blocks of settings; all that match an interface apply, later wins."},
      {"type", "array"},
      {"items", BlockSchema(descriptors)}};
  return properties;
}

Json Definitions() {
  return {{"cpus", CpusSchema()},
          {word::kWhen, WhenSchema()},
          {word::kOptional,
           {{"description", "Unsupported or absent is then no drift."}, {"type", "boolean"}}},
          {word::kAudit, {{"description", "Reported, never written."}, {"type", "boolean"}}}};
}

}  // namespace

std::string ProfileSchema(const std::vector<Descriptor>& descriptors) {
  Json schema{{"$schema", "https://json-schema.org/draft/2020-12/schema"},
              {"title", "netkeel profile"}};
  schema.update(Closed("How a host's network receive path is to be.", TopProperties(descriptors)));
  schema["required"] = {word::kVersion};
  schema["$defs"] = Definitions();
  ShareForms(schema);
  return schema.dump(2) + '\n';
}

std::string ProfileSchema() { return ProfileSchema(Descriptors()); }

}  // namespace netkeel
