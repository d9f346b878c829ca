// SPDX-License-Identifier: Apache-2.0
#include "base/span_of_time.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <ctime>
#include <string>

namespace netkeel {
namespace {

using std::chrono::milliseconds;

/// The host's time zone, while it lives.
class TimeZone {
 public:
  explicit TimeZone(const char* name) {
    ::setenv("TZ", name, 1);
    ::tzset();
  }
  ~TimeZone() {
    ::unsetenv("TZ");
    ::tzset();
  }
};

constexpr const char* kBerlin = "CET-1CEST,M3.5.0,M10.5.0/3";
constexpr const char* kNewYork = "EST5EDT,M3.2.0,M11.1.0";
constexpr const char* kKathmandu = "<+0545>-5:45";

std::string Parsed(const std::string& text, const std::string& now) {
  const auto moment = ParseMoment(text, *ParseMoment(now, {}));
  return moment ? MomentText(*moment) : "none";
}

TEST(SpanOfTimeTest, ASpanHasAUnitOrSeconds) {
  EXPECT_EQ(ParseSpanOfTime("10"), milliseconds(10'000));
  EXPECT_EQ(ParseSpanOfTime("0.5"), milliseconds(500));
  EXPECT_EQ(ParseSpanOfTime("500ms"), milliseconds(500));
  EXPECT_EQ(ParseSpanOfTime("1.5m"), milliseconds(90'000));
  EXPECT_EQ(ParseSpanOfTime("24h"), milliseconds(86'400'000));
  EXPECT_EQ(ParseSpanOfTime("7d"), milliseconds(604'800'000));
}

TEST(SpanOfTimeTest, WhatIsNoSpanIsNone) {
  for (const char* const text : {"", "s", "-1", "1 s", "1.", ".5", "0.5ms", "1.2345", "1e3", "11y",
                                 "3700d", "99999999999999999999", "1S", "0x10"}) {
    EXPECT_FALSE(ParseSpanOfTime(text)) << text;
  }
}

TEST(SpanOfTimeTest, ASizeHasAUnitOrBytes) {
  EXPECT_EQ(ParseSize("512M"), uint64_t{512} << 20);
  EXPECT_EQ(ParseSize("1000"), 1000U);
  EXPECT_FALSE(ParseSize("M"));
  EXPECT_FALSE(ParseSize("1.5M"));
  EXPECT_FALSE(ParseSize("18446744073709551615K"));
}

TEST(SpanOfTimeTest, AMomentWithZIsUtcWhereverTheHostIs) {
  const TimeZone zone(kKathmandu);
  EXPECT_EQ(Parsed("2026-11-28T10:15:30Z", "2026-11-28T12:00:00Z"), "2026-11-28T10:15:30Z");
}

TEST(SpanOfTimeTest, AMomentThatIsWrittenWithAFractionIsReadBack) {
  EXPECT_EQ(Parsed("2026-11-28T10:15:30.250Z", "2026-11-28T12:00:00Z"), "2026-11-28T10:15:30.250Z");
  EXPECT_EQ(Parsed("2026-11-28T10:15:30.Z", "2026-11-28T12:00:00Z"), "none");
  EXPECT_EQ(Parsed("2026-11-28T10:15:30.2505Z", "2026-11-28T12:00:00Z"), "none");
}

TEST(SpanOfTimeTest, AMomentWithoutZIsTheHostsOwnTime) {
  const TimeZone zone(kKathmandu);
  EXPECT_EQ(Parsed("2026-11-28 10:15:30", "2026-11-28T12:00:00Z"), "2026-11-28T04:30:30Z");
  EXPECT_EQ(Parsed("2026-11-28T10:15:30", "2026-11-28T12:00:00Z"), "2026-11-28T04:30:30Z");
  EXPECT_EQ(Parsed("2026-11-28 10:15", "2026-11-28T12:00:00Z"), "2026-11-28T04:30:00Z");
}

TEST(SpanOfTimeTest, ATimeOfDayIsOfTheLast24Hours) {
  const TimeZone zone(kBerlin);
  EXPECT_EQ(Parsed("10:15", "2026-11-28T12:00:00Z"), "2026-11-28T09:15:00Z");
  EXPECT_EQ(Parsed("23:59:59", "2026-11-28T12:00:00Z"), "2026-11-27T22:59:59Z");
  EXPECT_EQ(Parsed("13:00:00", "2026-11-28T12:00:00Z"), "2026-11-28T12:00:00Z");
  EXPECT_EQ(Parsed("00:30", "2026-01-01T00:00:00Z"), "2025-12-31T23:30:00Z");
}

TEST(SpanOfTimeTest, ATimeOfDayIsReadByTheRuleOfItsOwnDay) {
  const TimeZone zone(kBerlin);
  // In the night to 2026-03-29 the clocks go forward at 01:00 UTC.
  EXPECT_EQ(Parsed("04:00", "2026-03-29T08:00:00Z"), "2026-03-29T02:00:00Z");
  EXPECT_EQ(Parsed("23:00", "2026-03-29T08:00:00Z"), "2026-03-28T22:00:00Z");
  // In that to 2026-10-25 they go back.
  EXPECT_EQ(Parsed("04:00", "2026-10-25T08:00:00Z"), "2026-10-25T03:00:00Z");
  EXPECT_EQ(Parsed("23:00", "2026-10-25T08:00:00Z"), "2026-10-24T21:00:00Z");
}

TEST(SpanOfTimeTest, AMomentInWinterIsReadByWintersRuleInSummer) {
  const TimeZone zone(kNewYork);
  EXPECT_EQ(Parsed("2026-01-15 12:00", "2026-07-01T00:00:00Z"), "2026-01-15T17:00:00Z");
  EXPECT_EQ(Parsed("2026-07-15 12:00", "2026-12-01T00:00:00Z"), "2026-07-15T16:00:00Z");
}

TEST(SpanOfTimeTest, AMomentMayBeSomeTimeAgo) {
  EXPECT_EQ(Parsed("-90s", "2026-11-28T12:00:00Z"), "2026-11-28T11:58:30Z");
  EXPECT_EQ(Parsed("-1.5", "2026-11-28T12:00:00Z"), "2026-11-28T11:59:58.500Z");
  EXPECT_EQ(Parsed("now", "2026-11-28T12:00:00Z"), "2026-11-28T12:00:00Z");
}

TEST(SpanOfTimeTest, WhatIsNoMomentIsNone) {
  for (const char* const text :
       {"", "tomorrow", "-", "--5", "25:00", "10:61", "10:15:30Z", "2026-13-01T00:00:00Z",
        "2026-11-28", "2026-11-28T10:15:30ZZ", "10:15 ", "2026-11-28T10:15:30+01:00"}) {
    EXPECT_EQ(Parsed(text, "2026-11-28T12:00:00Z"), "none") << text;
  }
}

TEST(SpanOfTimeTest, ADayThatTheMonthDoesNotHaveIsNoMoment) {
  EXPECT_EQ(Parsed("2026-02-30T00:00:00Z", "2026-11-28T12:00:00Z"), "none");
}

}  // namespace
}  // namespace netkeel
