// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netkeel {

/// Without leading and trailing white space (blank, tab, CR, LF).
std::string_view Trim(std::string_view text);

/// The pieces between any of `separators`; empty pieces are kept, "" gives one empty piece.
std::vector<std::string_view> Split(std::string_view text, std::string_view separators);

/// The words between runs of white space.
std::vector<std::string_view> Words(std::string_view text);

std::string Join(const std::vector<std::string>& parts, std::string_view glue);

/// Decimal digits only, whole text; nothing else, no sign, no overflow.
std::optional<uint64_t> ParseUnsigned(std::string_view text);

/// Shell glob over the whole text: `*`, `?` and `[...]`; case counts.
bool MatchesGlob(std::string_view text, const std::string& pattern);
bool IsGlob(std::string_view pattern);

/// Orders runs of digits by their number: "TxRx-2" before "TxRx-10", "eth2" before "eth10".
bool NaturalLess(std::string_view left, std::string_view right);

/// The candidate nearest in spelling, where near enough to be a typing error; else "".
std::string Closest(std::string_view word, const std::vector<std::string>& candidates);

/// Control characters, bytes outside UTF-8, and characters that are not seen or turn the direction
/// of a line round, as \xNN: safe on a terminal.
std::string Printable(std::string_view text);

/// 'word', printable, and cut where it is long.
std::string Quote(std::string_view word);

/// A JSON document in which what Printable escapes is written as \uNNNN: the same to a parser, and
/// safe on a terminal. `document` is UTF-8 whose controls are escaped already.
std::string PrintableJson(std::string document);

}  // namespace netkeel
