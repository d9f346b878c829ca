// SPDX-License-Identifier: Apache-2.0
#include "reconcile/recovery.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "reconcile/fixture.h"
#include "reconcile/records.h"

namespace netkeel {
namespace {

using Slot = Ledger::Slot;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
namespace fs = std::filesystem;

const Address kRings{"eth0", "rings", "rx"};
const Address kWeight{"host", "sysctl", "net.core.dev_weight"};
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
  EXPECT_THAT(report.messages, ElementsAre(HasSubstr("old.yaml was interrupted; rolled it back")));
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
  EXPECT_THAT(report.messages, ElementsAre(HasSubstr("was never confirmed; rolled it back")));
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
