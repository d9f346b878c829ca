// SPDX-License-Identifier: Apache-2.0
#include "kernel/recorded/tree_rows.h"

#include "base/text.h"
#include "kernel/recorded/flat_yaml.h"

namespace netkeel {

Result<void> AddRows(const std::string& relative, const std::string& text, KernelTree& tree) {
  const auto parts = Split(relative, "/");
  for (const QueryTopic topic : {QueryTopic::kQueues, QueryTopic::kNapis}) {
    if (parts.size() != 3 || parts[2] != std::string(ToText(topic)) + ".yaml") continue;
    const auto entries = ParseFlatYaml(text, relative);
    if (!entries) return Fail(entries.error());
    std::vector<Fields>& rows = tree.rows[{std::string(parts[1]), topic}];
    for (const auto& [word, value] : *entries) {
      const size_t slash = word.find('/');
      const auto row = ParseUnsigned(word.substr(0, slash));
      if (slash == std::string::npos || !row || *row > rows.size()) {
        return Fail(ErrorCode::kBadInput, Printable(relative + ": " + word) + " is no row's word");
      }
      if (*row == rows.size()) rows.emplace_back();
      const auto number = ParseUnsigned(value);
      rows[*row][word.substr(slash + 1)] = number ? Value(*number) : Value(value);
    }
  }
  return {};
}

std::string RowLines(const std::vector<Fields>& rows) {
  std::string text;
  for (size_t i = 0; i < rows.size(); ++i) {
    for (const auto& [word, value] : rows[i]) {
      text += FlatYamlLine({std::to_string(i) + '/' + word, ToText(value)});
    }
  }
  return text;
}

}  // namespace netkeel
