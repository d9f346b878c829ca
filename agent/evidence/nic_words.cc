// SPDX-License-Identifier: Apache-2.0
#include "evidence/nic_words.h"

#include <algorithm>
#include <array>
#include <cstddef>

#include "base/text.h"
#include "evidence/nic_word_rows.h"

namespace netkeel {
namespace {

/// The digits at the start of `text`, taken off it; none where there are none.
std::optional<uint64_t> TakeNumber(std::string_view& text) {
  const size_t end = std::min(text.find_first_not_of("0123456789"), text.size());
  const auto number = ParseUnsigned(text.substr(0, end));
  if (number) text.remove_prefix(end);
  return number;
}

/// The word by one row; none where it is another word. `{n}` is there once at the most.
std::optional<NicWord> Fits(const NicWordRow& row, std::string_view word) {
  constexpr std::string_view kNumber = "{n}";
  const size_t at = row.pattern.find(kNumber);
  if (at == std::string_view::npos) {
    if (word != row.pattern) return std::nullopt;
    return NicWord{.meaning = row.meaning};
  }
  if (!word.starts_with(row.pattern.substr(0, at))) return std::nullopt;
  word.remove_prefix(at);
  const auto queue = TakeNumber(word);
  if (!queue || word != row.pattern.substr(at + kNumber.size())) return std::nullopt;
  return NicWord{.meaning = row.meaning, .queue = queue};
}

}  // namespace

bool HasNicWords(std::string_view driver) {
  const auto rows = NicWordRows();
  return !driver.empty() && std::any_of(rows.begin(), rows.end(), [&](const NicWordRow& row) {
    return row.driver == driver;
  });
}

NicWord MeaningOf(std::string_view driver, std::string_view word) {
  const bool known = HasNicWords(driver);
  for (const NicWordRow& row : NicWordRows()) {
    if (row.driver != (known ? driver : "")) continue;
    if (auto found = Fits(row, word)) {
      found->guess = !known;
      return *found;
    }
  }
  return {};
}

const char* ToText(NicMeaning meaning) {
  constexpr std::array kNames{"other",         "received",      "missed",         "no-descriptor",
                              "queue-drops",   "alloc-failed",  "ring-was-empty", "crc-errors",
                              "length-errors", "symbol-errors", "pause-received", "pause-sent",
                              "queue-packets", "shaped",        "refill-failed"};
  return kNames[static_cast<size_t>(meaning)];
}

}  // namespace netkeel
