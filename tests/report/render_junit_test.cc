// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "report/formats.h"
#include "report/sample_report.h"

namespace netkeel {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Junit(const Report& report) { return RenderJunit({report}); }

TEST(RenderJunitTest, AFindingIsATestCaseOfItsDevice) {
  const std::string text = Junit(SampleReport());
  EXPECT_THAT(text, HasSubstr("tests=\"4\" failures=\"2\" errors=\"0\" skipped=\"0\""));
  EXPECT_THAT(text, HasSubstr("<testcase classname=\"eth0\" name=\"rings/tx\"/>"));
  EXPECT_THAT(text, HasSubstr("type=\"drift\">wanted: max (4096)\nactual: 512\n"));
  EXPECT_THAT(text, HasSubstr("profile: /etc/netkeel/profile.yaml:12\n</failure>"));
}

TEST(RenderJunitTest, WhatIsWaivedOrMayBeMissingIsSkippedAndNotPassed) {
  Report report = WaivedReport();
  report.findings[2].status = Status::kUnsupported;
  report.findings[2].tolerated = true;
  const std::string text = Junit(report);
  EXPECT_THAT(text, HasSubstr("failures=\"0\" errors=\"0\" skipped=\"2\""));
  EXPECT_THAT(text, HasSubstr("<skipped message=\"held, waived by netops until 2027-01-31: moves"));
}

TEST(RenderJunitTest, AnErrorIsNoFailure) {
  Report report = SampleReport();
  report.findings[2].status = Status::kError;
  EXPECT_THAT(Junit(report), HasSubstr("failures=\"1\" errors=\"1\""));
}

TEST(RenderJunitTest, ACheckThatCameToNothingIsAFailedTest) {
  const std::string text = Junit(FailedReport());
  EXPECT_THAT(text, HasSubstr("tests=\"1\" failures=\"0\" errors=\"1\""));
  EXPECT_THAT(text, HasSubstr("<error message=\"bad.yaml:2: unknown key 'hots'\""));
}

TEST(RenderJunitTest, NoTextLeavesItsPlace) {
  const std::string text = Junit(HostileReport());
  EXPECT_THAT(text, HasSubstr("hostname=\"a\\x1b[31m&lt;b&gt;&amp;&quot;'%\\\""));
  EXPECT_THAT(text, HasSubstr("why: two\\x0alines, ]]&gt; and \\xff"));
  EXPECT_THAT(text, Not(HasSubstr("\x1b")));
}

TEST(RenderJunitTest, EveryHostIsASuiteWithItsCountsAndTheWarningsStandInOneOfTheirOwn) {
  const auto fleet = JunitFleet({"p.yaml", {}, false, {}});
  FleetTotals totals;
  totals.warnings = {"a waiver has expired"};
  const std::string text = fleet->Head() + fleet->Take(fleet->Render({"a.tar", SampleReport()})) +
                           fleet->Take(fleet->Render({"b.tar", SampleReport()})) +
                           fleet->Tail(totals);
  const size_t first = text.find("tests=\"4\" failures=\"2\" errors=\"0\"");
  EXPECT_NE(text.find("tests=\"4\" failures=\"2\" errors=\"0\"", first + 1), std::string::npos);
  EXPECT_THAT(text, HasSubstr("<system-out>a waiver has expired</system-out>"));
  EXPECT_THAT(text, testing::EndsWith("</testsuites>\n"));
}

}  // namespace
}  // namespace netkeel
