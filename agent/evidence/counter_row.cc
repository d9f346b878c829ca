// SPDX-License-Identifier: Apache-2.0
#include "evidence/counter_row.h"

#include <algorithm>
#include <vector>

#include "base/text.h"
#include "evidence/counter_rows/rows.h"

namespace netkeel {
namespace {

std::vector<CounterRow> AllRows() {
  std::vector<CounterRow> all;
  for (const auto rows : {CardRows(), CpuRows(), StackRows()}) {
    all.insert(all.end(), rows.begin(), rows.end());
  }
  return all;
}

bool Fits(const CounterRow& row, std::string_view source, std::string_view name) {
  if (row.source != source) return false;
  return row.name == name || (IsGlob(row.name) && MatchesGlob(name, std::string(row.name)));
}

}  // namespace

CounterStep StepOf(uint64_t before, uint64_t after, const CounterRow& row) {
  constexpr uint64_t kRange = uint64_t{1} << 32;
  if (after >= before) return {after - before};
  const uint64_t wrapped = kRange - std::min(before, kRange) + after;
  if (row.bits32 && wrapped < kRange / 2) return {wrapped};
  if (row.jitters) return {};
  return {after, true};
}

std::span<const CounterRow> CounterRows() {
  static const std::vector<CounterRow> rows = AllRows();
  return rows;
}

const CounterRow* FindCounterRow(std::string_view source, std::string_view name) {
  const auto rows = CounterRows();
  const auto row = std::find_if(rows.begin(), rows.end(),
                                [&](const CounterRow& each) { return Fits(each, source, name); });
  return row == rows.end() ? nullptr : &*row;
}

}  // namespace netkeel
