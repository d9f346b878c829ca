// SPDX-License-Identifier: Apache-2.0
#include "tunables/rss_table.h"

#include <gmock/gmock.h>

#include "support/matchers.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

RssTable TableOfEight(const std::string& text) {
  const auto table = TableOf(text, {8, 4});
  EXPECT_THAT(table, IsOk()) << text;
  return table.value_or(RssTable{});
}

std::string Wrong(const std::string& text) { return kTableForm.wrong_with(text); }

TEST(RssTableTest, EveryFormOfEthtoolMakesItsTable) {
  EXPECT_THAT(TableOfEight("default"), ElementsAre(0, 1, 2, 3, 0, 1, 2, 3));
  EXPECT_THAT(TableOfEight("equal 3"), ElementsAre(0, 1, 2, 0, 1, 2, 0, 1));
  EXPECT_THAT(TableOfEight("start 2 equal 2"), ElementsAre(2, 3, 2, 3, 2, 3, 2, 3));
  EXPECT_THAT(TableOfEight("weight 1 0 0 1"), ElementsAre(0, 0, 0, 0, 3, 3, 3, 3));
  EXPECT_THAT(TableOfEight("start 1 weight 6 2"), ElementsAre(1, 1, 1, 1, 1, 1, 2, 2));
  EXPECT_THAT(TableOfEight("0 3 1 2"), ElementsAre(0, 3, 1, 2, 0, 3, 1, 2));
}

TEST(RssTableTest, WeightsThatDoNotGoUpAreRoundedAsEthtoolDoes) {
  EXPECT_THAT(TableOfEight("weight 1 1 1"), ElementsAre(0, 0, 1, 1, 1, 2, 2, 2));
}

TEST(RssTableTest, EveryTableHasATextThatMakesItAgain) {
  for (const std::string text :
       {"default", "equal 3", "equal 1", "start 1 equal 2", "weight 1 0 0 1", "weight 2 3 3",
        "0 3 1 2", "1 0", "3 2 1 0 0 1 2 2"}) {
    EXPECT_EQ(TextOfTable(TableOfEight(text), 4), text);
  }
  EXPECT_EQ(TextOfTable(TableOfEight("equal 4"), 4), "default");
  EXPECT_EQ(TextOfTable(TableOfEight("weight 4 0 0 4"), 4), "weight 1 0 0 1");
  EXPECT_EQ(TextOfTable(TableOfEight("0 3 1 2 0 3 1 2"), 4), "0 3 1 2");
}

TEST(RssTableTest, WhatTheDeviceCannotHoldIsRefused) {
  const auto message = [](const char* text) { return TableOf(text, {8, 4}).error().message; };
  EXPECT_THAT(message("0 1 2"), HasSubstr("3 entries do not go into the table's 8"));
  EXPECT_THAT(message("weight 5 5"), HasSubstr("more than the table's 8 entries"));
}

TEST(RssTableTest, AFormThatIsNoneSaysWhy) {
  EXPECT_EQ(Wrong("default"), "");
  EXPECT_EQ(Wrong("start 0 weight 0 1"), "");
  EXPECT_THAT(Wrong("default 4"), HasSubstr("default stands alone"));
  EXPECT_THAT(Wrong("equal"), HasSubstr("one number of queues"));
  EXPECT_THAT(Wrong("equal 0"), HasSubstr("one number of queues"));
  EXPECT_THAT(Wrong("weight 0 0"), HasSubstr("not 0"));
  EXPECT_THAT(Wrong("start 2"), HasSubstr("'start 2' is no RSS table"));
  EXPECT_THAT(Wrong("start 2 default"), HasSubstr("no RSS table"));
  EXPECT_THAT(Wrong("equal -4"), HasSubstr("no RSS table"));
  EXPECT_THAT(Wrong("0 1 99999999999"), HasSubstr("no RSS table"));
}

TEST(RssTableTest, TheUnitIsWhatIsRepeated) {
  EXPECT_THAT(UnitOf({0, 1, 0, 1}), ElementsAre(0, 1));
  EXPECT_THAT(UnitOf({0, 1, 0}), ElementsAre(0, 1, 0));
  EXPECT_THAT(UnitOf({2, 2, 2, 2}), ElementsAre(2));
}

}  // namespace
}  // namespace netkeel
