// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cctype>
#include <optional>

#include "base/text.h"
#include "base/utf8.h"
#include "profile/parse_yaml.h"

namespace netkeel {
namespace {

bool IsControl(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7F;
}

bool IsAlnum(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

/// What is wrong in one line, if anything is.
std::optional<std::string> WrongIn(std::string_view line) {
  const size_t content = line.find_first_not_of(" \t\r");
  const size_t indent = content == std::string_view::npos ? 0 : content;
  if (line.substr(0, indent).find('\t') != std::string_view::npos) {
    return "a tab in the indentation; YAML is indented with blanks only";
  }
  for (size_t at = 0; at < line.size();) {
    if (IsControl(line[at])) {
      return "control character " + Printable(line.substr(at, 1)) + "; remove it";
    }
    const size_t length = Utf8Length(line.substr(at));
    if (length == 0) {
      return "byte " + Printable(line.substr(at, 1)) + " is not UTF-8; save the file as UTF-8";
    }
    at += length;
  }
  return std::nullopt;
}

/// Where the comment of a line begins, npos where it has none. A `#` amid a word is none.
size_t CommentOf(std::string_view line) {
  for (size_t at = line.find('#'); at != std::string_view::npos; at = line.find('#', at + 1)) {
    if (at == 0 || line[at - 1] == ' ' || line[at - 1] == '\t') return at;
  }
  return std::string_view::npos;
}

/// Whether a text that may span lines can begin in it: a quoted or a block one. Behind a letter or
/// a digit these signs open nothing; of other places only the parser knows.
bool OpensText(std::string_view line) {
  size_t at = line.find_first_of("\"'|>");
  while (at != std::string_view::npos && at > 0 && IsAlnum(line[at - 1])) {
    at = line.find_first_of("\"'|>", at + 1);
  }
  return at != std::string_view::npos;
}

}  // namespace

std::string WithoutComments(std::string_view text) {
  // A lone carriage return ends a line, too, and what looks like a comment need not end there.
  if (text.find('\r') != std::string_view::npos) return std::string(text);
  std::string without;
  without.reserve(text.size());
  for (size_t begin = 0; begin < text.size();) {
    const size_t end = std::min(text.find('\n', begin), text.size());
    const std::string_view line = text.substr(begin, end - begin);
    const size_t comment = CommentOf(line);
    // From here on a `#` may belong to a text of several lines.
    if (OpensText(line.substr(0, comment))) return without.append(text.substr(begin));
    without += comment == std::string_view::npos ? line : line.substr(0, comment + 1);
    if (end < text.size()) without += '\n';
    begin = end + 1;
  }
  return without;
}

bool CheckText(std::string_view text, const std::string& file, Problems& problems) {
  int number = 0;
  for (const std::string_view line : Split(text, "\n")) {
    ++number;
    if (auto wrong = WrongIn(line)) {
      problems.Add(file, number, std::move(*wrong));
      return false;
    }
  }
  return true;
}

}  // namespace netkeel
