// SPDX-License-Identifier: Apache-2.0
#include <optional>

#include "base/text.h"
#include "profile/parse_yaml.h"

namespace netkeel {
namespace {

bool IsContinuation(std::string_view text, size_t at) {
  return at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
}

/// Length of the well-formed UTF-8 sequence at `at`, 0 where there is none (RFC 3629).
size_t Utf8LengthAt(std::string_view text, size_t at) {
  const auto lead = static_cast<unsigned char>(text[at]);
  if (lead < 0x80) return 1;
  size_t length = 0;
  if (lead >= 0xC2 && lead <= 0xDF) length = 2;
  if ((lead & 0xF0) == 0xE0) length = 3;
  if (lead >= 0xF0 && lead <= 0xF4) length = 4;
  for (size_t i = 1; i < length; ++i) {
    if (!IsContinuation(text, at + i)) return 0;
  }
  if (length < 3) return length;
  const auto second = static_cast<unsigned char>(text[at + 1]);
  const bool overlong = (lead == 0xE0 && second < 0xA0) || (lead == 0xF0 && second < 0x90);
  const bool surrogate = lead == 0xED && second > 0x9F;
  const bool too_high = lead == 0xF4 && second > 0x8F;
  return overlong || surrogate || too_high ? 0 : length;
}

bool IsControl(char c) {
  return (static_cast<unsigned char>(c) < 0x20 && c != '\n' && c != '\r' && c != '\t') || c == 0x7F;
}

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
    const size_t length = Utf8LengthAt(line, at);
    if (length == 0) {
      return "byte " + Printable(line.substr(at, 1)) + " is not UTF-8; save the file as UTF-8";
    }
    at += length;
  }
  return std::nullopt;
}

}  // namespace

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
