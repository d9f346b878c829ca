// SPDX-License-Identifier: Apache-2.0
#include "cli/explain_counter.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "evidence/figures.h"
#include "evidence/sources.h"
#include "report/columns.h"

namespace netkeel {
namespace {

/// "softnet/cpu3/time_squeeze" and "softnet/time_squeeze" in two; a bare name has no source.
struct CounterWord {
  std::string source;
  std::string name;
};

CounterWord WordOf(const std::string& text) {
  const size_t first = text.find('/');
  if (first == text.npos) return {"", text};
  const std::string source = text.substr(0, first);
  const auto sources = Sources();
  const bool known = std::any_of(sources.begin(), sources.end(),
                                 [&source](const auto& each) { return each.name == source; });
  if (!known) return {"", text};
  // A place is between two slashes; pause/rx_pause_frames has one of its own.
  const size_t second = text.find('/', first + 1);
  const std::string rest = text.substr(first + 1);
  const bool has_place = second != text.npos && FindCounterRow(source, rest) == nullptr;
  return {source, has_place ? text.substr(second + 1) : rest};
}

/// Whether a pattern says enough to go by without its source: "cpu*" and "*" do not.
bool IsTelling(std::string_view glob) {
  constexpr ptrdiff_t kEnough = 6;
  return std::count_if(glob.begin(), glob.end(), [](char c) { return c != '*'; }) >= kEnough;
}

bool Fits(const CounterRow& row, const CounterWord& word) {
  constexpr size_t kTail = 6;
  if (!word.source.empty() && row.source != word.source) return false;
  if (row.name == word.name) return true;
  const std::string glob(row.name);
  if (IsGlob(glob)) {
    if ((!word.source.empty() || IsTelling(glob)) && MatchesGlob(word.name, glob)) return true;
  }
  return word.name.size() >= kTail && row.name.ends_with(word.name);
}

std::string SourceHelp(std::string_view name) {
  for (const CounterSource& source : Sources()) {
    if (source.name == name) return std::string(source.help);
  }
  return "";
}

std::string NatureOf(const CounterRow& row) {
  std::string text(row.unit.empty() ? "a state" : row.unit);
  if (row.gauge) return text + ", as they are now";
  return text + (row.bits32 ? ", in 32 bits: it wraps" : "");
}

/// The settings of the host as the source of that name reads them.
Sample Settings(const Kernel& kernel) {
  Sample sample;
  for (const CounterSource& source : Sources()) {
    if (source.name == "setting") source.read(kernel, CounterScope{}, sample);
  }
  return sample;
}

std::optional<uint64_t> NumberOf(const Sample& sample, const char* name) {
  const auto fact = sample.facts.find({"setting", "host", name});
  return fact == sample.facts.end() ? std::nullopt : ParseUnsigned(Trim(fact->second));
}

constexpr uint64_t kPoll = 64;

/// "300 packets are 5 polls of 64 at the most: ..."
std::string PollsText(uint64_t budget) {
  const uint64_t polls = std::max<uint64_t>(1, (budget + kPoll - 1) / kPoll);
  const uint64_t left = budget % kPoll;
  std::string text = "netdev_budget " + NumberText(budget) + " = " +
                     CountText(budget / kPoll, "poll") + " of " + std::to_string(kPoll);
  if (left != 0) text += " and " + std::to_string(left) + " packets, for which there is one more";
  return text + ": a run ends after " + CountText(polls, "poll") + " and up to " +
         NumberText(polls * kPoll) + " packets. A driver's poll takes " + std::to_string(kPoll) +
         " whatever the settings are, and one queue alone on a CPU is polled once a run";
}

std::string JiffiesText(uint64_t count) {
  return NumberText(count) + (count == 1 ? " jiffy" : " jiffies");
}

std::string TimeText(uint64_t usecs, std::optional<uint64_t> hz, std::optional<uint64_t> budget) {
  constexpr uint64_t kMicroseconds = 1'000'000;
  std::string text = "netdev_budget_usecs " + NumberText(usecs);
  if (hz && *hz > 0) {
    const uint64_t jiffy = kMicroseconds / *hz;
    text += " = " + JiffiesText((usecs + jiffy - 1) / jiffy) + " of " + NumberText(jiffy) +
            " us (HZ " + std::to_string(*hz) + ")";
  }
  if (!budget || *budget == 0) return text;
  return text + ": where a packet takes more than " +
         FigureText(static_cast<double>(usecs) / static_cast<double>(*budget)) +
         " us, time ends the run before the budget does";
}

std::string WeightText(uint64_t weight, uint64_t bias) {
  return "dev_weight " + NumberText(weight) + " x dev_weight_rx_bias " + NumberText(bias) + " = " +
         NumberText(weight * bias) +
         " packets a poll of the backlog, which RPS, loopback and veth go"
         " through; qdiscs have their own bias. It is not the card's weight";
}

bool IsAboutRuns(const std::string& word) {
  constexpr std::array<std::string_view, 5> kWords{"netdev_budget", "netdev_budget_usecs",
                                                   "dev_weight", "time_squeeze", "NET_RX"};
  return std::any_of(kWords.begin(), kWords.end(),
                     [&word](std::string_view each) { return word.ends_with(each); });
}

}  // namespace

std::vector<CounterRow> FindCounters(const std::string& word) {
  const CounterWord wanted = WordOf(word);
  std::vector<CounterRow> found;
  for (const CounterRow& row : CounterRows()) {
    if (Fits(row, wanted)) found.push_back(row);
  }
  return found;
}

std::string CounterDetails(const CounterRow& row, const Terminal& terminal) {
  std::vector<Row> rows = {{"counts", NatureOf(row)}, {"where", ToText(row.stage)}};
  const auto add = [&rows](const std::string& title, const std::string& text) {
    if (!text.empty()) rows.push_back({title, text});
  };
  add("read from", SourceHelp(row.source));
  add("there is", std::string(row.kernels));
  add("beware", std::string(row.caution));
  std::string text = "counter " + std::string(row.source) + '/' + std::string(row.name) + '\n';
  for (const std::string& line : Wrap(row.help, terminal.width > 2 ? terminal.width - 2 : 0)) {
    text += "  " + line + '\n';
  }
  for (const std::string& line : AlignColumns(rows, 2, terminal.width)) text += line;
  return text;
}

std::vector<std::string> CounterNames() {
  std::vector<std::string> names;
  for (const CounterRow& row : CounterRows()) {
    if (!IsGlob(std::string(row.name))) names.emplace_back(row.name);
  }
  return names;
}

std::string BudgetArithmetic(const std::string& word, const Kernel& kernel,
                             const Terminal& terminal) {
  if (!IsAboutRuns(word)) return "";
  const Sample settings = Settings(kernel);
  const auto budget = NumberOf(settings, "net.core.netdev_budget");
  const auto usecs = NumberOf(settings, "net.core.netdev_budget_usecs");
  const auto weight = NumberOf(settings, "net.core.dev_weight");
  const uint64_t bias = NumberOf(settings, "net.core.dev_weight_rx_bias").value_or(1);
  std::vector<Row> rows;
  if (budget) rows.push_back({"a run", PollsText(*budget)});
  if (usecs) rows.push_back({"its time", TimeText(*usecs, NumberOf(settings, "hz"), budget)});
  if (weight) rows.push_back({"backlog", WeightText(*weight, bias)});
  if (rows.empty()) return "";
  std::string text = "on this host\n";
  for (const std::string& line : AlignColumns(rows, 2, terminal.width)) text += line;
  return text;
}

}  // namespace netkeel
