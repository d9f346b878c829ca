// SPDX-License-Identifier: Apache-2.0
#include "evidence/trial/sign_flip.h"

#include <gmock/gmock.h>

namespace netkeel {
namespace {

/// Darwin's pairs of maize, crossed less self-fertilised, in eighths of an inch.
const std::vector<double> kMaize{49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48};

std::vector<double> Shifted(std::vector<double> numbers, double by) {
  for (double& number : numbers) number -= by;
  return numbers;
}

TEST(SignFlipTest, ItIsFishersOfDarwinsMaize) {
  // "The Design of Experiments", 1935, section 21: 863 of 32,768 are 314 or more.
  EXPECT_DOUBLE_EQ(SignFlipP(kMaize), 2 * 863.0 / 32768);
}

TEST(SignFlipTest, TenPairsThatAllAgreeAreTwoOf1024) {
  EXPECT_DOUBLE_EQ(SignFlipP(std::vector<double>(10, -1.5)), 2.0 / 1024);
}

TEST(SignFlipTest, NoDifferenceIsNoSurprise) {
  EXPECT_EQ(SignFlipP(std::vector<double>(8, 0)), 1);
  EXPECT_EQ(SignFlipP({1, -1, 2, -2, 3, -3}), 1);
}

TEST(SignFlipTest, TheIntervalIsWhereTheTestTurnsOver) {
  const Interval95 span = SignFlipInterval(kMaize);
  EXPECT_GT(SignFlipP(Shifted(kMaize, span.low + 0.01)), 0.05);
  EXPECT_LE(SignFlipP(Shifted(kMaize, span.low - 0.01)), 0.05);
  EXPECT_GT(SignFlipP(Shifted(kMaize, span.high - 0.01)), 0.05);
  EXPECT_LE(SignFlipP(Shifted(kMaize, span.high + 0.01)), 0.05);
}

TEST(SignFlipTest, TheMorePairsAreNeededTheSmallerTheDifference) {
  const std::vector<double> clear{-2, -2.1, -1.9, -2, -2.2, -1.8};
  const std::vector<double> faint{-2, 2.1, -1.9, 2, -2.2, 1.5};
  EXPECT_EQ(PairsNeeded(clear), kFewestPairs);
  EXPECT_GT(PairsNeeded({-2, 1, -1.5, 1, -2.2, 1.5, -1}), 20U);
  EXPECT_EQ(PairsNeeded(faint), 0U);
}

}  // namespace
}  // namespace netkeel
