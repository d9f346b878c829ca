// SPDX-License-Identifier: Apache-2.0
#include "evidence/trial/verdict.h"

#include <gmock/gmock.h>

namespace netkeel {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::vector<TrialPair> Pairs(size_t count, Arm as_is, Arm changed) {
  std::vector<TrialPair> pairs;
  for (size_t i = 0; i < count; ++i) {
    as_is.loss += i % 3;  // no two windows are alike
    pairs.push_back({as_is, changed, i % 2 == 0});
  }
  return pairs;
}

TEST(VerdictTest, ALossThatEndsInEveryPairIsBetter) {
  const auto verdict = VerdictOf(Pairs(10, {2100, 100'000}, {0, 100'000}));
  EXPECT_EQ(verdict.answer, TrialAnswer::kBetter);
  EXPECT_EQ(VerdictText(verdict, {"loss"}),
            "better: loss fell from 2.1 % to 0.0 % of packets (95 %: to a thousandth or less), 10 "
            "of 10 pairs, p = 0.002");
}

TEST(VerdictTest, ALossThatBeginsIsWorse) {
  const auto verdict = VerdictOf(Pairs(10, {10, 100'000}, {3000, 100'000}));
  EXPECT_EQ(verdict.answer, TrialAnswer::kWorse);
  EXPECT_THAT(VerdictText(verdict, {"loss"}), StartsWith("worse: loss rose from 0.0"));
}

TEST(VerdictTest, ARateIsToldASecondAndIsNoShareOfPackets) {
  const auto verdict = VerdictOf(Pairs(10, {50, 4000}, {0, 4000}));
  EXPECT_THAT(
      VerdictText(verdict, {"TcpExtListenDrops", false}),
      StartsWith("better: TcpExtListenDrops fell from 13.7 a second to 0.0 a second (95 %"));
}

TEST(VerdictTest, SmallSharesHaveTwoDigitsAndAreNoneOnlyWhereThereIsNone) {
  const TrialMetricWords loss{"loss"};
  EXPECT_EQ(AmountText(0.0014, loss), "0.14 %");
  EXPECT_EQ(AmountText(0.0006, loss), "0.060 %");
  EXPECT_EQ(AmountText(4e-7, loss), "0.000040 %");
  EXPECT_EQ(AmountText(0.508, loss), "50.8 %");
  EXPECT_EQ(AmountText(0, loss), "0.0 %");
  EXPECT_EQ(AmountText(2.0 / 50'000, {"TcpExtListenDrops", false}), "0.040 a second");
}

TEST(VerdictTest, AnIntervalIsNeverToldNarrowerThanItIs) {
  TrialVerdict verdict{.answer = TrialAnswer::kBetter, .pairs = 10};
  verdict.ratio95 = {0.001, 0.014};
  EXPECT_THAT(VerdictText(verdict, {"loss"}), HasSubstr("to a tenth or less"));
  verdict.ratio95.high = 0.383;
  EXPECT_THAT(VerdictText(verdict, {"loss"}), HasSubstr("to 39 % of it or less"));
  verdict = {.answer = TrialAnswer::kWorse, .pairs = 10, .ratio95 = {1.99, 4}};
  EXPECT_THAT(VerdictText(verdict, {"loss"}), HasSubstr("to 1.9 times or more"));
}

TEST(VerdictTest, WhereNothingWasLostNothingCanBeTold) {
  // The change lets half as many packets come, which is no better share of nothing.
  const auto verdict = VerdictOf(std::vector<TrialPair>(10, {{0, 100'000}, {0, 50'000}, true}));
  EXPECT_EQ(verdict.answer, TrialAnswer::kCannotTell);
  EXPECT_THAT(VerdictText(verdict, {"loss"}), HasSubstr("there was no loss in any of 10 pairs"));
}

TEST(VerdictTest, WindowsWithoutLossAreATieHoweverManyPacketsTheyHad) {
  // One packet was lost in one window; the change lets 2.4 times as many be counted.
  std::vector<TrialPair> pairs(10, {{0, 10'000}, {0, 24'000}, true});
  pairs[3].as_is.loss = 1;
  const auto verdict = VerdictOf(pairs);
  EXPECT_EQ(verdict.answer, TrialAnswer::kCannotTell);
  EXPECT_EQ(verdict.in_favour, 1U);
  EXPECT_EQ(verdict.p, 1);
  for (TrialPair& pair : pairs) std::swap(pair.as_is, pair.changed);
  EXPECT_EQ(VerdictOf(pairs).answer, TrialAnswer::kCannotTell);
}

TEST(VerdictTest, ADifferenceWithinTheNoiseSaysHowManyPairsWouldTell) {
  std::vector<TrialPair> pairs;
  const uint64_t losses[] = {300, 40, 90, 10, 700, 20, 60, 30, 200, 50};
  for (size_t i = 0; i < 10; ++i) {
    pairs.push_back({{losses[i], 100'000}, {losses[(i + 3) % 10] * 8 / 10, 100'000}, i % 2 == 0});
  }
  const auto verdict = VerdictOf(pairs);
  EXPECT_EQ(verdict.answer, TrialAnswer::kCannotTell);
  EXPECT_THAT(VerdictText(verdict, {"loss"}), HasSubstr("pairs would tell a difference"));
}

}  // namespace
}  // namespace netkeel
