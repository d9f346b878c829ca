// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace netkeel {
namespace {

using ::testing::ElementsAre;

TEST(TextTest, TrimTakesWhiteSpaceFromBothEndsOnly) {
  EXPECT_EQ(Trim(" \ta b\r\n"), "a b");
  EXPECT_EQ(Trim(" \n"), "");
}

TEST(TextTest, SplitKeepsEmptyPiecesAndWordsDoesNot) {
  EXPECT_THAT(Split("a,,b", ","), ElementsAre("a", "", "b"));
  EXPECT_THAT(Split("", ","), ElementsAre(""));
  EXPECT_THAT(Words(" 4096\t131072  6291456\n"), ElementsAre("4096", "131072", "6291456"));
}

TEST(TextTest, OnlyPlainDigitsAreAnUnsignedNumber) {
  EXPECT_EQ(ParseUnsigned("18446744073709551615"), UINT64_MAX);
  for (const char* text : {"", "-5", "+5", " 5", "5 ", "0x5", "5k", "18446744073709551616"}) {
    EXPECT_EQ(ParseUnsigned(text), std::nullopt) << text;
  }
}

TEST(TextTest, GlobsCoverTheWholeText) {
  EXPECT_TRUE(MatchesGlob("eth10", "eth*"));
  EXPECT_TRUE(MatchesGlob("0000:03:00.0", "0000:03:00.[01]"));
  EXPECT_FALSE(MatchesGlob("eth10", "eth1"));
  EXPECT_FALSE(IsGlob("0000:03:00.0"));
}

TEST(TextTest, NaturalOrderCountsDigitsAsNumbers) {
  std::vector<std::string> names = {"eth10", "TxRx-10", "eth2", "TxRx-2", "eth02", "eth"};
  std::sort(names.begin(), names.end(), NaturalLess);
  EXPECT_THAT(names, ElementsAre("TxRx-2", "TxRx-10", "eth", "eth02", "eth2", "eth10"));
}

TEST(TextTest, NaturalOrderIsStrict) {
  for (const char* name : {"", "a", "a1", "a01", "1", "99999999999999999999999"}) {
    EXPECT_FALSE(NaturalLess(name, name)) << name;
  }
}

TEST(TextTest, ATypingErrorFindsItsWordAndNonsenseFindsNone) {
  const std::vector<std::string> words = {"rx-usecs", "rx", "combined"};
  EXPECT_EQ(Closest("combind", words), "combined");
  EXPECT_EQ(Closest("zzzzzzzz", words), "");
}

TEST(TextTest, NothingThatATerminalActsOnIsPrintable) {
  EXPECT_EQ(Printable("a\x1b[2Jb\n"), "a\\x1b[2Jb\\x0a");
  EXPECT_EQ(Printable("\xc3\xa4 \xff"), "\xc3\xa4 \\xff");
  EXPECT_EQ(Printable("\xc2\x9b"), "\\xc2\\x9b");
  EXPECT_EQ(Printable("\xe0\x82\x9b"), "\\xe0\\x82\\x9b") << "the same, spelled too long";
  EXPECT_EQ(Printable("\xe2\x82\xac \xf0\x9f\x90\xa7"), "\xe2\x82\xac \xf0\x9f\x90\xa7");
}

TEST(TextTest, WhatIsNotSeenOrTurnsTheDirectionOfALineRoundIsNotPrintable) {
  EXPECT_EQ(Printable("eth\u202e0"), "eth\\xe2\\x80\\xae0");
  for (const char* const unseen :
       {"\u202a", "\u202d", "\u2066", "\u2069", "\u200b", "\u200f", "\ufeff", "\u061c", "\u2028",
        "\u2060", "\u00ad", "\u180e", "\u3164", "\xc2\x80", "\xc2\x9f", "\U000E0041"}) {
    EXPECT_EQ(Printable(unseen).substr(0, 2), "\\x") << Printable(unseen);
  }
  for (const char* const seen : {"\u200a", "\u2010", "\u202f", "\u2070", "\u00e4", "\u4e2d"}) {
    EXPECT_EQ(Printable(seen), seen);
  }
}

TEST(TextTest, JsonSpellsThemSoThatAParserReadsTheSame) {
  EXPECT_EQ(PrintableJson("\"a\u202eb \u00e4\""), "\"a\\u202eb \u00e4\"");
  EXPECT_EQ(PrintableJson("\"\x7f\xc2\x9b\""), "\"\\u007f\\u009b\"");
  EXPECT_EQ(PrintableJson("\"\U000E0041\""), "\"\\udb40\\udc41\"");
}

TEST(TextTest, WhatReadersOfUtf8RefuseIsNotPrintable) {
  EXPECT_EQ(Printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");           // a surrogate
  EXPECT_EQ(Printable("\xe0\x80\xaf"), "\\xe0\\x80\\xaf");           // an overlong '/'
  EXPECT_EQ(Printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");  // above U+10FFFF
  EXPECT_EQ(Printable("\xef\xbf\xbf"), "\\xef\\xbf\\xbf");           // U+FFFF
  EXPECT_EQ(Printable("\xef\xbf\xbd"), "\xef\xbf\xbd");
}

}  // namespace
}  // namespace netkeel
