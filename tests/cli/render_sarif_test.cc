// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "cli/formats.h"
#include "sample_report.h"

namespace netkeel {
namespace {

using nlohmann::json;

json RunOf(const Report& report) {
  return json::parse(RenderSarif(std::span(&report, 1)))["runs"][0];
}

TEST(RenderSarifTest, OnlyWhatIsAmissIsAResult) {
  const json results = RunOf(SampleReport())["results"];
  ASSERT_EQ(results.size(), 2U);
  EXPECT_EQ(results[0]["ruleId"], "channels.combined");
  EXPECT_EQ(results[0]["level"], "warning");
  EXPECT_EQ(results[1]["ruleId"], "rings.rx");
  EXPECT_EQ(results[1]["level"], "error");
}

TEST(RenderSarifTest, ARuleIsAKeyWithItsLineOfHelp) {
  const json rules = RunOf(SampleReport())["tool"]["driver"]["rules"];
  ASSERT_EQ(rules.size(), 2U);
  EXPECT_EQ(rules[1]["id"], "rings.rx");
  EXPECT_THAT(rules[1]["help"]["text"].get<std::string>(), testing::HasSubstr("descriptors"));
}

TEST(RenderSarifTest, AResultLeadsToItsLineOfTheProfile) {
  const json place = RunOf(SampleReport())["results"][1]["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "file:///etc/netkeel/profile.yaml");
  EXPECT_EQ(place["region"]["startLine"], 12);
}

TEST(RenderSarifTest, ARelativePathStaysRelativeAndIsAUri) {
  const json place = RunOf(HostileReport())["results"][1]["locations"][0]["physicalLocation"];
  EXPECT_EQ(place["artifactLocation"]["uri"], "a%20b%2Cc%3A%25d%0A.yaml");
}

TEST(RenderSarifTest, TheFingerprintStaysWhenValuesAndLinesChange) {
  Report later = SampleReport();
  later.findings[2].actual = "1024";
  later.findings[2].source.line = 99;
  const json before = RunOf(SampleReport())["results"];
  EXPECT_EQ(before[1]["partialFingerprints"], RunOf(later)["results"][1]["partialFingerprints"]);
  EXPECT_NE(before[0]["partialFingerprints"], before[1]["partialFingerprints"]);
}

TEST(RenderSarifTest, AWaivedFindingIsSuppressedWithItsReason) {
  const json result = RunOf(WaivedReport())["results"][0];
  EXPECT_EQ(result["level"], "note");
  EXPECT_EQ(result["suppressions"][0]["kind"], "external");
  EXPECT_EQ(result["suppressions"][0]["justification"], "netops until 2027-01-31: moves on Monday");
  EXPECT_FALSE(RunOf(SampleReport())["results"][0].contains("suppressions"));
}

TEST(RenderSarifTest, ACheckThatCameToNothingIsNoSuccessfulRun) {
  const json run = RunOf(FailedReport());
  EXPECT_EQ(run["invocations"][0]["executionSuccessful"], false);
  EXPECT_EQ(run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"],
            "bad.yaml:2: unknown key 'hots'");
  EXPECT_EQ(run["results"], json::array());
}

}  // namespace
}  // namespace netkeel
