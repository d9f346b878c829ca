// SPDX-License-Identifier: Apache-2.0
#include "host/proc_interrupts.h"

#include <cctype>
#include <limits>
#include <optional>

#include "base/text.h"

namespace netkeel {
namespace {

constexpr std::string_view kBlanks = " \t";

/// Takes the first word off `text`.
std::string_view TakeWord(std::string_view& text) {
  const size_t start = text.find_first_not_of(kBlanks);
  if (start == std::string_view::npos) return text = {};
  text.remove_prefix(start);
  const std::string_view word = text.substr(0, text.find_first_of(kBlanks));
  text.remove_prefix(word.size());
  return word;
}

/// Where the handlers' names start: show_interrupts() prints two blanks in front of them, and in a
/// copy that lost its alignment they are the last word.
size_t StartOfActions(std::string_view rest) {
  const size_t gap = rest.rfind("  ");
  if (gap != std::string_view::npos) return gap + 2;
  const size_t blank = rest.find_last_of(kBlanks);
  return blank == std::string_view::npos ? rest.size() : blank + 1;
}

std::vector<std::string> SplitActions(std::string_view text) {
  std::vector<std::string> actions;
  while (!text.empty()) {
    const size_t comma = text.find(", ");
    actions.emplace_back(Trim(text.substr(0, comma)));
    if (comma == std::string_view::npos) break;
    text.remove_prefix(comma + 2);
  }
  return actions;
}

std::optional<InterruptLine> ParseLine(std::string_view line, size_t counters) {
  const size_t colon = line.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto irq = ParseUnsigned(Trim(line.substr(0, colon)));
  if (!irq || *irq > std::numeric_limits<unsigned>::max()) return std::nullopt;
  std::string_view rest = line.substr(colon + 1);
  for (size_t i = 0; i < counters; ++i) {
    if (!ParseUnsigned(TakeWord(rest))) return std::nullopt;
  }
  rest = Trim(rest);
  const size_t start = StartOfActions(rest);
  InterruptLine parsed{static_cast<unsigned>(*irq), std::string(Trim(rest.substr(0, start))),
                       SplitActions(rest.substr(start))};
  if (parsed.actions.empty()) return std::nullopt;
  return parsed;
}

bool IsAlphanumeric(char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0; }

}  // namespace

std::vector<InterruptLine> ParseInterrupts(std::string_view text) {
  std::vector<InterruptLine> lines;
  const auto raw = Split(text, "\n");
  const size_t counters = Words(raw.front()).size();
  for (size_t i = 1; i < raw.size(); ++i) {
    if (auto line = ParseLine(raw[i], counters)) lines.push_back(std::move(*line));
  }
  return lines;
}

bool MentionsPci(std::string_view text, std::string_view pci) {
  if (pci.empty()) return false;
  for (size_t at = text.find(pci); at != std::string_view::npos; at = text.find(pci, at + 1)) {
    const size_t end = at + pci.size();
    const bool starts = at == 0 || !IsAlphanumeric(text[at - 1]);
    const bool ends = end == text.size() || !IsAlphanumeric(text[end]);
    if (starts && ends) return true;
  }
  return false;
}

}  // namespace netkeel
