// SPDX-License-Identifier: Apache-2.0
#include "evidence/recording/course_text.h"

#include <gmock/gmock.h>

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using Points = std::vector<CoursePoint>;

TEST(CourseTextTest, WhatChangesOftenIsAListOfRises) {
  const Points points{{0, 100}, {1, 105}, {2, 103}, {4, 110}};
  EXPECT_EQ(CourseText(points), "[100,5,-2,0,7]");
  EXPECT_EQ(ParseCourse("[100,5,-2,0,7]"), points);
}

TEST(CourseTextTest, WhatChangesSeldomIsNamedByItsOffset) {
  const Points points{{0, 100}, {17, 105}};
  EXPECT_EQ(CourseText(points), "{\"0\":100,\"17\":5}");
  EXPECT_EQ(ParseCourse("{\"0\":100,\"17\":5}"), points);
}

TEST(CourseTextTest, WhatNeverChangesIsOneNumber) {
  EXPECT_EQ(CourseText(Points{{0, 0}}), "[0]");
  EXPECT_EQ(ParseCourse("[0]"), (Points{{0, 0}}));
}

TEST(CourseTextTest, WhatBeganLaterIsNoCourse) { EXPECT_FALSE(CourseText(Points{{3, 100}})); }

TEST(CourseTextTest, ARiseOfMoreThan64BitsIsNoCourse) {
  EXPECT_FALSE(CourseText(Points{{0, INT64_MIN}, {1, INT64_MAX}}));
  EXPECT_TRUE(CourseText(Points{{0, INT64_MIN}, {1, -1}}));
}

TEST(CourseTextTest, WhateverAFileSaysIsRead) {
  EXPECT_THAT(ParseCourse(""), IsEmpty());
  EXPECT_THAT(ParseCourse("{\"0\""), IsEmpty());
  EXPECT_THAT(ParseCourse("[99999999999999999999]"), IsEmpty());
  EXPECT_THAT(ParseCourse("[9223372036854775807,9223372036854775807"),
              ElementsAre(CoursePoint{0, INT64_MAX}, CoursePoint{1, -2}));
}

}  // namespace
}  // namespace netkeel
