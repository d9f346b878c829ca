// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "profile/language.h"
#include "profile/parse.h"

namespace netkeel {
namespace {

using Kind = YamlNode::Kind;

std::string Place(Scope scope) {
  return scope == Scope::kHost ? "under `host:`" : "in a block of `interfaces:`";
}

/// "`napi-threads:` or `irq:`"; "" where none has that key.
std::string SectionsWith(const std::string& key, Scope scope,
                         const std::vector<Descriptor>& descriptors) {
  std::vector<std::string> sections;
  for (const Descriptor& descriptor : descriptors) {
    const std::string_view prefix = descriptor.open.prefix;
    const bool open = !prefix.empty() && key.starts_with(prefix);
    if (descriptor.scope != scope || (!open && FindKey(descriptor, key) == nullptr)) continue;
    sections.push_back('`' + std::string(SectionOf(descriptor)) + ":`");
  }
  return Join(sections, " or ");
}

/// Where the key would be right, "" where nowhere.
std::string RightPlaceOf(const std::string& key, const std::vector<Descriptor>& descriptors) {
  if (key == word::kHost || key == word::kInterfaces || key == word::kExtends)
    return "at the top of the profile";
  for (const Descriptor& descriptor : descriptors) {
    if (SectionOf(descriptor) == key) return Place(descriptor.scope);
  }
  // Of a word that several sections have, an interface's is meant: there are more of them.
  for (const Scope scope : {Scope::kInterface, Scope::kHost}) {
    const std::string sections = SectionsWith(key, scope, descriptors);
    if (!sections.empty()) return "under " + sections + ' ' + Place(scope);
  }
  return "";
}

}  // namespace

std::optional<std::string> ParseText(const YamlNode& node, std::string_view what,
                                     const ParseContext& context) {
  if (node.kind == Kind::kText && !Trim(node.text).empty()) return node.text;
  const std::string start = std::string(what) + ": " + DescribeKind(node);
  switch (node.kind) {
    case Kind::kBoolean:
    case Kind::kInteger:
    case Kind::kFloat:
      context.Complain(node.line, start + " is not text in YAML; put it in quotes");
      break;
    default:
      context.Complain(node.line, start + " where text belongs; write a word");
  }
  return std::nullopt;
}

std::optional<bool> ParseBoolean(const YamlNode& node, const ParseContext& context) {
  if (node.kind == Kind::kBoolean) return node.text[0] == 't' || node.text[0] == 'T';
  context.Complain(node.line,
                   node.key + ": " + DescribeKind(node) + " is no boolean; write true or false");
  return std::nullopt;
}

std::vector<const YamlNode*> OneOrMore(const YamlNode& node) {
  if (node.kind != Kind::kList) return {&node};
  std::vector<const YamlNode*> nodes;
  for (const YamlNode& item : node.items) nodes.push_back(&item);
  return nodes;
}

std::string TextOf(const YamlNode& node) {
  std::vector<std::string> parts;
  if (node.IsScalar()) {
    for (const std::string_view word : Words(node.text)) parts.emplace_back(word);
    return Join(parts, " ");
  }
  for (const YamlNode& item : node.items) {
    parts.push_back((node.kind == Kind::kMap ? item.key + ": " : "") + TextOf(item));
  }
  const bool map = node.kind == Kind::kMap;
  return (map ? "{" : "[") + Join(parts, ", ") + (map ? "}" : "]");
}

bool ExpectMap(const YamlNode& node, std::string_view what, const ParseContext& context) {
  if (node.kind == Kind::kMap) return true;
  context.Complain(node.line, std::string(what) + ": " + DescribeKind(node) +
                                  " where a map belongs; write `key: value` lines below it");
  return false;
}

void ComplainUnknownKey(const YamlNode& entry, const std::vector<std::string>& candidates,
                        const ParseContext& context) {
  if (entry.key == "<<") {
    context.Complain(entry.key_line, "a merge key '<<'; write the keys out, or use extends");
    return;
  }
  // {cpus: 2,3} is a map of two keys.
  if (entry.kind == Kind::kNull && entry.key >= "0" && entry.key < "A") {
    context.Complain(entry.key_line,
                     "unknown key " + Quote(entry.key) + "; put a list with commas in quotes");
    return;
  }
  const std::string place = RightPlaceOf(entry.key, context.descriptors);
  const std::string hint =
      place.empty() ? DidYouMean(entry.key, candidates) : "; it belongs " + place;
  context.Complain(entry.key_line, "unknown key " + Quote(entry.key) + hint);
}

}  // namespace netkeel
