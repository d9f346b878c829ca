// SPDX-License-Identifier: Apache-2.0
#include "evidence/counter_row.h"

#include <gmock/gmock.h>

#include <algorithm>

#include "evidence/sources.h"

namespace netkeel {
namespace {

TEST(CounterRowTest, TheFirstRowThatFitsCounts) {
  const CounterRow* const idle = FindCounterRow("cpu", "idle");
  ASSERT_NE(idle, nullptr);
  EXPECT_EQ(idle->name, "idle");
  const CounterRow* const queue = FindCounterRow("nic", "rx_queue_7_drops");
  ASSERT_NE(queue, nullptr);
  EXPECT_EQ(queue->stage, Stage::kCard);
  EXPECT_EQ(FindCounterRow("nic", "no_such_word"), nullptr);
  EXPECT_EQ(FindCounterRow("softirq", "time_squeeze"), nullptr);
}

TEST(CounterRowTest, EveryRowIsOfASourceAndSaysWhatItCounts) {
  for (const CounterRow& row : CounterRows()) {
    EXPECT_GT(row.help.size(), 10U) << row.name;
    EXPECT_NE(row.help.back(), '.') << row.name;
  }
}

TEST(CounterRowTest, NoRowIsHiddenByOneBefore) {
  for (const CounterRow& row : CounterRows()) {
    EXPECT_EQ(FindCounterRow(row.source, row.name), &row) << row.source << ' ' << row.name;
  }
}

}  // namespace
}  // namespace netkeel
