// SPDX-License-Identifier: Apache-2.0
#include "report/render_trial.h"

#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

namespace netkeel {
namespace {

using testing::HasSubstr;

TrialReport Report() {
  TrialReport report;
  report.host = "web1";
  report.profile = "change.yaml";
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
  EXPECT_THAT(text, HasSubstr("every setting is as it was before"));
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
  EXPECT_THAT(TrialText(report), HasSubstr("NOT every setting could be put back"));
  EXPECT_EQ(ExitCodeOf(report), ExitCode::kNotRolledBack);
}

TEST(RenderTrialTest, BeforeAndAfterIsSaidToBeNoTest) {
  TrialReport report = Report();
  report.once = true;
  report.verdict.reset();
  report.course.pairs.resize(1);
  EXPECT_THAT(TrialText(report), HasSubstr("no test can tell this from what the load does"));
  EXPECT_THAT(TrialText(report), HasSubstr("without --once it is told by 10 pairs of windows\n"));
  EXPECT_EQ(ExitCodeOf(report), ExitCode::kDrift);
  report.resets = {{"eth0", 1}};
  EXPECT_THAT(TrialText(report),
              HasSubstr("10 pairs of windows, which resets eth0 up to 20 times"));
}

TEST(RenderTrialTest, ADryRunSaysHowLongItTakes) {
  TrialReport report = Report();
  report.dry_run = true;
  EXPECT_THAT(TrialText(report), HasSubstr("would take 2 min 0 s: 10 pairs of windows"));
  EXPECT_THAT(TrialText(report), testing::EndsWith("nothing was changed\n"));
  EXPECT_EQ(nlohmann::json::parse(TrialJson(report))["answer"], "dry-run");
  EXPECT_EQ(ExitCodeOf(report), ExitCode::kAsWanted);
}

TEST(RenderTrialTest, ADryRunOfWhatWouldBeRefusedSaysSoAndFails) {
  TrialReport report = Report();
  report.dry_run = true;
  report.refused = "eth0/rings/rx: held: give leave";
  EXPECT_THAT(TrialText(report), HasSubstr("it would be refused: eth0/rings/rx: held: give leave"));
  EXPECT_EQ(ExitCodeOf(report), ExitCode::kError);
}

TEST(RenderTrialTest, BeforeItBeginsItSaysWhatIsTriedAndThatLessIsBetter) {
  const std::string text = TrialBeginText(Report());
  EXPECT_THAT(text, HasSubstr("by loss: less is better"));
  EXPECT_THAT(text, HasSubstr("eth0/rings/rx  512  ->  4096"));
  EXPECT_THAT(text, HasSubstr("takes 2 min 0 s"));
}

TEST(RenderTrialTest, LinesOfAFileThatStaysCannotWriteToTheTerminal) {
  TrialReport report = Report();
  report.kept = true;
  report.lines = "host: {}  # \u009b2J \u202e\n";
  EXPECT_THAT(TrialText(report), HasSubstr("host: {}  # \\x"));
  EXPECT_THAT(TrialText(report), testing::Not(HasSubstr("\u202e")));
}

}  // namespace
}  // namespace netkeel
