// SPDX-License-Identifier: Apache-2.0
#include "cli/zones.h"

#include <gmock/gmock.h>

#include <cstdlib>
#include <ctime>

namespace netkeel {
namespace {

using testing::SizeIs;

WallTime At(const std::string& text) { return *ParseMoment(text, WallTime{}); }

class ZonesTest : public testing::Test {
 protected:
  ZonesTest() {
    ::setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3", 1);
    ::tzset();
  }
  ~ZonesTest() override {
    ::unsetenv("TZ");
    ::tzset();
  }
};

TEST_F(ZonesTest, TheEndOfSummerIsFoundToTheSecond) {
  const auto zones = ZonesOf(At("2026-10-24T22:30:00Z"), At("2026-10-25T08:00:00Z"));
  ASSERT_THAT(zones, SizeIs(2));
  EXPECT_EQ(zones[0].name, "CEST");
  EXPECT_EQ(zones[0].minutes, 120);
  EXPECT_EQ(zones[1].name, "CET");
  EXPECT_EQ(zones[1].minutes, 60);
  EXPECT_EQ(MomentText(zones[1].from), "2026-10-25T01:00:00Z");
}

TEST_F(ZonesTest, AYearHasItsTwoChangesAndADayHasNone) {
  EXPECT_THAT(ZonesOf(At("2026-01-01T00:00:00Z"), At("2027-01-01T00:00:00Z")), SizeIs(3));
  EXPECT_THAT(ZonesOf(At("2026-07-01T00:00:00Z"), At("2026-07-02T00:00:00Z")), SizeIs(1));
  EXPECT_THAT(ZonesOf(At("2026-07-01T00:00:00Z"), At("2026-07-01T00:00:00Z")), SizeIs(1));
}

}  // namespace
}  // namespace netkeel
