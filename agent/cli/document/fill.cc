// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "cli/document/documents.h"

namespace netkeel {
namespace {

constexpr Part kParts[] = {
    {"manual-synopsis", ManualSynopsis},
    {"manual-verbs", ManualVerbs},
    {"manual-keys", ManualKeys},
    {"bash-verbs", BashVerbs},
    {"bash-values", BashValues},
    {"bash-words", BashWords},
    {"zsh-verbs", ZshVerbs},
    {"zsh-functions", ZshFunctions},
    {"zsh-keys", ZshKeys},
    {"fish-verbs", FishVerbs},
    {"fish-keys", FishKeys},
};

/// The name that the line is a mark of, "" where it is none.
std::string_view MarkOf(std::string_view line) {
  const std::string_view mark = "%%";
  if (line.size() <= 2 * mark.size() || !line.starts_with(mark) || !line.ends_with(mark)) return "";
  return line.substr(mark.size(), line.size() - 2 * mark.size());
}

}  // namespace

std::span<const Part> Parts() { return kParts; }

Result<std::string> FillTemplate(std::string_view text, std::span<const Part> parts) {
  std::string filled;
  if (text.ends_with('\n')) text.remove_suffix(1);
  for (const std::string_view line : Split(text, "\n")) {
    const std::string_view name = MarkOf(line);
    if (name.empty()) {
      filled += std::string(line) + '\n';
      continue;
    }
    const auto part = std::find_if(parts.begin(), parts.end(),
                                   [name](const Part& known) { return known.name == name; });
    if (part == parts.end()) {
      return Fail(ErrorCode::kBadInput, "no part is called " + std::string(name));
    }
    filled += part->make();
  }
  return filled;
}

}  // namespace netkeel
