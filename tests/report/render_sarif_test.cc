// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <nlohmann/json.hpp>

#include "report/formats.h"
#include "report/sample_report.h"

namespace netkeel {
namespace {

using nlohmann::json;

json RunOf(const Report& report) { return json::parse(RenderSarif({report}))["runs"][0]; }

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

Report ManyQueues(size_t queues) {
  Report report = SampleReport();
  report.findings.clear();
  for (size_t queue = 0; queue < queues; ++queue) {
    report.findings.push_back(
        MakeFinding({"eth0", "irq", "TxRx-" + std::to_string(queue) + "/affinity"}, Status::kDrift,
                    "0-63", std::to_string(queue)));
  }
  return report;
}

TEST(RenderSarifTest, TheQueuesOfALineAreOneResultThatSaysSo) {
  const json results = RunOf(ManyQueues(32))["results"];
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(results[0]["occurrenceCount"], 32);
  EXPECT_EQ(results[0]["message"]["text"],
            "feed1: eth0/irq/TxRx-0..31/affinity: drift; wanted 0-63; actual 0, 1, 2, ...");
  EXPECT_EQ(results[0]["partialFingerprints"],
            RunOf(ManyQueues(30))["results"][0]["partialFingerprints"]);
}

TEST(RenderSarifTest, ResultsOfAFleetStayWithinWhatGithubTakesAndTheOthersAreCounted) {
  Report report = SampleReport();
  report.findings.clear();
  for (int i = 0; i < 10000; ++i) {
    // No two in a row: nothing can be folded.
    const std::string key = "q-" + std::to_string(2 * i) + "/affinity";
    report.findings.push_back(MakeFinding({"eth0", "irq", key}, Status::kDrift, "0", "1"));
  }
  const auto fleet = SarifFleet({});
  std::string text = fleet->Head();
  for (int host = 0; host < 3; ++host) text += fleet->Take(fleet->Render({"a.tar", report}));
  text += fleet->Tail({});
  const json run = json::parse(text)["runs"][0];
  EXPECT_EQ(run["results"].size(), 20000U);
  EXPECT_THAT(
      run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"].get<std::string>(),
      testing::StartsWith("10000 results are left out"));
}

}  // namespace
}  // namespace netkeel
