// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profile/parse_yaml.h"
#include "profile/problems.h"
#include "profile/profile.h"
#include "tunables/descriptor.h"

namespace netkeel {

/// What every part of the parser needs: which file, what may be tuned, where complaints go.
struct ParseContext {
  const std::string& file;
  const std::vector<Descriptor>& descriptors;
  Problems& problems;
  const NamedCpuSets& cpu_sets;  ///< of all files of the profile

  void Complain(int line, std::string what) const { problems.Add(file, line, std::move(what)); }
};

struct Extended {
  std::string name;  ///< as written: a shipped profile's name or a path
  int line = 0;
};

/// The map that one file is, nothing of it parsed. Everything that is wrong is in `problems`;
/// nothing is returned where that makes the rest unreadable.
std::optional<YamlNode> ReadProfileText(const std::string& text, const std::string& file,
                                        Problems& problems);

std::vector<Extended> ParseExtends(const YamlNode& root, const ParseContext& context);

/// All else of the file. Everything that is wrong is in context.problems.
Profile ParseRoot(const YamlNode& root, const ParseContext& context);

/// The files of a profile in order: later wins.
struct ProfileFileNode {
  std::string file;
  YamlNode root;
};

/// What `cpu-sets:` of all of them name, set by set: later wins.
NamedCpuSets ParseCpuSets(const std::vector<ProfileFileNode>& files, Problems& problems);

/// The settings of one section: `rings: {...}`.
void ParseSection(const YamlNode& section, const Descriptor& descriptor,
                  const ParseContext& context, std::vector<Setting>& settings);

Match ParseMatch(const YamlNode& node, const ParseContext& context);

/// `scope`: the host has no driver.
Condition ParseWhen(const YamlNode& node, Scope scope, const ParseContext& context);

/// Patterns that name a driver: one or a list; globs.
void ParseDrivers(const YamlNode& entry, const ParseContext& context,
                  std::vector<std::string>& patterns);

/// A plain or quoted word; nothing where it was complained about.
std::optional<std::string> ParseText(const YamlNode& node, std::string_view what,
                                     const ParseContext& context);
std::optional<bool> ParseBoolean(const YamlNode& node, const ParseContext& context);
/// The value, or each value of a list of them.
std::vector<const YamlNode*> OneOrMore(const YamlNode& node);
/// The node as an operator would write it on one line.
std::string TextOf(const YamlNode& node);

bool ExpectMap(const YamlNode& node, std::string_view what, const ParseContext& context);
void ComplainUnknownKey(const YamlNode& entry, const std::vector<std::string>& candidates,
                        const ParseContext& context);

}  // namespace netkeel
