// SPDX-License-Identifier: Apache-2.0
#include "report/render_trial.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace netkeel {
namespace {

using testing::HasSubstr;

TrialReport Report() {
  TrialReport report{.host = "web1", .profile = "change.yaml", .metric = "loss"};
  report.changes = {{{"eth0", "rings", "rx"}, Value(uint64_t{512}), Value(uint64_t{4096})}};
  for (int i = 0; i < 10; ++i) {
    report.course.pairs.push_back({{2100, 100'000}, {0, 100'000}, i % 2 == 0});
  }
  report.verdict = VerdictOf(report.course.pairs);
  return report;
}

TEST(RenderTrialTest, TheAnswerSaysWhatFellAndHowSurelyAndHowTheHostStands) {
  const TrialReport report = Report();
  const std::string text = TrialText(report);
  EXPECT_THAT(text, HasSubstr("eth0/rings/rx  512  ->  4096"));
  EXPECT_THAT(text, HasSubstr("better: loss fell from 2.1 % to 0.0 % of packets"));
  EXPECT_THAT(text, HasSubstr("everything is as it was before"));
  EXPECT_EQ(ExitCodeOf(report), ExitCode::kAsWanted);
}

TEST(RenderTrialTest, OneThatEndedEarlyWasPutBackAndHasNoVerdict) {
  TrialReport report = Report();
  report.verdict.reset();
  report.course.ended_early = "the carrier of eth0 went away";
  EXPECT_THAT(TrialText(report), HasSubstr("ended early: the carrier of eth0 went away"));
  EXPECT_EQ(ExitCodeOf(report), ExitCode::kRolledBack);
  const auto document = nlohmann::json::parse(TrialJson(report));
  EXPECT_EQ(document["answer"], "ended-early");
  EXPECT_TRUE(document["verdict"].is_null());
}

TEST(RenderTrialTest, WhatCouldNotBePutBackIsSaidAboveEverythingElse) {
  TrialReport report = Report();
  report.whole = false;
  report.messages = {"eth0/rings/rx was 512 and is 4096: Input/output error"};
  EXPECT_THAT(TrialText(report), testing::StartsWith("note: eth0/rings/rx was 512 and is 4096"));
  EXPECT_THAT(TrialText(report), HasSubstr("NOT everything could be put back"));
  EXPECT_EQ(ExitCodeOf(report), ExitCode::kNotRolledBack);
}

TEST(RenderTrialTest, BeforeAndAfterIsSaidToBeNoTest) {
  TrialReport report = Report();
  report.once = true;
  report.verdict.reset();
  report.course.pairs.resize(1);
  EXPECT_THAT(TrialText(report), HasSubstr("no test can tell this from what the load does"));
  EXPECT_EQ(ExitCodeOf(report), ExitCode::kDrift);
}

TEST(RenderTrialTest, ADryRunSaysHowLongItTakes) {
  EXPECT_THAT(TrialPlanText(Report()), HasSubstr("would take 2 min 0 s: 10 pairs of windows"));
}

}  // namespace
}  // namespace netkeel
