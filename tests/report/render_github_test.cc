// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "base/text.h"
#include "report/formats.h"
#include "report/sample_report.h"

namespace netkeel {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

std::string Github(const Report& report) { return RenderGithub({report}); }

TEST(RenderGithubTest, AFindingIsAnAnnotationOfItsLine) {
  const std::string text = Github(SampleReport());
  EXPECT_THAT(text, HasSubstr("::error file=/etc/netkeel/profile.yaml,line=12,"
                              "title=eth0/rings/rx drift::feed1: eth0/rings/rx: drift; "
                              "wanted max (4096); actual 512\n"));
  EXPECT_THAT(text, HasSubstr("::warning file=/etc/netkeel/profile.yaml,line=1,"
                              "title=eth0/channels/combined held::"));
}

TEST(RenderGithubTest, TheLastLineIsTheVerdict) {
  EXPECT_THAT(Github(SampleReport()),
              testing::EndsWith("\nnetkeel: feed1: 2 of 4 settings not as wanted; exit 2\n"));
}

TEST(RenderGithubTest, AWaivedFindingIsANotice) {
  EXPECT_THAT(Github(WaivedReport()), HasSubstr("::notice file="));
}

TEST(RenderGithubTest, NoTextCanBecomeACommand) {
  const std::string text = Github(HostileReport());
  EXPECT_THAT(text, HasSubstr("file=a b%2Cc%3A%25d\\x0a.yaml,line=12,"));
  EXPECT_THAT(text, HasSubstr("::warning title=netkeel::w\\x0d\\x0a::stop-commands::x\n"));
  for (const std::string_view line : Split(text, "\n")) {
    EXPECT_TRUE(line.empty() || line.starts_with("::error ") || line.starts_with("::warning ") ||
                line.starts_with("netkeel: "))
        << line;
  }
}

TEST(RenderGithubTest, QueuesThatSayTheSameAreOneAnnotation) {
  Report report = SampleReport();
  report.findings.clear();
  for (int queue = 0; queue < 64; ++queue) {
    report.findings.push_back(
        MakeFinding({"eth0", "queues", "rx-" + std::to_string(queue) + "/rps_cpus"}, Status::kDrift,
                    "0-1", "none"));
  }
  const std::string text = Github(report);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 2) << text;
  EXPECT_THAT(text, HasSubstr("eth0/queues/rx-0..63/rps_cpus"));
}

TEST(RenderGithubTest, ACheckThatCameToNothingIsAnError) {
  EXPECT_THAT(Github(FailedReport()), StartsWith("::error title=netkeel::bad.yaml:2: unknown"));
}

}  // namespace
}  // namespace netkeel
