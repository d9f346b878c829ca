// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "profile/problems.h"

namespace netkeel {

/// A YAML value with its place, aliases written out. Plain words are typed as YAML 1.2's core
/// schema has it, so that an editor with a JSON schema sees the same types.
struct YamlNode {
  enum class Kind { kNull, kBoolean, kInteger, kFloat, kText, kList, kMap };
  Kind kind = Kind::kNull;
  int line = 0;
  std::string text;  ///< scalars: as written, without quotes
  std::string key;   ///< of an entry of a map; else ""
  int key_line = 0;
  std::vector<YamlNode> items;  ///< of a list, or a map's entries in order; no key twice

  bool IsScalar() const { return kind != Kind::kList && kind != Kind::kMap; }
  /// The entry of a map, null where there is none.
  const YamlNode* Find(std::string_view name) const;
};

/// "a list", "a number", ...: what stands there.
std::string DescribeKind(const YamlNode& node);

/// Reads the one document of `text`. Whatever is wrong goes to `problems`; nothing is returned
/// where that makes the rest unreadable.
std::optional<YamlNode> ReadYaml(const std::string& text, const std::string& file,
                                 Problems& problems);

/// Refuses what no text file has: NUL and other control characters, bytes that are not UTF-8, and
/// tabs as indentation. At most one problem. True where the text is fit to be parsed.
bool CheckText(std::string_view text, const std::string& file, Problems& problems);

/// The same document with its comments cut down to their `#`, as far as no quoted and no block
/// text has begun: yaml-cpp takes hundreds of instructions for each byte of a comment, and
/// shipped profiles are mostly that. Lines and columns are where they were.
std::string WithoutComments(std::string_view text);

}  // namespace netkeel
