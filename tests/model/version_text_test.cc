// SPDX-License-Identifier: Apache-2.0
#include "model/version_text.h"

#include <gmock/gmock.h>

namespace netkeel {
namespace {

std::string Within(std::string_view text) {
  std::string dotted;
  for (const uint64_t number : VersionWithin(text).value_or(Version{})) {
    dotted += (dotted.empty() ? "" : ".") + std::to_string(number);
  }
  return dotted;
}

TEST(VersionTextTest, IsTheFirstWordWithADotInIt) {
  EXPECT_EQ(Within("8.30 0x8000a49d 1.2926.0"), "8.30");            // i40e, ice
  EXPECT_EQ(Within("3.25, 0x800005d0"), "3.25");                    // igb
  EXPECT_EQ(Within("16.35.2000 (MT_0000000008)"), "16.35.2000");    // mlx5
  EXPECT_EQ(Within("218.0.169.1/pkg 21.85.21.92"), "218.0.169.1");  // bnxt
  EXPECT_EQ(Within("5719-v1.46 NCSI v1.5.18.0"), "1.46");           // tg3
  EXPECT_EQ(Within("bc 7.13.75"), "7.13.75");                       // bnx2x
  EXPECT_EQ(Within("6.12.117+deb13-amd64"), "6.12.117");
  EXPECT_EQ(Within("0.5-4"), "0.5");
  EXPECT_EQ(Within("1.2."), "1.2");
}

TEST(VersionTextTest, WhatHasMoreThanDigitsAndDotsIsNone) {
  // "8.a0" is i40e's 8.160: the word behind it is another thing's version.
  for (const char* const text :
       {"0x800006d1", "", "N/A", "8.a0 0x8000a49d 1.2926.0", "1..2", "."}) {
    EXPECT_EQ(Within(text), "") << text;
  }
}

TEST(VersionTextTest, NumbersAreComparedAsNumbersAndMissingOnesAreZero) {
  EXPECT_LT(Compare({8, 5}, {8, 30}), 0);
  EXPECT_GT(Compare({10}, {9, 20}), 0);
  EXPECT_EQ(Compare({6, 12, 117}, {6, 12}), 0);
  EXPECT_EQ(Compare({6, 12}, {6, 12, 0}), 0);
  EXPECT_LT(Compare({6, 12}, {6, 12, 1}), 0);
}

TEST(VersionTextTest, ABoundIsDigitsAndDots) {
  EXPECT_EQ(WrongWithVersion("8.30"), "");
  EXPECT_EQ(WrongWithVersion("6"), "");
  for (const char* const text : {"", "8.30 0x80", "v1.2", "1..2", "8."}) {
    EXPECT_NE(WrongWithVersion(text), "") << text;
  }
  EXPECT_NE(WrongWithVersion(std::string(65, '1')), "");
}

}  // namespace
}  // namespace netkeel
