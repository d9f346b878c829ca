// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace netkeel {

/// Terminal cells that printable UTF-8 takes: 0 for combining marks, 2 for wide characters.
size_t DisplayWidth(std::string_view text);

/// `text` with blanks behind it up to `width` cells; longer text stays whole.
std::string Pad(std::string_view text, size_t width);

/// Lines of at most `width` cells, broken at blanks; a longer word has a line of its own.
/// `width` 0 never breaks. At least one line.
std::vector<std::string> Wrap(std::string_view text, size_t width);

using Row = std::vector<std::string>;

/// The text of each row, one or more whole lines: `indent` blanks, columns two blanks apart and
/// aligned over all rows, the last one wrapped under itself so that a line takes at most `width`
/// cells (0: never); where there is no room for that, it has lines of its own.
std::vector<std::string> AlignColumns(const std::vector<Row>& rows, size_t indent, size_t width);

}  // namespace netkeel
