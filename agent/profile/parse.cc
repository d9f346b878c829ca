// SPDX-License-Identifier: Apache-2.0
#include "profile/parse.h"

#include <algorithm>

#include "base/text.h"
#include "profile/language.h"

namespace netkeel {
namespace {

using Kind = YamlNode::Kind;

constexpr size_t kLargest = 1U << 20;

const Descriptor* FindDescriptor(std::string_view name, Scope scope, const ParseContext& context) {
  for (const Descriptor& descriptor : context.descriptors) {
    if (descriptor.name == name && descriptor.scope == scope) return &descriptor;
  }
  return nullptr;
}

/// The sections of that scope, after `keys`.
std::vector<std::string> WithSections(std::vector<std::string> keys, Scope scope,
                                      const ParseContext& context) {
  for (const Descriptor& descriptor : context.descriptors) {
    if (descriptor.scope == scope) keys.emplace_back(descriptor.name);
  }
  return keys;
}

void CheckVersion(const YamlNode& root, const ParseContext& context) {
  const YamlNode* const version = root.Find(word::kVersion);
  if (version == nullptr) {
    context.Complain(root.line, "no version; add `version: 1`");
  } else if (version->kind != Kind::kInteger || version->text != "1") {
    context.Complain(version->line, "version: " + DescribeKind(*version) +
                                        " is unknown; this netkeel understands `version: 1`");
  }
}

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '_' || c == '-';
}

void ParseName(const YamlNode& node, const ParseContext& context, Profile& profile) {
  const auto text = ParseText(node, word::kName, context);
  if (!text) return;
  profile.name = *text;
  if (!std::all_of(text->begin(), text->end(), IsNameCharacter)) {
    context.Complain(node.line, "name: " + Quote(*text) +
                                    " has other characters than letters, digits, '.', '_' and "
                                    "'-'; leave them out");
  }
}

void ParseExtends(const YamlNode& node, const ParseContext& context, ParsedFile& parsed) {
  for (const YamlNode* const item : OneOrMore(node)) {
    auto name = ParseText(*item, word::kExtends, context);
    if (name) parsed.extends.push_back({std::move(*name), item->line});
  }
}

void ParseHost(const YamlNode& node, const ParseContext& context, Profile& profile) {
  if (!ExpectMap(node, word::kHost, context)) return;
  for (const YamlNode& entry : node.items) {
    const Descriptor* const section = FindDescriptor(entry.key, Scope::kHost, context);
    if (section != nullptr) {
      ParseSection(entry, *section, context, profile.host);
    } else {
      ComplainUnknownKey(entry, WithSections({}, Scope::kHost, context), context);
    }
  }
}

/// "driver ixgbe, numa-node [0, 1]".
std::string MatchText(const YamlNode& match) {
  std::vector<std::string> parts;
  for (const YamlNode& entry : match.items) parts.push_back(entry.key + ' ' + TextOf(entry));
  return Join(parts, ", ");
}

void ParseBlockEntry(const YamlNode& entry, const ParseContext& context, Block& block) {
  const Descriptor* const section = FindDescriptor(entry.key, Scope::kInterface, context);
  if (section != nullptr) {
    ParseSection(entry, *section, context, block.settings);
  } else if (entry.key == word::kMatch) {
    block.match = ParseMatch(entry, context);
    block.text = MatchText(entry);
  } else if (entry.key == word::kOptional) {
    block.optional = ParseBoolean(entry, context).value_or(false);
  } else {
    const std::vector<std::string> keys{std::string(word::kMatch), std::string(word::kOptional)};
    ComplainUnknownKey(entry, WithSections(keys, Scope::kInterface, context), context);
  }
}

void ParseInterfaces(const YamlNode& node, const ParseContext& context, Profile& profile) {
  if (node.kind != Kind::kList) {
    context.Complain(node.line, "interfaces: " + DescribeKind(node) +
                                    " where a list belongs; start each block with `- match:`");
    return;
  }
  for (const YamlNode& item : node.items) {
    if (!ExpectMap(item, "block of interfaces", context)) continue;
    Block block;
    block.source = {context.file, item.line};
    for (const YamlNode& entry : item.items) ParseBlockEntry(entry, context, block);
    if (item.Find(word::kMatch) == nullptr) {
      context.Complain(item.line,
                       "block without match; add which interfaces it is for, as in "
                       "`match: {driver: ixgbe}`");
    }
    profile.interfaces.push_back(std::move(block));
  }
}

void ParseTop(const YamlNode& entry, const ParseContext& context, ParsedFile& parsed) {
  Profile& profile = parsed.profile;
  if (entry.key == word::kVersion) return;  // CheckVersion
  if (entry.key == word::kName) {
    ParseName(entry, context, profile);
  } else if (entry.key == word::kDescription) {
    profile.description = ParseText(entry, word::kDescription, context).value_or("");
  } else if (entry.key == word::kExtends) {
    ParseExtends(entry, context, parsed);
  } else if (entry.key == word::kHost) {
    ParseHost(entry, context, profile);
  } else if (entry.key == word::kInterfaces) {
    ParseInterfaces(entry, context, profile);
  } else {
    ComplainUnknownKey(entry, {word::kTopKeys.begin(), word::kTopKeys.end()}, context);
  }
}

}  // namespace

ParsedFile ParseFile(const std::string& text, const ParseContext& context) {
  ParsedFile parsed;
  parsed.profile.path = context.file;
  if (text.size() > kLargest) {
    context.Complain(0, "is larger than 1 MiB; a profile is not");
    return parsed;
  }
  if (!CheckText(text, context.file, context.problems)) return parsed;
  const auto root = ReadYaml(WithoutComments(text), context.file, context.problems);
  if (!root) return parsed;
  if (root->kind == Kind::kNull) {
    context.Complain(0, "is empty; a profile starts with `version: 1`");
  } else if (ExpectMap(*root, "profile", context)) {
    CheckVersion(*root, context);
    for (const YamlNode& entry : root->items) ParseTop(entry, context, parsed);
  }
  return parsed;
}

}  // namespace netkeel
