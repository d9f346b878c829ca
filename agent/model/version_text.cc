// SPDX-License-Identifier: Apache-2.0
#include "model/version_text.h"

#include <algorithm>

#include "base/text.h"

namespace netkeel {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }
bool IsLetter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool IsOfWord(char c) { return IsDigit(c) || IsLetter(c) || c == '.'; }

}  // namespace

int Compare(const Version& have, const Version& asked) {
  for (size_t i = 0; i < asked.size(); ++i) {
    const uint64_t number = i < have.size() ? have[i] : 0;
    if (number != asked[i]) return number < asked[i] ? -1 : 1;
  }
  return 0;
}

std::optional<Version> VersionWithin(std::string_view text) {
  while (!text.empty()) {
    const auto* const end = std::find_if_not(text.begin(), text.end(), IsOfWord);
    std::string_view word = text.substr(0, static_cast<size_t>(end - text.begin()));
    text.remove_prefix(std::min(word.size() + 1, text.size()));
    while (word.ends_with('.')) word.remove_suffix(1);
    if (word.find('.') == std::string_view::npos) continue;
    while (!word.empty() && IsLetter(word.front())) word.remove_prefix(1);
    return ParseVersion(word);
  }
  return std::nullopt;
}

std::string WrongWithVersion(std::string_view text) {
  const bool is_version = text.size() <= 64 && ParseVersion(text).has_value();
  return is_version ? "" : Quote(text) + " is no version";
}

}  // namespace netkeel
