// SPDX-License-Identifier: Apache-2.0
#include "reconcile/recovery.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "history/records.h"
#include "reconcile/fixture.h"
#include "support/matchers.h"

namespace netkeel {
namespace {

using Slot = Ledger::Slot;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
namespace fs = std::filesystem;

const Address kRings{"eth0", "rings", "rx"};
const Address kWeight{kHostDevice, "sysctl", "net.core.dev_weight"};
constexpr const char* kBudget = "host: {sysctl: {net.core.netdev_budget: 600}}\n";
constexpr const char* kBudgetWritten = "write /proc/sys/net/core/netdev_budget 600";

class RecoveryTest : public ReconcileTest {
 protected:
  Record Waiting(const Kernel& kernel, uint64_t deadline) const {
    Record record = RunThatFound(kernel, kRings, uint64_t{256});
    record.ending = Ending::kWaiting;
    record.deadline = deadline;
    return record;
  }

  /// Cuts the file that begins so.
  void Damage(const std::string& prefix) const {
    for (const auto& entry : fs::directory_iterator(StateFolder())) {
      if (entry.path().filename().string().starts_with(prefix)) fs::resize_file(entry.path(), 90);
    }
  }
};

TEST_F(RecoveryTest, AnInterruptedApplyIsRolledBackFirst) {
  RecordedKernel kernel = OneIxgbe().NoCarrier().Build();
  SaveIn(StateFolder(), Slot::kCheckpoint, RunThatFound(kernel, kRings, uint64_t{256}));
  const Report report = Apply(kernel, ProfileOf(kBudget));
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_THAT(kernel.writes(), ElementsAre("ethtool eth0 rings rx=256", kBudgetWritten));
  EXPECT_THAT(report.messages, ElementsAre(HasSubstr("is half done: rolled it back")));
  EXPECT_THAT(EndingsIn(StateFolder()), ElementsAre("interrupted, rolled back", "applied"));
}

TEST_F(RecoveryTest, AnInterfaceThatWasRenamedSinceIsStillFound) {
  RecordedKernel kernel = OneIxgbe().NoCarrier().Build();
  Record record = RunThatFound(kernel, {"lan0", "rings", "rx"}, uint64_t{256});
  record.before.devices[0].name = "lan0";
  SaveIn(StateFolder(), Slot::kCheckpoint, record);
  Apply(kernel, ProfileOf(kBudget));
  EXPECT_EQ(kernel.writes().at(0), "ethtool eth0 rings rx=256");
}

TEST_F(RecoveryTest, ACheckpointOfAnEarlierBootIsNotAppliedToThisOne) {
  RecordedKernel kernel = OneIxgbe().Build();
  Record record = RunThatFound(kernel, kWeight, uint64_t{7});
  record.before.boot_id = "another";
  SaveIn(StateFolder(), Slot::kCheckpoint, record);
  const Report report = Apply(kernel, ProfileOf(kBudget));
  EXPECT_THAT(kernel.writes(), ElementsAre(kBudgetWritten));
  EXPECT_THAT(report.messages, ElementsAre(HasSubstr("the host has booted since")));
  EXPECT_THAT(EndingsIn(StateFolder()), ElementsAre("undone by a reboot", "applied"));
  EXPECT_FALSE(LoadFrom(StateFolder(), Slot::kCheckpoint));
}

TEST_F(RecoveryTest, ADamagedCheckpointIsSetAsideReportedAndNotApplied) {
  RecordedKernel kernel = OneIxgbe().Build();
  SaveIn(StateFolder(), Slot::kCheckpoint, RunThatFound(kernel, kWeight, uint64_t{7}));
  Damage("checkpoint");
  const Report report = Apply(kernel, ProfileOf(kBudget));
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_THAT(kernel.writes(), ElementsAre(kBudgetWritten));
  EXPECT_THAT(report.messages, ElementsAre(HasSubstr("nothing of it was applied")));
}

TEST_F(RecoveryTest, WhileARunWaitsForConfirmationAnotherOneIsRefusedAndToldHow) {
  RecordedKernel kernel = OneIxgbe().NoCarrier().Build();
  SaveIn(StateFolder(), Slot::kPending, Waiting(kernel, SecondsSinceBoot() + 1000));
  const Report report = Apply(kernel, ProfileOf(kBudget));
  EXPECT_EQ(report.exit_code, ExitCode::kError);
  EXPECT_THAT(kernel.writes(), IsEmpty());
  EXPECT_THAT(report.messages, ElementsAre(testing::AllOf(HasSubstr("`netkeel confirm`"),
                                                          HasSubstr("`netkeel rollback`"))));
}

TEST_F(RecoveryTest, ARunWhoseTimeIsOverIsRolledBackFirst) {
  RecordedKernel kernel = OneIxgbe().NoCarrier().Build();
  SaveIn(StateFolder(), Slot::kPending, Waiting(kernel, SecondsSinceBoot()));
  const Report report = Apply(kernel, ProfileOf(kBudget));
  EXPECT_THAT(kernel.writes(), ElementsAre("ethtool eth0 rings rx=256", kBudgetWritten));
  EXPECT_THAT(report.messages, ElementsAre(HasSubstr("its time is over: rolled it back")));
  EXPECT_THAT(EndingsIn(StateFolder()), ElementsAre("not confirmed, rolled back", "applied"));
}

TEST_F(RecoveryTest, ARebootWithinTheTimeIsNoConfirmation) {
  RecordedKernel kernel = OneIxgbe().NoCarrier().Build();
  Record record = Waiting(kernel, SecondsSinceBoot() + 1000);
  record.before.boot_id = "another";
  SaveIn(StateFolder(), Slot::kPending, record);
  const Report report = Apply(kernel, ProfileOf(kBudget));
  EXPECT_THAT(kernel.writes(), ElementsAre(kBudgetWritten));
  EXPECT_THAT(report.messages, ElementsAre(HasSubstr("was never confirmed; the host has booted")));
}

TEST_F(RecoveryTest, ARunThatWasKilledOnItsWayIntoWaitingCountsAsInterrupted) {
  RecordedKernel kernel = OneIxgbe().NoCarrier().Build();
  SaveIn(StateFolder(), Slot::kPending, Waiting(kernel, SecondsSinceBoot() + 1000));
  SaveIn(StateFolder(), Slot::kCheckpoint, RunThatFound(kernel, kRings, uint64_t{256}));
  EXPECT_EQ(Apply(kernel, ProfileOf(kBudget)).exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(kernel.writes().at(0), "ethtool eth0 rings rx=256");
  EXPECT_FALSE(LoadFrom(StateFolder(), Slot::kPending));
}

TEST_F(RecoveryTest, ALiveLinkIsNotResetWithoutLeave) {
  RecordedKernel kernel = OneIxgbe().Build();
  SaveIn(StateFolder(), Slot::kCheckpoint, RunThatFound(kernel, kRings, uint64_t{256}));
  const Report report = Apply(kernel, ProfileOf(kBudget), Options{});
  EXPECT_EQ(report.exit_code, ExitCode::kError);
  EXPECT_THAT(report.messages,
              ElementsAre(testing::AllOf(HasSubstr("is half done"), HasSubstr("would reset eth0"),
                                         HasSubstr("--allow-disruptive"))));
  EXPECT_THAT(kernel.writes(), IsEmpty());
  EXPECT_TRUE(LoadFrom(StateFolder(), Slot::kCheckpoint));
}

TEST_F(RecoveryTest, TheFlapBudgetCountsWhatIsPutBackFirst) {
  RecordedKernel kernel =
      TreeBuilder().Cpus(8).Nic("eth0", "ixgbe").Queues(4).Nic("eth1", "ixgbe").Queues(4).Build();
  SaveIn(StateFolder(), Slot::kCheckpoint, RunThatFound(kernel, kRings, uint64_t{256}));
  Options options = Disruptive();
  options.flap_budget = 0;
  EXPECT_EQ(Apply(kernel, ProfileOf(kBudget), options).exit_code, ExitCode::kError);
  EXPECT_THAT(kernel.writes(), IsEmpty());
  options.flap_budget = 1;
  const Profile other = ProfileOf("interfaces: [{match: {name: eth1}, rings: {rx: 1024}}]\n");
  const Report report = Apply(kernel, other, options);
  EXPECT_EQ(report.exit_code, ExitCode::kError);
  EXPECT_THAT(kernel.writes(), ElementsAre("ethtool eth0 rings rx=256"));
  EXPECT_THAT(report.messages,
              ElementsAre(HasSubstr("rolled it back"), HasSubstr("nothing more was changed")));
  EXPECT_EQ(report.changes.size(), 1U);
}

TEST_F(RecoveryTest, ADryRunIncludesWhatIsPutBackFirst) {
  RecordedKernel kernel = OneIxgbe().NoCarrier().Build();
  SaveIn(StateFolder(), Slot::kCheckpoint, RunThatFound(kernel, kWeight, uint64_t{7}));
  const Profile profile = ProfileOf("host: {sysctl: {net.core.dev_weight: 64}}\n");
  const auto preview = Reconciler(catalog_, profile, {}).DryRun(kernel, StateFolder());
  ASSERT_EQ(preview.plan.size(), 2U);
  EXPECT_EQ(ToText(preview.plan[0].changes[0].after), "7");
  EXPECT_EQ(ToText(preview.plan[1].changes[0].after), "64");
  EXPECT_EQ(preview.report.exit_code, ExitCode::kDrift);
  EXPECT_THAT(preview.report.messages, ElementsAre(HasSubstr("old.yaml was killed (it began")));
  EXPECT_THAT(kernel.writes(), IsEmpty());
}

TEST_F(RecoveryTest, ADryRunThatWouldNotBeAllowedToSaysSo) {
  RecordedKernel kernel = OneIxgbe().Build();
  SaveIn(StateFolder(), Slot::kCheckpoint, RunThatFound(kernel, kRings, uint64_t{256}));
  const auto preview = Reconciler(catalog_, ProfileOf(kBudget), {}).DryRun(kernel, StateFolder());
  EXPECT_EQ(preview.report.exit_code, ExitCode::kError);
  EXPECT_THAT(preview.report.messages, ElementsAre(HasSubstr("would reset eth0")));
}

TEST_F(RecoveryTest, ADryRunThatWouldResetMoreThanItMaySaysSo) {
  const RecordedKernel kernel = OneIxgbe().Build();
  Options options = Disruptive();
  options.flap_budget = 0;
  const Profile profile = ProfileOf("interfaces: [{match: {name: eth0}, rings: {rx: 1024}}]\n");
  const auto preview = Reconciler(catalog_, profile, options).DryRun(kernel, StateFolder());
  EXPECT_EQ(preview.report.exit_code, ExitCode::kError);
  EXPECT_THAT(preview.report.messages, ElementsAre(HasSubstr("the flap budget is 0")));
  EXPECT_THAT(preview.plan, IsEmpty());
}

TEST_F(RecoveryTest, ARunThatWasKilledBehindItsEndIsNotRolledBack) {
  RecordedKernel kernel = OneIxgbe().NoCarrier().Build();
  for (const Slot slot : {Slot::kCheckpoint, Slot::kPending}) {
    Record record = RunThatFound(kernel, kWeight, uint64_t{7});
    record.deadline = SecondsSinceBoot() + 1000;
    SaveIn(StateFolder(), slot, record);
    record.ending = Ending::kConfirmed;
    ASSERT_THAT(Ledger::Open(StateFolder())->AddToHistory(record), IsOk());
    EXPECT_FALSE(FindUnended(kernel, *Ledger::OpenToRead(StateFolder())).killed);
    EXPECT_EQ(Apply(kernel, ProfileOf("host: {}\n")).exit_code, ExitCode::kAsWanted);
    EXPECT_THAT(kernel.writes(), IsEmpty());
    EXPECT_FALSE(LoadFrom(StateFolder(), slot));
  }
}

TEST_F(RecoveryTest, WhatCannotBePutBackIsNamed) {
  RecordedKernel kernel = OneIxgbe().NoCarrier().Build();
  SaveIn(StateFolder(), Slot::kCheckpoint, RunThatFound(kernel, kRings, uint64_t{256}));
  FaultyKernel faulty(kernel, 1, EINVAL, FaultyKernel::Lasts::kForEver);
  const Report report = Apply(faulty, ProfileOf("host: {}\n"));
  EXPECT_THAT(report.messages, ElementsAre(HasSubstr("could not roll all of it back"),
                                           HasSubstr("eth0/rings/rx was 256 and is 512")));
}

}  // namespace
}  // namespace netkeel
