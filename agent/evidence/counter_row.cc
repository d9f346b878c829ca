// SPDX-License-Identifier: Apache-2.0
#include "evidence/counter_row.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace netkeel {
namespace {

constexpr std::array kRows{
    CounterRow{.source = "softnet",
               .name = "processed",
               .stage = Stage::kSoftirq,
               .bits32 = true,
               .help = "packets that this CPU's softirqs handled, of cards and of the backlog"},
    CounterRow{.source = "softnet",
               .name = "dropped",
               .stage = Stage::kBacklog,
               .bits32 = true,
               .help = "packets dropped because this CPU's backlog was full, or its flow limit"},
    CounterRow{.source = "softnet",
               .name = "time_squeeze",
               .stage = Stage::kSoftirq,
               .unit = "runs",
               .bits32 = true,
               .help = "softirq runs that ended with packets left",
               .caution = "a squeeze is no drop"},
};

}  // namespace

std::span<const CounterRow> CounterRows() { return kRows; }

const CounterRow* FindCounterRow(std::string_view source, std::string_view name) {
  const auto* const row = std::find_if(kRows.begin(), kRows.end(), [&](const CounterRow& each) {
    return each.source == source && MatchesGlob(name, std::string(each.name));
  });
  return row == kRows.end() ? nullptr : row;
}

}  // namespace netkeel
