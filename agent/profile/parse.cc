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
    if (SectionOf(descriptor) == name && descriptor.scope == scope) return &descriptor;
  }
  return nullptr;
}

/// The sections of that scope, after `keys`.
std::vector<std::string> WithSections(std::vector<std::string> keys, Scope scope,
                                      const ParseContext& context) {
  for (const Descriptor& descriptor : context.descriptors) {
    if (descriptor.scope == scope) keys.emplace_back(SectionOf(descriptor));
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

void AddCondition(const Condition& condition, std::vector<Setting>& settings) {
  for (Setting& setting : settings) setting.when.push_back(condition);
}

/// One map of sections: the host's own, or one of its variants.
void ParseHostMap(const YamlNode& node, const ParseContext& context, Profile& profile) {
  if (!ExpectMap(node, word::kHost, context)) return;
  std::vector<Setting> settings;
  std::optional<Condition> when;
  for (const YamlNode& entry : node.items) {
    const Descriptor* const section = FindDescriptor(entry.key, Scope::kHost, context);
    if (section != nullptr) {
      ParseSection(entry, *section, context, settings);
    } else if (entry.key == word::kWhen) {
      when = ParseWhen(entry, Scope::kHost, context);
    } else {
      ComplainUnknownKey(entry, WithSections({std::string(word::kWhen)}, Scope::kHost, context),
                         context);
    }
  }
  if (when) AddCondition(*when, settings);
  std::move(settings.begin(), settings.end(), std::back_inserter(profile.host));
}

void ParseHost(const YamlNode& node, const ParseContext& context, Profile& profile) {
  if (node.kind != Kind::kList) return ParseHostMap(node, context, profile);
  for (const YamlNode& item : node.items) ParseHostMap(item, context, profile);
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
  } else if (entry.key == word::kWhen) {
    block.when = ParseWhen(entry, Scope::kInterface, context);
  } else {
    const std::vector<std::string> keys{std::string(word::kMatch), std::string(word::kOptional),
                                        std::string(word::kWhen)};
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
    if (block.when) AddCondition(*block.when, block.settings);
    profile.interfaces.push_back(std::move(block));
  }
}

bool IsReadElsewhere(std::string_view key) {
  return key == word::kVersion || key == word::kExtends || key == word::kCpuSets;
}

void ParseTop(const YamlNode& entry, const ParseContext& context, Profile& profile) {
  if (IsReadElsewhere(entry.key)) return;
  if (entry.key == word::kName) {
    ParseName(entry, context, profile);
  } else if (entry.key == word::kDescription) {
    profile.description = ParseText(entry, word::kDescription, context).value_or("");
  } else if (entry.key == word::kHost) {
    ParseHost(entry, context, profile);
  } else if (entry.key == word::kInterfaces) {
    ParseInterfaces(entry, context, profile);
  } else {
    ComplainUnknownKey(entry, {word::kTopKeys.begin(), word::kTopKeys.end()}, context);
  }
}

}  // namespace

std::optional<YamlNode> ReadProfileText(const std::string& text, const std::string& file,
                                        Problems& problems) {
  if (text.size() > kLargest) {
    problems.Add(file, 0, "is larger than 1 MiB; a profile is not");
    return std::nullopt;
  }
  if (!CheckText(text, file, problems)) return std::nullopt;
  auto root = ReadYaml(WithoutComments(text), file, problems);
  if (!root || root->kind == Kind::kMap) return root;
  problems.Add(file, root->kind == Kind::kNull ? 0 : root->line,
               root->kind == Kind::kNull
                   ? "is empty; a profile starts with `version: 1`"
                   : "profile: " + DescribeKind(*root) +
                         " where a map belongs; write `key: value` lines below it");
  return std::nullopt;
}

std::vector<Extended> ParseExtends(const YamlNode& root, const ParseContext& context) {
  std::vector<Extended> extends;
  const YamlNode* const node = root.Find(word::kExtends);
  if (node == nullptr) return extends;
  for (const YamlNode* const item : OneOrMore(*node)) {
    auto name = ParseText(*item, word::kExtends, context);
    if (name) extends.push_back({std::move(*name), item->line});
  }
  return extends;
}

Profile ParseRoot(const YamlNode& root, const ParseContext& context) {
  Profile profile;
  profile.path = context.file;
  CheckVersion(root, context);
  for (const YamlNode& entry : root.items) ParseTop(entry, context, profile);
  return profile;
}

}  // namespace netkeel
