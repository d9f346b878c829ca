// SPDX-License-Identifier: Apache-2.0
#include "kernel/recorded/flat_yaml.h"

#include <algorithm>
#include <charconv>

#include "base/text.h"

namespace netkeel {
namespace {

bool IsPlainCharacter(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
         std::string_view("_./:@+,()= -").find(c) != std::string_view::npos;
}

bool IsPlain(std::string_view text) {
  if (text.empty() || text != Trim(text)) return false;
  if (std::string_view("-@:,").find(text[0]) != std::string_view::npos) return false;
  if (text.back() == ':' || text.find(": ") != std::string_view::npos) return false;
  return std::all_of(text.begin(), text.end(), IsPlainCharacter);
}

std::string Quoted(std::string_view text) {
  constexpr std::string_view kHex = "0123456789abcdef";
  std::string quoted = "\"";
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') quoted += '\\';
    if (byte < 0x20 || byte == 0x7F) {
      quoted += {'\\', 'x', kHex[byte >> 4], kHex[byte & 15]};
    } else {
      quoted += c;
    }
  }
  return quoted + '"';
}

/// Takes a double-quoted scalar from the front of `text`; false where it is not well formed.
bool TakeQuoted(std::string_view& text, std::string& scalar) {
  size_t at = 1;
  for (; at < text.size() && text[at] != '"'; ++at) {
    if (text[at] != '\\') {
      scalar += text[at];
      continue;
    }
    if (++at >= text.size()) return false;
    if (text[at] != 'x') {
      scalar += text[at];
      continue;
    }
    unsigned byte = 0;
    if (at + 2 >= text.size()) return false;
    const char* const end = text.data() + at + 3;
    if (std::from_chars(text.data() + at + 1, end, byte, 16).ptr != end) return false;
    scalar += static_cast<char>(byte);
    at += 2;
  }
  if (at >= text.size()) return false;
  text.remove_prefix(at + 1);
  return true;
}

/// The rest of a line as one scalar.
bool TakeValue(std::string_view text, std::string& scalar) {
  text = Trim(text);
  if (!text.empty() && text[0] == '"') return TakeQuoted(text, scalar) && Trim(text).empty();
  scalar = std::string(text);
  return text.empty() || std::string_view("{[&*!|>'%").find(text[0]) == std::string_view::npos;
}

bool ParseLine(std::string_view line, FlatEntry& entry) {
  if (line.starts_with("- ")) return TakeValue(line.substr(2), entry.second);
  if (line[0] == ' ' || line[0] == '\t') return false;
  if (line[0] == '"') {
    if (!TakeQuoted(line, entry.first) || !line.starts_with(":")) return false;
    return TakeValue(line.substr(1), entry.second);
  }
  // PCI addresses hold colons: only a colon with a blank behind it ends the word.
  const size_t colon = line.ends_with(':') ? line.size() - 1 : line.find(": ");
  if (colon == std::string_view::npos) return false;
  entry.first = std::string(line.substr(0, colon));
  return TakeValue(line.substr(colon + 1), entry.second);
}

}  // namespace

Result<std::vector<FlatEntry>> ParseFlatYaml(std::string_view text, std::string_view name) {
  std::vector<FlatEntry> entries;
  int number = 0;
  for (const std::string_view line : Split(text, "\n")) {
    ++number;
    const std::string_view content = Trim(line);
    if (content.empty() || content[0] == '#' || content == "---") continue;
    FlatEntry entry;
    if (!ParseLine(line, entry)) {
      return Fail(ErrorCode::kBadInput, Printable(name) + ':' + std::to_string(number) + ": '" +
                                            Printable(content) + "' is not a `word: value` line");
    }
    entries.push_back(std::move(entry));
  }
  return entries;
}

std::string FlatYamlLine(const FlatEntry& entry) {
  const auto scalar = [](const std::string& text) { return IsPlain(text) ? text : Quoted(text); };
  if (entry.first.empty()) return "- " + scalar(entry.second) + '\n';
  return scalar(entry.first) + ": " + scalar(entry.second) + '\n';
}

}  // namespace netkeel
