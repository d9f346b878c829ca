// SPDX-License-Identifier: Apache-2.0
#include "reconcile/reconciler.h"

#include <cerrno>

#include "history/records.h"
#include "host/inventory.h"
#include "reconcile/fixture.h"

namespace netkeel {
namespace {

class ReconcilerTest : public ReconcileTest {};

TEST_F(ReconcilerTest, ApplyMakesEverythingAsWantedAndCheckAgrees) {
  RecordedKernel kernel = OneIxgbe().Build();
  const Profile profile = ProfileOf(kWholePath);
  EXPECT_EQ(Check(kernel, profile).exit_code, ExitCode::kDrift);
  const Report report = Apply(kernel, profile);
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_FALSE(report.changes.empty());
  EXPECT_EQ(Check(kernel, profile).exit_code, ExitCode::kAsWanted);
}

TEST_F(ReconcilerTest, ASecondApplyWritesNothing) {
  RecordedKernel kernel = OneIxgbe().Build();
  const Profile profile = ProfileOf(kWholePath);
  Apply(kernel, profile);
  const size_t writes = kernel.writes().size();
  const Report again = Apply(kernel, profile);
  EXPECT_EQ(kernel.writes().size(), writes);
  EXPECT_TRUE(again.changes.empty());
}

TEST_F(ReconcilerTest, RxAndTxRingsAreOneRequest) {
  RecordedKernel kernel = OneIxgbe().Build();
  Apply(kernel, ProfileOf("interfaces: [{match: {name: eth0}, rings: {rx: 4096, tx: 1024}}]\n"));
  EXPECT_EQ(kernel.writes(), std::vector<std::string>{"ethtool eth0 rings rx=4096 tx=1024"});
}

TEST_F(ReconcilerTest, WhatTheProfileDoesNotNameIsNotWritten) {
  RecordedKernel kernel = OneIxgbe().Build();
  const auto before = kernel.Files();
  Apply(kernel, ProfileOf("host: {sysctl: {net.core.netdev_budget: 600}}\n"));
  auto after = kernel.Files();
  after["proc/sys/net/core/netdev_budget"] = before.at("proc/sys/net/core/netdev_budget");
  EXPECT_EQ(after, before);
}

TEST_F(ReconcilerTest, ALiveLinkIsNotResetUnasked) {
  RecordedKernel kernel = OneIxgbe().Build();
  const Profile profile = ProfileOf(
      "host: {sysctl: {net.core.dev_weight: 128}}\n"
      "interfaces: [{match: {name: eth0}, rings: {rx: 4096}}]\n");
  const Report report = Apply(kernel, profile, Options{});
  EXPECT_EQ(report.exit_code, ExitCode::kDrift);
  EXPECT_EQ(At(report, "eth0/rings/rx").status, Status::kHeld);
  EXPECT_EQ(At(report, "host/sysctl/net.core.dev_weight").status, Status::kOk);
  EXPECT_EQ(kernel.writes(), std::vector<std::string>{"write /proc/sys/net/core/dev_weight 128"});
}

TEST_F(ReconcilerTest, ALinkWithoutCarrierMayBeReset) {
  RecordedKernel kernel = OneIxgbe().NoCarrier().Build();
  const Profile profile = ProfileOf("interfaces: [{match: {name: eth0}, rings: {rx: 4096}}]\n");
  EXPECT_EQ(Apply(kernel, profile, Options{}).exit_code, ExitCode::kAsWanted);
}

TEST_F(ReconcilerTest, AnErrorInOneSettingKeepsAllOthersFromBeingWritten) {
  RecordedKernel kernel = OneIxgbe().Build();
  const Report report =
      Apply(kernel, ProfileOf("host: {sysctl: {net.core.dev_weight: 128}}\n"
                              "interfaces: [{match: {name: eth0}, rings: {rx: 5000}}]\n"));
  EXPECT_EQ(report.exit_code, ExitCode::kError);
  EXPECT_TRUE(kernel.writes().empty());
  const Finding finding = At(report, "eth0/rings/rx");
  EXPECT_EQ(finding.status, Status::kError);
  EXPECT_NE(finding.reason.find("rx-max 4096"), std::string::npos) << finding.reason;
}

TEST_F(ReconcilerTest, OnExceedClampAsksForTheMaximumAndIsCompliant) {
  RecordedKernel kernel = OneIxgbe().Build();
  const Profile profile = ProfileOf(
      "interfaces: [{match: {name: eth0}, rings: {rx: {value: 5000, on-exceed: clamp}}}]\n");
  const Report report = Apply(kernel, profile);
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(At(report, "eth0/rings/rx").status, Status::kClamped);
  EXPECT_EQ(At(report, "eth0/rings/rx").actual, "4096");
}

TEST_F(ReconcilerTest, AValueThatTheDriverRoundsIsCompliantAndIsNotWrittenAgain) {
  RecordedKernel kernel = OneIxgbe().Build();
  const Profile profile = ProfileOf("interfaces: [{match: {name: eth0}, rings: {rx: 1001}}]\n");
  EXPECT_EQ(Apply(kernel, profile).exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(At(Check(kernel, profile), "eth0/rings/rx").status, Status::kClamped);
  EXPECT_EQ(At(Check(kernel, profile), "eth0/rings/rx").actual, "1008");
  Apply(kernel, profile);
  EXPECT_EQ(kernel.writes().size(), 1U);
}

TEST_F(ReconcilerTest, AuditedSettingsAreReportedAndNotWritten) {
  RecordedKernel kernel = OneIxgbe().Build();
  const Profile profile =
      ProfileOf("host: {sysctl: {net.core.dev_weight: {value: 128, audit: true}}}\n");
  const Report report = Apply(kernel, profile);
  EXPECT_EQ(report.exit_code, ExitCode::kDrift);
  EXPECT_TRUE(kernel.writes().empty());
}

TEST_F(ReconcilerTest, AnAbsentSysctlIsDriftUnlessOptional) {
  RecordedKernel kernel = OneIxgbe().Build();
  const std::string key = "net.netfilter.nf_conntrack_max";
  EXPECT_EQ(Check(kernel, ProfileOf("host: {sysctl: {" + key + ": 1000}}\n")).exit_code,
            ExitCode::kDrift);
  const Report report =
      Check(kernel, ProfileOf("host: {sysctl: {" + key + ": {value: 1000, optional: true}}}\n"));
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(At(report, "host/sysctl/" + key).status, Status::kAbsent);
}

TEST_F(ReconcilerTest, ABlockThatMatchesNothingIsAbsent) {
  RecordedKernel kernel = OneIxgbe().Build();
  const Profile profile = ProfileOf("interfaces: [{match: {driver: ice}, rings: {rx: max}}]\n");
  const Report report = Check(kernel, profile);
  EXPECT_EQ(report.exit_code, ExitCode::kDrift);
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].status, Status::kAbsent);
}

TEST_F(ReconcilerTest, AnInterfaceThatIsDownHasItsVectorsPendingAndItsRingsSet) {
  RecordedKernel kernel = OneIxgbe().Down().NoCarrier().Build();
  const Profile profile = ProfileOf(
      "interfaces: [{match: {name: eth0}, rings: {rx: 4096}, irq: {affinity: pool, cpus: 0}}]\n");
  const Report report = Apply(kernel, profile, Options{});
  EXPECT_EQ(report.exit_code, ExitCode::kDrift);
  EXPECT_EQ(At(report, "eth0/rings/rx").status, Status::kOk);
  EXPECT_EQ(At(report, "eth0/irq/affinity").status, Status::kPending);
}

TEST_F(ReconcilerTest, AVectorThatCannotMoveDoesNotHinderTheOthers) {
  RecordedKernel kernel = OneIxgbe().Build();
  const Profile profile =
      ProfileOf("interfaces: [{match: {name: eth0}, irq: {affinity: one-to-one, cpus: 4-7}}]\n");
  const auto device = kernel.ResolveLink("/sys/class/net/eth0/device");
  ASSERT_TRUE(device.has_value());
  const auto irqs = kernel.ListDirectory(*device + "/msi_irqs");
  ASSERT_TRUE(irqs.has_value());
  kernel.SetImmovable("/proc/irq/" + irqs->at(1), EPERM);
  const Report report = Apply(kernel, profile);
  EXPECT_EQ(report.exit_code, ExitCode::kDrift);
  EXPECT_EQ(At(report, "eth0/irq/TxRx-1/affinity").status, Status::kImmovable);
  EXPECT_EQ(At(report, "eth0/irq/TxRx-0/affinity").status, Status::kOk);
  EXPECT_EQ(At(report, "eth0/irq/TxRx-3/affinity").status, Status::kOk);
}

TEST_F(ReconcilerTest, AnIdleVectorThatIsYetToMoveIsShownAndIsNoDrift) {
  RecordedKernel kernel = OneIxgbe().Build();
  const Profile profile =
      ProfileOf("interfaces: [{match: {name: eth0}, irq: {affinity: one-to-one, cpus: 4-7}}]\n");
  Apply(kernel, profile);
  const auto device = kernel.ResolveLink("/sys/class/net/eth0/device");
  const auto irqs = kernel.ListDirectory(*device + "/msi_irqs");
  ASSERT_TRUE(irqs.has_value());
  kernel.AddFile("/proc/irq/" + irqs->at(1) + "/effective_affinity_list", "0\n");
  const Report report = Check(kernel, profile);
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(At(report, "eth0/irq/TxRx-1/affinity").status, Status::kPending);
}

TEST_F(ReconcilerTest, OnlyTheInterfacesAskedForAreTouched) {
  RecordedKernel kernel = OneIxgbe().NoCarrier().Nic("eth1", "ixgbe").Queues(4).NoCarrier().Build();
  const Profile profile = ProfileOf(
      "host: {sysctl: {net.core.dev_weight: 128}}\n"
      "interfaces: [{match: {driver: ixgbe}, rings: {rx: 4096}}]\n");
  Options options;
  options.interfaces = {"eth1"};
  const Report report = Apply(kernel, profile, options);
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(kernel.writes(), std::vector<std::string>{"ethtool eth1 rings rx=4096"});
}

TEST_F(ReconcilerTest, LaterBlocksWinKeyByKey) {
  RecordedKernel kernel = OneIxgbe().NoCarrier().Build();
  Apply(kernel, ProfileOf("interfaces:\n"
                          "  - {match: {driver: ixgbe}, rings: {rx: 1024, tx: 1024}}\n"
                          "  - {match: {name: eth0}, rings: {rx: 2048}}\n"));
  EXPECT_EQ(kernel.writes(), std::vector<std::string>{"ethtool eth0 rings rx=2048 tx=1024"});
}

TEST_F(ReconcilerTest, DryRunWritesNothingAndListsTheStepsInOrder) {
  RecordedKernel kernel = OneIxgbe().Build();
  const Profile profile = ProfileOf(kWholePath);
  const auto preview = Reconciler(catalog_, profile, Disruptive()).DryRun(kernel, StateFolder());
  EXPECT_TRUE(kernel.writes().empty());
  ASSERT_GE(preview.plan.size(), 4U);
  EXPECT_EQ(preview.plan[0].tunable, "sysctl");
  EXPECT_EQ(preview.plan[2].tunable, "channels");
  EXPECT_EQ(preview.plan[3].tunable, "rings");
  EXPECT_EQ(preview.plan.back().tunable, "irq");
}

TEST_F(ReconcilerTest, WithoutAPlaceForTheCheckpointNothingIsWritten) {
  RecordedKernel kernel = OneIxgbe().Build();
  const Profile profile = ProfileOf("host: {sysctl: {net.core.dev_weight: 128}}\n");
  const Report report =
      Reconciler(catalog_, profile, {}).Apply(kernel, (folder_ / "no" / "where").string());
  EXPECT_EQ(report.exit_code, ExitCode::kError);
  EXPECT_TRUE(kernel.writes().empty());
}

TEST_F(ReconcilerTest, WithLeaveItGoesOnWithoutACheckpointAndSaysSoLoudly) {
  RecordedKernel kernel = OneIxgbe().Build();
  const Profile profile = ProfileOf("host: {sysctl: {net.core.dev_weight: 128}}\n");
  Options options;
  options.no_checkpoint = true;
  const Report report =
      Reconciler(catalog_, profile, options).Apply(kernel, (folder_ / "no" / "where").string());
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  ASSERT_FALSE(report.messages.empty());
  EXPECT_EQ(report.messages[0].find("WITHOUT A CHECKPOINT"), 0U) << report.messages[0];
}

TEST_F(ReconcilerTest, WithLeaveItStillStandsBackBehindAnotherOne) {
  RecordedKernel kernel = OneIxgbe().Build();
  Options options;
  options.no_checkpoint = true;
  const Profile profile = ProfileOf("host: {sysctl: {net.core.dev_weight: 128}}\n");
  SaveIn(StateFolder(), Ledger::Slot::kPending, [&] {
    Record waiting =
        RunThatFound(kernel, {kHostDevice, "sysctl", "net.core.dev_weight"}, uint64_t{64});
    waiting.ending = Ending::kWaiting;
    waiting.deadline = SecondsSinceBoot() + 1000;
    return waiting;
  }());
  EXPECT_EQ(Apply(kernel, profile, options).exit_code, ExitCode::kError);
  EXPECT_TRUE(kernel.writes().empty());
}

TEST_F(ReconcilerTest, AnApplyHasItsPlaceInTheHistoryAndAnEmptyOneHasNot) {
  RecordedKernel kernel = OneIxgbe().Build();
  const Profile profile = ProfileOf(kWholePath);
  const Report report = Apply(kernel, profile);
  Apply(kernel, profile);
  const auto history = Ledger::OpenToRead(StateFolder())->LoadHistory();
  ASSERT_EQ(history->records.size(), 1U);
  EXPECT_EQ(history->records[0].ending, Ending::kApplied);
  EXPECT_EQ(history->records[0].changes.size(), report.changes.size());
  EXPECT_EQ(history->records[0].before.profile, "p.yaml");
}

TEST_F(ReconcilerTest, AFailedApplyHasItsPlaceInTheHistoryWithTheReason) {
  RecordedKernel kernel = OneIxgbe().Build();
  FaultyKernel faulty(kernel, 2, EINVAL);
  EXPECT_EQ(Apply(faulty, ProfileOf(kWholePath)).exit_code, ExitCode::kRolledBack);
  const auto history = Ledger::OpenToRead(StateFolder())->LoadHistory();
  ASSERT_EQ(history->records.size(), 1U);
  EXPECT_EQ(history->records[0].ending, Ending::kFailed);
  EXPECT_NE(history->records[0].reason.find("Invalid argument"), std::string::npos);
  EXPECT_TRUE(history->records[0].before.values.empty());
}

TEST_F(ReconcilerTest, WhatAWriteTakesFromSingleNapisIsAChangeThoughItsFileReadsAsBefore) {
  auto loaded = RecordedKernel::Load("trees/veth-gro");
  ASSERT_TRUE(loaded);
  RecordedKernel kernel = std::move(*loaded);
  const auto eth0 = DescribeInterface(kernel, "eth0");
  ASSERT_TRUE(
      kernel.EthtoolSet(*eth0, EthtoolTopic::kNapi, {{"8193/gro-flush-timeout", uint64_t{20000}}}));
  const Report report = Apply(
      kernel, ProfileOf("interfaces:\n  - {match: {name: eth0}, napi: {gro_flush_timeout: 0}}\n"));
  ASSERT_EQ(report.changes.size(), 1U);
  EXPECT_EQ(ToText(report.changes[0].address), "eth0/napi/gro_flush_timeout/napis");
  EXPECT_EQ(ToText(*report.changes[0].before), "20000 0");
  EXPECT_EQ(ToText(report.changes[0].after), "0 0");
  const auto history = Ledger::OpenToRead(StateFolder())->LoadHistory();
  ASSERT_EQ(history->records.size(), 1U);
  EXPECT_EQ(history->records[0].changes.size(), 1U);
}

}  // namespace
}  // namespace netkeel
