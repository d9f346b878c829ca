// SPDX-License-Identifier: Apache-2.0
#include "evidence/nic_words.h"

#include <gmock/gmock.h>

#include <set>
#include <string>
#include <utility>

#include "evidence/nic_word_rows.h"

namespace netkeel {
namespace {

TEST(NicWordsTest, EachDriverHasItsOwnWordsForAFullRing) {
  EXPECT_EQ(MeaningOf("ixgbe", "rx_no_dma_resources").meaning, NicMeaning::kNoDescriptor);
  EXPECT_EQ(MeaningOf("mlx5_core", "rx_out_of_buffer").meaning, NicMeaning::kNoDescriptor);
  EXPECT_EQ(MeaningOf("ice", "rx_dropped").meaning, NicMeaning::kNoDescriptor);
  EXPECT_EQ(MeaningOf("ice", "rx_dropped.nic").meaning, NicMeaning::kMissed);
  EXPECT_EQ(MeaningOf("vmxnet3", "pkts rx out of buf").meaning, NicMeaning::kNoDescriptor);
  EXPECT_FALSE(MeaningOf("ixgbe", "rx_no_dma_resources").guess);
}

TEST(NicWordsTest, AWordOfAQueueHasItsNumber) {
  const NicWord drops = MeaningOf("igb", "rx_queue_13_drops");
  EXPECT_EQ(drops.meaning, NicMeaning::kQueueDrops);
  EXPECT_EQ(drops.queue, 13U);
  EXPECT_EQ(MeaningOf("bnxt_en", "[7]: rx_discards").queue, 7U);
  EXPECT_EQ(MeaningOf("gve", "rx_queue_drop_cnt[0]").queue, 0U);
  EXPECT_EQ(MeaningOf("igb", "rx_queue__drops").meaning, NicMeaning::kOther);
  EXPECT_EQ(MeaningOf("igb", "rx_queue_99999999999999999999_drops").meaning, NicMeaning::kOther);
  EXPECT_EQ(MeaningOf("igb", "rx_queue_1_drops_").meaning, NicMeaning::kOther);
}

TEST(NicWordsTest, ALossThatADriverCountsTwiceCountsOnce) {
  EXPECT_EQ(MeaningOf("igb", "rx_fifo_errors").meaning, NicMeaning::kOther);
  EXPECT_EQ(MeaningOf("i40e", "rx_missed_errors").meaning, NicMeaning::kOther);
  EXPECT_EQ(MeaningOf("ixgbe", "rx_no_buffer_count").meaning, NicMeaning::kOther);
}

TEST(NicWordsTest, WordsOfADriverWithoutATableAreGuessed) {
  const NicWord word = MeaningOf("newcard", "rx_missed_errors");
  EXPECT_EQ(word.meaning, NicMeaning::kMissed);
  EXPECT_TRUE(word.guess);
  EXPECT_FALSE(HasNicWords("newcard"));
  EXPECT_FALSE(HasNicWords(""));
}

TEST(NicWordsTest, NoWordOfADriverHasTwoRows) {
  std::set<std::pair<std::string, std::string>> seen;
  for (const NicWordRow& row : NicWordRows()) {
    EXPECT_TRUE(seen.emplace(row.driver, row.pattern).second) << row.driver << ' ' << row.pattern;
  }
}

TEST(NicWordsTest, EveryMeaningHasAName) {
  EXPECT_STREQ(ToText(NicMeaning::kOther), "other");
  EXPECT_STREQ(ToText(NicMeaning::kShaped), "shaped");
}

}  // namespace
}  // namespace netkeel
