// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <fnmatch.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <charconv>
#include <numeric>
#include <utility>

#include "base/utf8.h"

namespace netkeel {
namespace {

constexpr std::string_view kWhiteSpace = " \t\r\n";

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

/// The run of digits at the start of `text`, without leading zeros, and its full length.
std::pair<std::string_view, size_t> DigitRun(std::string_view text) {
  size_t end = 0;
  while (end < text.size() && IsDigit(text[end])) ++end;
  size_t start = 0;
  while (start + 1 < end && text[start] == '0') ++start;
  return {text.substr(start, end - start), end};
}

size_t EditDistance(std::string_view a, std::string_view b) {
  std::vector<size_t> row(b.size() + 1);
  std::iota(row.begin(), row.end(), size_t{0});
  for (size_t i = 1; i <= a.size(); ++i) {
    size_t diagonal = std::exchange(row[0], i);
    for (size_t j = 1; j <= b.size(); ++j) {
      const size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({substituted, row[j] + 1, row[j - 1] + 1});
    }
  }
  return row[b.size()];
}

struct CodeRange {
  uint32_t first;
  uint32_t last;
};

/// What is not seen, or makes a terminal show something else than what is there: C1 controls,
/// Unicode's category Cf (joiners, marks and overrides of direction, tags), line separators,
/// fillers that look like blanks, variation selectors of the supplement, and what XML refuses.
constexpr std::array kUnseen = {
    CodeRange{0x0080, 0x009F},   CodeRange{0x00AD, 0x00AD},   CodeRange{0x034F, 0x034F},
    CodeRange{0x061C, 0x061C},   CodeRange{0x115F, 0x1160},   CodeRange{0x17B4, 0x17B5},
    CodeRange{0x180B, 0x180F},   CodeRange{0x200B, 0x200F},   CodeRange{0x2028, 0x202E},
    CodeRange{0x2060, 0x206F},   CodeRange{0x3164, 0x3164},   CodeRange{0xFEFF, 0xFEFF},
    CodeRange{0xFFA0, 0xFFA0},   CodeRange{0xFFF0, 0xFFFB},   CodeRange{0xFFFE, 0xFFFF},
    CodeRange{0x1BCA0, 0x1BCA3}, CodeRange{0x1D173, 0x1D17A}, CodeRange{0xE0000, 0xE0FFF}};

uint32_t CodePoint(std::string_view sequence) {
  const auto lead = static_cast<unsigned char>(sequence[0]);
  uint32_t code = lead & (0xFF >> (sequence.size() + 1));
  for (const char c : sequence.substr(1)) code = (code << 6) | (static_cast<unsigned char>(c) & 63);
  return code;
}

bool IsUnseen(uint32_t code) {
  return std::any_of(kUnseen.begin(), kUnseen.end(), [code](const CodeRange& range) {
    return range.first <= code && code <= range.last;
  });
}

std::string Hex(uint32_t number, int digits) {
  std::string hex;
  for (int i = digits - 1; i >= 0; --i) hex += "0123456789abcdef"[(number >> (4 * i)) & 15];
  return hex;
}

std::string HexEscape(std::string_view bytes) {
  std::string escaped;
  for (const char c : bytes) escaped += "\\x" + Hex(static_cast<unsigned char>(c), 2);
  return escaped;
}

/// UTF-16 as JSON spells it: "\u202e", a surrogate pair above U+FFFF.
std::string JsonEscape(uint32_t code) {
  if (code < 0x10000) return "\\u" + Hex(code, 4);
  code -= 0x10000;
  return "\\u" + Hex(0xD800 + (code >> 10), 4) + "\\u" + Hex(0xDC00 + (code & 0x3FF), 4);
}

}  // namespace

size_t Utf8Length(std::string_view text) {
  if (text.empty()) return 0;
  const auto lead = static_cast<unsigned char>(text[0]);
  if (lead < 0x80) return 1;
  size_t length = 0;
  if (lead >= 0xC2 && lead <= 0xDF) length = 2;
  if ((lead & 0xF0) == 0xE0) length = 3;
  if (lead >= 0xF0 && lead <= 0xF4) length = 4;
  if (length == 0 || text.size() < length) return 0;
  for (size_t i = 1; i < length; ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) return 0;
  }
  // Overlong forms, surrogates and what lies above U+10FFFF (RFC 3629).
  const auto second = static_cast<unsigned char>(text[1]);
  if ((lead == 0xE0 && second < 0xA0) || (lead == 0xED && second > 0x9F)) return 0;
  if ((lead == 0xF0 && second < 0x90) || (lead == 0xF4 && second > 0x8F)) return 0;
  return length;
}

std::string_view Trim(std::string_view text) {
  const size_t first = text.find_first_not_of(kWhiteSpace);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(kWhiteSpace) - first + 1);
}

std::vector<std::string_view> Split(std::string_view text, std::string_view separators) {
  // One separator is found a machine word at a time.
  const bool one = separators.size() == 1;
  std::vector<std::string_view> pieces;
  size_t start = 0;
  while (true) {
    const size_t end =
        one ? text.find(separators.front(), start) : text.find_first_of(separators, start);
    pieces.push_back(text.substr(start, end - start));
    if (end == std::string_view::npos) return pieces;
    start = end + 1;
  }
}

std::vector<std::string_view> Words(std::string_view text) {
  std::vector<std::string_view> words = Split(text, kWhiteSpace);
  std::erase_if(words, [](std::string_view word) { return word.empty(); });
  return words;
}

std::string Join(const std::vector<std::string>& parts, std::string_view glue) {
  std::string joined;
  for (const std::string& part : parts) {
    if (&part != &parts.front()) joined += glue;
    joined += part;
  }
  return joined;
}

std::optional<uint64_t> ParseUnsigned(std::string_view text) {
  uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc() || stop != end || text.empty()) return std::nullopt;
  return number;
}

bool MatchesGlob(std::string_view text, const std::string& pattern) {
  return fnmatch(pattern.c_str(), std::string(text).c_str(), 0) == 0;
}

bool IsGlob(std::string_view pattern) {
  return pattern.find_first_of("*?[") != std::string_view::npos;
}

bool NaturalLess(std::string_view left, std::string_view right) {
  const std::string_view all_left = left;
  const std::string_view all_right = right;
  while (!left.empty() && !right.empty()) {
    if (IsDigit(left[0]) && IsDigit(right[0])) {
      const auto [left_digits, left_length] = DigitRun(left);
      const auto [right_digits, right_length] = DigitRun(right);
      if (left_digits.size() != right_digits.size()) {
        return left_digits.size() < right_digits.size();
      }
      if (left_digits != right_digits) return left_digits < right_digits;
      left.remove_prefix(left_length);
      right.remove_prefix(right_length);
      continue;
    }
    if (left[0] != right[0]) return left[0] < right[0];
    left.remove_prefix(1);
    right.remove_prefix(1);
  }
  if (left.empty() != right.empty()) return left.empty();
  return all_left < all_right;  // "a01" and "a1" differ, but stand side by side
}

std::string Closest(std::string_view word, const std::vector<std::string>& candidates) {
  std::string best;
  size_t best_distance = std::max<size_t>(2, word.size() / 4) + 1;
  for (const std::string& candidate : candidates) {
    const size_t distance = EditDistance(word, candidate);
    if (distance < best_distance) {
      best_distance = distance;
      best = candidate;
    }
  }
  return best;
}

std::string Printable(std::string_view text) {
  std::string safe;
  for (size_t i = 0; i < text.size();) {
    if (text[i] >= 0x20 && text[i] < 0x7F) {
      safe += text[i++];
      continue;
    }
    const size_t length = Utf8Length(text.substr(i));
    const std::string_view sequence = text.substr(i, std::max<size_t>(length, 1));
    const bool seen = length > 1 && !IsUnseen(CodePoint(sequence));
    safe += seen ? std::string(sequence) : HexEscape(sequence);
    i += sequence.size();
  }
  return safe;
}

std::string Quote(std::string_view word) {
  constexpr size_t kLongest = 80;
  if (word.size() <= kLongest) return '\'' + Printable(word) + '\'';
  return '\'' + Printable(word.substr(0, kLongest)) + "...'";
}

std::string PrintableJson(std::string document) {
  constexpr auto kPlain = [](char c) { return static_cast<unsigned char>(c) < 0x7F; };
  if (std::all_of(document.begin(), document.end(), kPlain)) return document;
  std::string safe;
  for (size_t i = 0; i < document.size();) {
    const std::string_view rest = std::string_view(document).substr(i);
    const std::string_view sequence = rest.substr(0, std::max<size_t>(Utf8Length(rest), 1));
    const uint32_t code = sequence.size() > 1 ? CodePoint(sequence) : 0;
    if (sequence == "\x7F" || IsUnseen(code)) {
      safe += JsonEscape(sequence.size() > 1 ? code : 0x7F);
    } else {
      safe += sequence;
    }
    i += sequence.size();
  }
  return safe;
}

}  // namespace netkeel
