// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "report/formats.h"
#include "report/sample_report.h"

namespace netkeel {
namespace {

using testing::HasSubstr;
using testing::Not;

std::string Prometheus(const Report& report, std::optional<LastApply> last = std::nullopt) {
  ReportView view{report};
  view.now = std::chrono::sys_seconds(std::chrono::seconds(1'700'000'000));
  view.last_apply = last;
  return RenderPrometheus(view);
}

TEST(RenderPrometheusTest, EveryStatusIsCountedAlsoWhereThereIsNone) {
  const std::string text = Prometheus(SampleReport());
  EXPECT_THAT(text, HasSubstr("\nnetkeel_findings{status=\"drift\"} 1\n"));
  EXPECT_THAT(text, HasSubstr("\nnetkeel_findings{status=\"error\"} 0\n"));
  EXPECT_THAT(text, HasSubstr("\nnetkeel_findings{status=\"waived\"} 0\n"));
}

TEST(RenderPrometheusTest, WhatIsSimplyAsWantedHasNoSeriesOfItsOwn) {
  const std::string text = Prometheus(SampleReport());
  EXPECT_THAT(text, HasSubstr("\nnetkeel_finding{address=\"eth0/rings/rx\",status=\"drift\"} 1\n"));
  EXPECT_THAT(text, Not(HasSubstr("net.core.dev_weight")));
}

TEST(RenderPrometheusTest, ComplianceIsTheExitCode) {
  Report report = SampleReport();
  EXPECT_THAT(Prometheus(report), HasSubstr("\nnetkeel_compliant 0\n"));
  EXPECT_THAT(Prometheus(FailedReport()), HasSubstr("\nnetkeel_compliant 0\n"));
  report.exit_code = ExitCode::kAsWanted;
  EXPECT_THAT(Prometheus(report), HasSubstr("\nnetkeel_compliant 1\n"));
}

TEST(RenderPrometheusTest, TimesAreSecondsSince1970) {
  const std::string text = Prometheus(SampleReport(), LastApply{1'600'000'000, 3});
  EXPECT_THAT(text, HasSubstr("\nnetkeel_last_check_timestamp_seconds 1700000000\n"));
  EXPECT_THAT(text, HasSubstr("\nnetkeel_last_apply_timestamp_seconds 1600000000\n"));
  EXPECT_THAT(text, HasSubstr("\nnetkeel_last_apply_exit_code 3\n"));
  EXPECT_THAT(Prometheus(SampleReport()), Not(HasSubstr("last_apply")));
}

TEST(RenderPrometheusTest, NoTextLeavesItsLabel) {
  Report report = HostileReport();
  report.profile = "a\"b\\c\nd.yaml";
  EXPECT_THAT(Prometheus(report),
              HasSubstr("netkeel_profile_info{profile=\"a\\\"b\\\\c\\\\x0ad.yaml\"} 1\n"));
}

}  // namespace
}  // namespace netkeel
