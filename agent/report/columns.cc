// SPDX-License-Identifier: Apache-2.0
#include "report/columns.h"

#include <algorithm>
#include <array>
#include <cstdint>

#include "base/text.h"

namespace netkeel {
namespace {

struct CodeRange {
  uint32_t first;
  uint32_t last;
};

/// Combining marks and zero-width characters (Unicode categories Mn, Me, Cf; the common blocks).
constexpr std::array kZeroWidth = {CodeRange{0x0300, 0x036F}, CodeRange{0x1AB0, 0x1AFF},
                                   CodeRange{0x1DC0, 0x1DFF}, CodeRange{0x200B, 0x200F},
                                   CodeRange{0x20D0, 0x20FF}, CodeRange{0xFE00, 0xFE0F},
                                   CodeRange{0xFE20, 0xFE2F}, CodeRange{0xFEFF, 0xFEFF}};

/// East Asian Wide and Fullwidth (UAX #11), and the emoji blocks.
constexpr std::array kDoubleWidth = {
    CodeRange{0x1100, 0x115F},   CodeRange{0x2E80, 0x303E},  CodeRange{0x3041, 0xA4CF},
    CodeRange{0xAC00, 0xD7A3},   CodeRange{0xF900, 0xFAFF},  CodeRange{0xFE30, 0xFE6F},
    CodeRange{0xFF00, 0xFF60},   CodeRange{0xFFE0, 0xFFE6},  CodeRange{0x1F300, 0x1F64F},
    CodeRange{0x1F900, 0x1F9FF}, CodeRange{0x20000, 0x3FFFD}};

bool Contains(const auto& ranges, uint32_t code) {
  return std::any_of(ranges.begin(), ranges.end(), [code](const CodeRange& range) {
    return range.first <= code && code <= range.last;
  });
}

bool IsContinuation(char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; }

/// The code point that starts at `text[at]`; `at` moves behind it.
uint32_t NextCode(std::string_view text, size_t& at) {
  const auto lead = static_cast<unsigned char>(text[at++]);
  uint32_t code = lead;
  if (lead >= 0xC0) code = lead & (lead >= 0xF0 ? 0x07 : lead >= 0xE0 ? 0x0F : 0x1F);
  while (at < text.size() && IsContinuation(text[at])) {
    code = (code << 6) | (static_cast<unsigned char>(text[at++]) & 0x3F);
  }
  return code;
}

std::vector<size_t> ColumnWidths(const std::vector<Row>& rows) {
  // One very long cell pushes its own line only, not the whole table.
  constexpr size_t kWidest = 40;
  std::vector<size_t> widths;
  for (const Row& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (size_t i = 0; i < row.size(); ++i) {
      widths[i] = std::max(widths[i], std::min(DisplayWidth(row[i]), kWidest));
    }
  }
  return widths;
}

/// Cells that the last column may take; 0 where wrapping it would leave slivers.
size_t LastWidth(const std::vector<size_t>& widths, size_t indent, size_t width) {
  constexpr size_t kNarrowest = 20;
  size_t start = indent;
  for (size_t i = 0; i + 1 < widths.size(); ++i) start += widths[i] + 2;
  return width >= start + kNarrowest ? width - start : 0;
}

std::string RightTrimmed(std::string line) {
  line.erase(line.find_last_not_of(' ') + 1);
  return line;
}

}  // namespace

size_t DisplayWidth(std::string_view text) {
  size_t width = 0;
  for (size_t at = 0; at < text.size();) {
    const uint32_t code = NextCode(text, at);
    if (Contains(kZeroWidth, code)) continue;
    width += Contains(kDoubleWidth, code) ? 2 : 1;
  }
  return width;
}

std::string Pad(std::string_view text, size_t width) {
  const size_t used = DisplayWidth(text);
  return std::string(text) + std::string(used < width ? width - used : 0, ' ');
}

std::vector<std::string> Wrap(std::string_view text, size_t width) {
  if (width == 0) return {std::string(text)};
  std::vector<std::string> lines(1);
  for (const std::string_view word : Words(text)) {
    std::string& line = lines.back();
    if (line.empty()) {
      line = word;
    } else if (DisplayWidth(line) + 1 + DisplayWidth(word) <= width) {
      line.append(" ").append(word);
    } else {
      lines.emplace_back(word);
    }
  }
  return lines;
}

std::vector<std::string> AlignColumns(const std::vector<Row>& rows, size_t indent, size_t width) {
  constexpr size_t kHanging = 4;
  const std::vector<size_t> widths = ColumnWidths(rows);
  const size_t last_width = LastWidth(widths, indent, width);
  std::vector<std::string> texts;
  for (const Row& row : rows) {
    std::string line(indent, ' ');
    for (size_t i = 0; i + 1 < row.size(); ++i) line += Pad(row[i], widths[i]) + "  ";
    const std::string last = row.empty() ? "" : row.back();
    std::string& text = texts.emplace_back();
    std::string under(DisplayWidth(line), ' ');
    size_t room = last_width;
    if (width > 0 && room == 0 && under.size() + DisplayWidth(last) > width) {
      text = RightTrimmed(line) + '\n';
      line = under = std::string(indent + kHanging, ' ');
      room = std::max(width, under.size() + 1) - under.size();
    }
    for (const std::string& piece : Wrap(last, room)) {
      text += RightTrimmed(line + piece) + '\n';
      line = under;
    }
  }
  return texts;
}

}  // namespace netkeel
