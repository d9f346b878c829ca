// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"

namespace netkeel {

/// One line of a captured tree's YAML: `word: value`, or `- value` with an empty word.
using FlatEntry = std::pair<std::string, std::string>;

/// Flat YAML, one entry a line; blank lines, `#` lines and `---` are skipped. Nesting, anchors and
/// everything else that a captured tree never holds is kBadInput naming `name` and the line.
Result<std::vector<FlatEntry>> ParseFlatYaml(std::string_view text, std::string_view name);

/// The line of one entry with its newline, quoted where YAML would read it differently.
std::string FlatYamlLine(const FlatEntry& entry);

}  // namespace netkeel
