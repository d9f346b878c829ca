// SPDX-License-Identifier: Apache-2.0
#include "report/columns.h"

#include <gtest/gtest.h>

namespace netkeel {
namespace {

TEST(ColumnsTest, AccentsTakeOneCellIdeographsTwoAndCombiningMarksNone) {
  EXPECT_EQ(DisplayWidth("na\u00efve"), 5u);
  EXPECT_EQ(DisplayWidth("\u7db2\u8def"), 4u);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1u);
}

TEST(ColumnsTest, PaddingCountsCellsAndNotBytes) {
  EXPECT_EQ(Pad("\u7db2", 4), "\u7db2  ");
  EXPECT_EQ(Pad("longer", 2), "longer");
}

TEST(ColumnsTest, LinesBreakAtBlanksAndLongWordsStayWhole) {
  const std::vector<std::string> expected = {"would", "reset", "the link", "0123456789"};
  EXPECT_EQ(Wrap("would reset the link 0123456789", 8), expected);
}

TEST(ColumnsTest, NothingWrapsWithoutATerminal) {
  EXPECT_EQ(Wrap("a b c", 0), std::vector<std::string>{"a b c"});
}

TEST(ColumnsTest, AnEmptyTextIsOneEmptyLine) {
  EXPECT_EQ(Wrap("", 8), std::vector<std::string>{""});
}

TEST(ColumnsTest, ColumnsAreAlignedOverAllRows) {
  const std::vector<Row> rows = {{"a", "bb", "c"}, {"aaa", "b", "c"}};
  EXPECT_EQ(AlignColumns(rows, 2, 0),
            (std::vector<std::string>{"  a    bb  c\n", "  aaa  b   c\n"}));
}

TEST(ColumnsTest, TheLastColumnContinuesUnderItself) {
  const std::vector<Row> rows = {{"key", "one two three four five six"}};
  EXPECT_EQ(AlignColumns(rows, 0, 25).front(), "key  one two three four\n     five six\n");
}

TEST(ColumnsTest, WithoutRoomBesideTheOthersTheLastColumnHasLinesOfItsOwn) {
  const std::vector<Row> rows = {{"a rather long key", "short"},
                                 {"a rather long key", "one two three four five six"}};
  EXPECT_EQ(AlignColumns(rows, 2, 30),
            (std::vector<std::string>{
                "  a rather long key  short\n",
                "  a rather long key\n      one two three four five\n      six\n"}));
}

TEST(ColumnsTest, OneVeryLongCellDoesNotPushTheOtherRows) {
  const std::vector<Row> rows = {{std::string(200, 'x'), "c"}, {"a", "c"}};
  EXPECT_LE(AlignColumns(rows, 0, 0)[1].size(), 50u);
}

}  // namespace
}  // namespace netkeel
