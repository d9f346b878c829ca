// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include "profile/parse_yaml.h"

namespace netkeel {
namespace {

TEST(CommentsTest, ACommentIsCutToItsSign) {
  EXPECT_EQ(WithoutComments("# one\na: 1  # two\n  #three\nb: c#d\n"), "#\na: 1  #\n  #\nb: c#d\n");
  EXPECT_EQ(WithoutComments("a: the kernel's # own\n# b\n"), "a: the kernel's #\n#\n");
  EXPECT_EQ(WithoutComments("a: 1 # no end of line"), "a: 1 #");
  EXPECT_EQ(WithoutComments(""), "");
}

TEST(CommentsTest, ATextThatMaySpanLinesIsLeftAsItIsAndAllBehindIt) {
  for (const char* const text :
       {"a: 'x\n  # y'\n", "a: \"x\n # y\"\n# z\n", "a: |\n  # y\n", "a: >-\n  # y\n# z\n",
        "[[b]'x\n # y']\n", "[b,'x\n # y']\n", "{b:\"x\n # y\"}\n"}) {
    EXPECT_EQ(WithoutComments(text), text);
  }
  EXPECT_EQ(WithoutComments("# it's\na: 'b' # c\n# d\n"), "#\na: 'b' # c\n# d\n");
}

TEST(CommentsTest, ALoneCarriageReturnEndsALineToo) {
  const std::string text = "# one\ra: 1\n# two\n";
  EXPECT_EQ(WithoutComments(text), text);
}

TEST(CommentsTest, OfAShippedProfileNothingButTheCommentsGoes) {
  size_t seen = 0;
  for (const auto& entry : std::filesystem::directory_iterator("../profiles")) {
    if (entry.path().extension() != ".yaml") continue;
    std::stringstream file;
    file << std::ifstream(entry.path()).rdbuf();
    const std::string text = file.str();
    const std::string without = WithoutComments(text);
    EXPECT_LT(without.size(), text.size()) << entry.path();
    EXPECT_EQ(std::count(without.begin(), without.end(), '\n'),
              std::count(text.begin(), text.end(), '\n'));
    ++seen;
  }
  EXPECT_GE(seen, 3U);
}

}  // namespace
}  // namespace netkeel
