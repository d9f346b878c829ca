// SPDX-License-Identifier: Apache-2.0
#include "reconcile/waive.h"

#include <gmock/gmock.h>

namespace netkeel {
namespace {

using std::chrono::sys_days;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr sys_days kToday = sys_days(std::chrono::days(20'000));

Finding At(const std::string& key, Status status) {
  Finding finding;
  finding.address = {"eth0", "rings", key};
  finding.status = status;
  return finding;
}

Report Drifted() {
  Report report;
  report.host = "web1";
  report.findings = {At("rx", Status::kDrift), At("tx", Status::kHeld)};
  report.exit_code = ExitCode::kDrift;
  return report;
}

Waiver For(const std::string& address, int days = 10) {
  return {{address}, {}, "why", "who", kToday + std::chrono::days(days), {"w.yaml", 3}};
}

TEST(WaiveTest, AWaivedHostIsAsWanted) {
  Report report = Drifted();
  Waive({For("eth0/*")}, kToday, report);
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(report.findings[0].status, Status::kWaived);
  EXPECT_EQ(report.findings[1].waived->status, Status::kHeld);
  EXPECT_EQ(report.findings[1].waived->owner, "who");
}

TEST(WaiveTest, WhatNoWaiverMatchesIsStillDrift) {
  Report report = Drifted();
  Waive({For("eth0/rings/tx")}, kToday, report);
  EXPECT_EQ(report.findings[0].status, Status::kDrift);
  EXPECT_EQ(report.exit_code, ExitCode::kDrift);
}

/// Which of the queues 7 to 12 the waiver excuses.
std::string WaivedQueues(const std::string& address) {
  Report report;
  for (int queue = 7; queue <= 12; ++queue) {
    Finding finding;
    finding.address = {"eth0", "queues", "rx-" + std::to_string(queue) + "/rps_cpus"};
    finding.status = Status::kDrift;
    report.findings.push_back(finding);
  }
  Waive({For(address)}, kToday, report);
  std::string waived;
  for (const Finding& finding : report.findings) {
    if (finding.status == Status::kWaived) waived += finding.address.key.substr(3, 2) + ' ';
  }
  return waived;
}

TEST(WaiveTest, AFoldedAddressMeansEveryOneOfItsRange) {
  EXPECT_EQ(WaivedQueues("eth0/queues/rx-8..11/rps_cpus"), "8/ 9/ 10 11 ");
  EXPECT_EQ(WaivedQueues("eth*/queues/rx-8..8/*"), "8/ ");
  EXPECT_EQ(WaivedQueues("eth0/queues/rx-11..8/rps_cpus"), "");
  EXPECT_EQ(WaivedQueues("eth0/queues/tx-0..99/rps_cpus"), "");
  EXPECT_EQ(WaivedQueues("eth0/queues/rx-0../rps_cpus"), "");
  EXPECT_EQ(WaivedQueues("eth0/queues/rx-..99/rps_cpus"), "");
  EXPECT_EQ(WaivedQueues(".."), "");
}

TEST(WaiveTest, AnErrorIsNeverWaived) {
  Report report = Drifted();
  report.findings[0].status = Status::kError;
  report.exit_code = ExitCode::kError;
  Waive({For("*")}, kToday, report);
  EXPECT_EQ(report.findings[0].status, Status::kError);
  EXPECT_EQ(report.exit_code, ExitCode::kError);
}

TEST(WaiveTest, WhatIsAsWantedStaysOkAndCountsAsMatched) {
  Report report = Drifted();
  report.findings = {At("rx", Status::kOk)};
  const WaiverUse use = Waive({For("eth0/*")}, kToday, report);
  EXPECT_EQ(report.findings[0].status, Status::kOk);
  EXPECT_THAT(use.matched, ElementsAre(0U));
}

TEST(WaiveTest, TheLastDayStillCountsAndTheNextDoesNot) {
  Report report = Drifted();
  Waive({For("*", 0)}, kToday, report);
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  report = Drifted();
  const std::vector<Waiver> expired = {For("*", -1)};
  const WaiverUse use = Waive(expired, kToday, report);
  EXPECT_EQ(report.exit_code, ExitCode::kDrift);
  EXPECT_THAT(WaiverWarnings(expired, kToday, use),
              ElementsAre(AllOf(HasSubstr("w.yaml:3: "), HasSubstr("1 day ago"))));
}

TEST(WaiveTest, AWaiverThatMatchesNothingIsWarnedOf) {
  Report report = Drifted();
  const std::vector<Waiver> waivers = {For("eth9/*"), For("eth0/*")};
  const WaiverUse use = Waive(waivers, kToday, report);
  EXPECT_THAT(WaiverWarnings(waivers, kToday, use),
              ElementsAre(HasSubstr("eth9/* (who: why) matches no setting")));
}

TEST(WaiveTest, AWaiverOfAnotherHostIsNoConcernOfThisOne) {
  Report report = Drifted();
  std::vector<Waiver> waivers = {For("*"), For("*", -5)};
  waivers[0].hosts = waivers[1].hosts = {"db*"};
  const WaiverUse use = Waive(waivers, kToday, report);
  EXPECT_EQ(report.exit_code, ExitCode::kDrift);
  EXPECT_THAT(WaiverWarnings(waivers, kToday, use), IsEmpty());
}

}  // namespace
}  // namespace netkeel
