// SPDX-License-Identifier: Apache-2.0
#include "kernel/recorded/tree_rows.h"

#include "base/text.h"
#include "kernel/recorded/flat_yaml.h"
#include "kernel/topics/topic.h"
#include "model/state.h"

namespace netkeel {
namespace {

/// Whose rows a file of this path has.
std::string OwnerOf(const std::string& relative) {
  const auto parts = Split(relative, "/");
  return parts.size() == 3 ? std::string(parts[1]) : kHostDevice;
}

tl::unexpected<Error> BadWord(const std::string& relative, const std::string& word,
                              const std::string& what) {
  return Fail(ErrorCode::kBadInput, Printable(relative + ": " + word) + " is " + what);
}

std::string NotOfItsKind(const AttributeRow& row) {
  switch (row.kind) {
    case AttributeKind::kNumbers:
      return "not a list of numbers";
    case AttributeKind::kBytes:
      return "not a row of bytes in hex";
    default:
      return row.names.empty() ? "not a number" : "none of its names";
  }
}

/// A field of a list that no row names, by itself.
Value Unnamed(const std::string& text) {
  const auto number = ParseUnsigned(text);
  return number ? Value(*number) : Value(text);
}

}  // namespace

Result<void> AddFields(const std::string& relative, const std::string& text, KernelTree& tree) {
  const std::string owner = OwnerOf(relative);
  for (const EthtoolTopic topic : kEthtoolTopics) {
    if (relative != EthtoolPath(owner, topic) + ".yaml") continue;
    const auto entries = ParseFlatYaml(text, relative);
    if (!entries) return Fail(entries.error());
    const EthtoolRow& row = RowOf(topic);
    EthtoolFields& fields = tree.ethtool[{owner, topic}];
    for (const auto& [word, value] : *entries) {
      const AttributeRow* const found = FindAttribute(row.attributes, word);
      const AttributeRow attribute = found == nullptr ? AttributeRow{.kind = row.unnamed} : *found;
      auto field = FieldOfText(attribute, value);
      if (!field) return BadWord(relative, word, NotOfItsKind(attribute));
      fields[word] = std::move(*field);
    }
  }
  return {};
}

std::string FieldLines(const Fields& fields) {
  std::string text;
  for (const auto& [word, value] : fields) text += FlatYamlLine({word, ToText(value)});
  return text;
}

Result<void> AddRows(const std::string& relative, const std::string& text, KernelTree& tree) {
  const std::string owner = OwnerOf(relative);
  for (const QueryTopic topic : kQueryTopics) {
    if (relative != QueryPath(owner, topic) + ".yaml") continue;
    const auto entries = ParseFlatYaml(text, relative);
    if (!entries) return Fail(entries.error());
    std::vector<Fields>& rows = tree.rows[{owner, topic}];
    for (const auto& [path, value] : *entries) {
      const size_t slash = path.find('/');
      const auto row = ParseUnsigned(path.substr(0, slash));
      if (slash == std::string::npos || !row || *row > rows.size()) {
        return BadWord(relative, path, "no row's word");
      }
      if (*row == rows.size()) rows.emplace_back();
      const std::string word = path.substr(slash + 1);
      const AttributeRow* const attribute = FindAttribute(RowOf(topic).attributes, word);
      auto field = attribute == nullptr ? Unnamed(value) : FieldOfText(*attribute, value);
      if (!field) return BadWord(relative, path, NotOfItsKind(*attribute));
      rows[*row][word] = std::move(*field);
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
