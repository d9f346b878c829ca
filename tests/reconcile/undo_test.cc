// SPDX-License-Identifier: Apache-2.0
#include "reconcile/undo.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "history/records.h"
#include "reconcile/fixture.h"
#include "support/echo.h"
#include "support/forwarding_kernel.h"
#include "support/matchers.h"

namespace netkeel {
namespace {

using Slot = Ledger::Slot;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
namespace fs = std::filesystem;

/// Somebody has pulled the cable.
class Unplugged final : public ForwardingKernel {
 public:
  using ForwardingKernel::ForwardingKernel;
  Result<std::string> ReadFile(const std::string& path) const override {
    return path.ends_with("/carrier") ? std::string("0\n") : ForwardingKernel::ReadFile(path);
  }
};

class UndoTest : public ReconcileTest {
 protected:
  Report Undone(Kernel& kernel, std::optional<uint64_t> id = std::nullopt,
                const Options& options = Disruptive()) const {
    return Undo(kernel, catalog_, options, StateFolder(), id);
  }
  Report ApplyWeight(Kernel& kernel, int weight) const {
    return Apply(
        kernel,
        ProfileOf("host: {sysctl: {net.core.dev_weight: " + std::to_string(weight) + "}}\n"));
  }
  /// Without vectors' numbers, which no roll back can promise.
  static std::map<std::string, std::string> Settings(const RecordedKernel& kernel) {
    std::map<std::string, std::string> settings;
    for (const auto& [path, content] : kernel.Files()) {
      if (path == "directories.yaml" || path.find("irq") != std::string::npos) continue;
      settings[path] = content;
    }
    return settings;
  }
  static std::string Weight(const Kernel& kernel) {
    return *kernel.ReadFile("/proc/sys/net/core/dev_weight");
  }
};

TEST_F(UndoTest, AnApplyThatSucceededIsUndoneWithAllThatItDestroyed) {
  RecordedKernel kernel = OneIxgbe().Build();
  ASSERT_TRUE(Echo(kernel, "/sys/class/net/eth0/queues/rx-3/rps_cpus", "c0"));
  const auto before = Settings(kernel);
  ASSERT_EQ(Apply(kernel, ProfileOf(kWholePath)).exit_code, ExitCode::kAsWanted);
  ASSERT_NE(Settings(kernel), before);
  const Report report = Undone(kernel);
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(Settings(kernel), before);
  EXPECT_THAT(EndingsIn(StateFolder()), ElementsAre("applied", "applied"));
}

TEST_F(UndoTest, TheSecondTimeItWritesNothing) {
  RecordedKernel kernel = OneIxgbe().Build();
  Apply(kernel, ProfileOf(kWholePath));
  Undone(kernel);
  const size_t writes = kernel.writes().size();
  EXPECT_EQ(Undone(kernel).exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(kernel.writes().size(), writes);
  EXPECT_EQ(EndingsIn(StateFolder()).size(), 2U);
}

TEST_F(UndoTest, BeforeAnEarlierRunTheFirstValueOfEachSettingCounts) {
  RecordedKernel kernel = OneIxgbe().Build();
  const std::string before = Weight(kernel);
  for (const int weight : {100, 200, 300}) ApplyWeight(kernel, weight);
  Undone(kernel, 2);
  EXPECT_EQ(Weight(kernel), "100\n");
  Undone(kernel, 1);
  EXPECT_EQ(Weight(kernel), before);
}

TEST_F(UndoTest, WhatSomebodyElseSetsInTheMeantimeIsLeftAlone) {
  RecordedKernel kernel = OneIxgbe().Build();
  Apply(kernel, ProfileOf("interfaces: [{match: {name: eth0}, rings: {rx: 4096}}]\n"));
  ASSERT_TRUE(Echo(kernel, "/sys/class/net/eth0/queues/rx-1/rps_cpus", "3"));
  const size_t writes = kernel.writes().size();
  Undone(kernel);
  EXPECT_EQ(kernel.writes().size(), writes + 1);
  EXPECT_EQ(kernel.writes().back(), "ethtool eth0 rings rx=512");
}

TEST_F(UndoTest, AFailedApplyIsNotTheLastOne) {
  RecordedKernel kernel = OneIxgbe().Build();
  const std::string before = Weight(kernel);
  ApplyWeight(kernel, 100);
  FaultyKernel faulty(kernel, 1, EINVAL);
  ASSERT_EQ(ApplyWeight(faulty, 200).exit_code, ExitCode::kRolledBack);
  Undone(kernel);
  EXPECT_EQ(Weight(kernel), before);
}

TEST_F(UndoTest, ALiveLinkIsNotResetUnasked) {
  RecordedKernel kernel = OneIxgbe().Build();
  Apply(kernel, ProfileOf("interfaces: [{match: {name: eth0}, rings: {rx: 4096}}]\n"));
  const size_t writes = kernel.writes().size();
  const Report report = Undone(kernel, std::nullopt, Options{});
  EXPECT_EQ(report.exit_code, ExitCode::kError);
  EXPECT_EQ(At(report, "eth0/rings/rx").status, Status::kHeld);
  EXPECT_EQ(kernel.writes().size(), writes);
}

TEST_F(UndoTest, WithoutLeaveItIsWholeOrNothingAndNamesWhatItWouldReset) {
  RecordedKernel kernel = OneIxgbe().Build();
  Apply(kernel, ProfileOf(kWholePath));
  const auto before = kernel.Files();
  const Report report = Undone(kernel, std::nullopt, Options{});
  EXPECT_EQ(report.exit_code, ExitCode::kError);
  EXPECT_EQ(kernel.Files(), before);
  EXPECT_THAT(report.messages, ElementsAre(testing::AllOf(
                                   HasSubstr("nothing was changed: a rollback is whole or nothing"),
                                   HasSubstr("eth0 (channels/combined, rings/rx, rings/tx)"),
                                   HasSubstr("--allow-disruptive"))));
  const auto preview = PreviewUndo(kernel, catalog_, Options{}, StateFolder(), std::nullopt);
  EXPECT_EQ(preview.report.exit_code, ExitCode::kError);
  EXPECT_TRUE(preview.plan.empty());
  EXPECT_EQ(Undone(kernel).exit_code, ExitCode::kAsWanted);
}

TEST_F(UndoTest, ARefusedWriteLeavesEverythingAsItWas) {
  RecordedKernel kernel = OneIxgbe().Build();
  Apply(kernel, ProfileOf(kWholePath));
  const auto before = Settings(kernel);
  FaultyKernel faulty(kernel, 4, EINVAL);
  EXPECT_EQ(Undone(faulty).exit_code, ExitCode::kRolledBack);
  EXPECT_EQ(Settings(kernel), before);
}

TEST_F(UndoTest, APreviewWritesNothingAndListsTheSteps) {
  RecordedKernel kernel = OneIxgbe().Build();
  ApplyWeight(kernel, 100);
  const size_t writes = kernel.writes().size();
  const auto preview = PreviewUndo(kernel, catalog_, {}, StateFolder(), std::nullopt);
  ASSERT_EQ(preview.plan.size(), 1U);
  EXPECT_EQ(preview.plan[0].changes[0].address.key, "net.core.dev_weight");
  EXPECT_EQ(kernel.writes().size(), writes);
}

TEST_F(UndoTest, AfterARebootACardIsKnownByItsMacAddress) {
  RecordedKernel kernel = OneIxgbe().NoCarrier().Mac("02:00:00:00:00:01").Build();
  Record record = RunThatFound(kernel, {"old7", "rings", "rx"}, uint64_t{256});
  record.before.boot_id = "another";
  record.before.devices[0].name = "old7";
  record.before.devices[0].ifindex = 77;
  record.ending = Ending::kApplied;
  ASSERT_THAT(Ledger::Open(StateFolder())->AddToHistory(record), IsOk());
  EXPECT_EQ(Undone(kernel).exit_code, ExitCode::kAsWanted);
  EXPECT_THAT(kernel.writes(), ElementsAre("ethtool eth0 rings rx=256"));
}

TEST_F(UndoTest, ACardThatIsGoneIsNamedAndAnotherOneOfItsNameIsNotTouched) {
  RecordedKernel kernel = OneIxgbe().NoCarrier().Mac("02:00:00:00:00:01").Build();
  Record record = RunThatFound(kernel, {"eth0", "rings", "rx"}, uint64_t{256});
  record.before.boot_id = "another";
  record.before.devices[0].permanent_mac = "02:00:00:00:00:99";
  record.ending = Ending::kApplied;
  ASSERT_THAT(Ledger::Open(StateFolder())->AddToHistory(record), IsOk());
  const Report report = Undone(kernel);
  EXPECT_EQ(At(report, "eth0 (gone)/rings/rx").status, Status::kAbsent);
  EXPECT_TRUE(kernel.writes().empty());
}

TEST_F(UndoTest, ACardThatGotTheNameOfOneThatIsGoneGetsItsOwnSettingsBackAlone) {
  RecordedKernel kernel = OneIxgbe().NoCarrier().Mac("02:00:00:00:00:01").Build();
  Record record = RunThatFound(kernel, {"eth0", "rings", "rx"}, uint64_t{256});
  record.before.boot_id = "another";
  record.before.devices.push_back(record.before.devices[0]);
  record.before.devices[0].permanent_mac = "02:00:00:00:00:99";
  record.before.devices.back().name = "eth1";
  record.before.values[{"eth1", "rings", "tx"}] = uint64_t{256};
  record.ending = Ending::kApplied;
  ASSERT_THAT(Ledger::Open(StateFolder())->AddToHistory(record), IsOk());
  const Report report = Undone(kernel);
  EXPECT_EQ(At(report, "eth0 (gone)/rings/rx").status, Status::kAbsent);
  EXPECT_THAT(kernel.writes(), ElementsAre("ethtool eth0 rings tx=256"));
}

TEST_F(UndoTest, ARunThatWaitsIsWithdrawn) {
  RecordedKernel kernel = OneIxgbe().Build();
  Options options = Disruptive();
  options.confirm_within = std::chrono::seconds(1000);
  const std::string before = Weight(kernel);
  Apply(kernel, ProfileOf("host: {sysctl: {net.core.dev_weight: 100}}\n"), options);
  EXPECT_EQ(Undone(kernel, 1).exit_code, ExitCode::kError);
  EXPECT_EQ(Undone(kernel).exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(Weight(kernel), before);
  EXPECT_THAT(EndingsIn(StateFolder()), ElementsAre("withdrawn, rolled back"));
  EXPECT_FALSE(LoadFrom(StateFolder(), Slot::kPending));
}

TEST_F(UndoTest, AWithdrawalThatWouldResetMoreThanItMayIsRefusedAndTheRunWaitsOn) {
  RecordedKernel kernel = OneIxgbe().Build();
  Options options = Disruptive();
  options.confirm_within = std::chrono::seconds(1000);
  Apply(kernel, ProfileOf("interfaces: [{match: {name: eth0}, rings: {rx: 4096}}]\n"), options);
  const size_t writes = kernel.writes().size();
  options.flap_budget = 0;
  const Report report = Undone(kernel, std::nullopt, options);
  EXPECT_EQ(report.exit_code, ExitCode::kError);
  EXPECT_THAT(report.messages, ElementsAre(HasSubstr("the flap budget is 0")));
  EXPECT_EQ(kernel.writes().size(), writes);
  EXPECT_TRUE(LoadFrom(StateFolder(), Slot::kPending));
}

TEST_F(UndoTest, WhatNeitherTheRunNorItsRollBackResetNeedsNoCarrier) {
  RecordedKernel kernel = OneIxgbe().Build();
  Options options;
  options.confirm_within = std::chrono::seconds(1000);
  Apply(kernel, ProfileOf("interfaces: [{match: {name: eth0}, queues: {rps_cpus: 0-1}}]\n"),
        options);
  Unplugged unplugged(kernel);
  const Report report = Undone(unplugged, std::nullopt, Options{});
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_THAT(report.messages, Contains(HasSubstr("every setting is as it was before")));
}

TEST_F(UndoTest, AWithdrawnRunIsReportedWithAllThatWasPutBack) {
  RecordedKernel kernel = OneIxgbe().Build();
  Options options = Disruptive();
  options.confirm_within = std::chrono::seconds(1000);
  Apply(kernel, ProfileOf("host: {sysctl: {net.core.dev_weight: 100}}\n"), options);
  const Report report = Undone(kernel);
  ASSERT_EQ(report.changes.size(), 1U);
  EXPECT_EQ(ToText(report.changes[0].after), "64");
  EXPECT_EQ(At(report, "host/sysctl/net.core.dev_weight").status, Status::kOk);
}

TEST_F(UndoTest, ARunThatFoundAllInOrderAfterAFailureIsNoneToGoBackBefore) {
  RecordedKernel kernel = OneIxgbe().Build();
  ApplyWeight(kernel, 100);
  FaultyKernel faulty(kernel, 1, EINVAL);
  ASSERT_EQ(ApplyWeight(faulty, 200).exit_code, ExitCode::kRolledBack);
  for (int i = 0; i < 2; ++i) ApplyWeight(kernel, 100);
  EXPECT_THAT(EndingsIn(StateFolder()), ElementsAre("applied", "failed, rolled back", "applied"));
  Undone(kernel);
  EXPECT_EQ(Weight(kernel), "64\n");
}

TEST_F(UndoTest, ADamagedRunThatWouldBeNeededIsARefusal) {
  RecordedKernel kernel = OneIxgbe().Build();
  for (const int weight : {100, 200, 300}) ApplyWeight(kernel, weight);
  for (const auto& entry : fs::directory_iterator(StateFolder())) {
    if (entry.path().filename().string().starts_with("history-2")) fs::resize_file(entry, 90);
  }
  const Report report = Undone(kernel, 1);
  EXPECT_EQ(report.exit_code, ExitCode::kError);
  EXPECT_THAT(report.messages, ElementsAre(HasSubstr("run 2")));
  EXPECT_EQ(Weight(kernel), "300\n");
  EXPECT_EQ(Undone(kernel, 3).exit_code, ExitCode::kAsWanted);
}

TEST_F(UndoTest, WithoutARunThereIsNothingToGoBackTo) {
  RecordedKernel kernel = OneIxgbe().Build();
  EXPECT_EQ(Undone(kernel).exit_code, ExitCode::kError);
  EXPECT_EQ(Undone(kernel, 5).exit_code, ExitCode::kError);
}

/// day1 has been applied, and day2 is open.
class UndoAnOpenRunTest : public UndoTest {
 protected:
  void SetUp() override {
    UndoTest::SetUp();
    ApplyWeight(kernel_, 100);
    day2_ = RunThatFound(kernel_, {kHostDevice, "sysctl", "net.core.dev_weight"}, uint64_t{100});
    day2_.id = 2;
    day2_.before.profile = "day2.yaml";
    EXPECT_THAT(Echo(kernel_, "/proc/sys/net/core/dev_weight", "200"), IsOk());
  }

  RecordedKernel kernel_ = OneIxgbe().Build();
  Record day2_;
};

TEST_F(UndoAnOpenRunTest, OneThatWasKilledIsUndoneAndNoOther) {
  SaveIn(StateFolder(), Slot::kCheckpoint, day2_);
  const Report report = Undone(kernel_);
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(Weight(kernel_), "100\n");
  EXPECT_THAT(report.messages,
              ElementsAre(HasSubstr("apply 2 of day2.yaml was killed"),
                          "apply 1 of p.yaml stands; `netkeel rollback` once more undoes that"));
  EXPECT_EQ(report.changes.size(), 1U);
  Undone(kernel_);
  EXPECT_EQ(Weight(kernel_), "64\n");
}

TEST_F(UndoAnOpenRunTest, OneThatIsOverdueIsUndoneAndNoOther) {
  day2_.ending = Ending::kWaiting;
  day2_.deadline = SecondsSinceBoot();
  SaveIn(StateFolder(), Slot::kPending, day2_);
  EXPECT_THAT(Undone(kernel_).messages,
              ElementsAre(HasSubstr("never confirmed"), HasSubstr("apply 1 of p.yaml stands")));
  EXPECT_EQ(Weight(kernel_), "100\n");
}

TEST_F(UndoAnOpenRunTest, OneThatARebootUndidIsSaidAndNoOtherIsUndone) {
  day2_.before.boot_id = "another";
  SaveIn(StateFolder(), Slot::kCheckpoint, day2_);
  EXPECT_THAT(Undone(kernel_).messages,
              ElementsAre(HasSubstr("the host has booted since"), HasSubstr("apply 1 of p.yaml")));
  EXPECT_EQ(Weight(kernel_), "200\n");
}

TEST_F(UndoAnOpenRunTest, ByItsNumberAnEarlierRunIsUndoneAlongWithIt) {
  SaveIn(StateFolder(), Slot::kCheckpoint, day2_);
  const Report report = Undone(kernel_, 1);
  EXPECT_EQ(Weight(kernel_), "64\n");
  ASSERT_EQ(report.changes.size(), 1U);
  EXPECT_EQ(ToText(*report.changes[0].before), "200");
}

TEST_F(UndoAnOpenRunTest, APreviewIsOfThatRunAndSaysWhatStands) {
  SaveIn(StateFolder(), Slot::kCheckpoint, day2_);
  const auto preview = PreviewUndo(kernel_, catalog_, {}, StateFolder(), std::nullopt);
  ASSERT_EQ(preview.plan.size(), 1U);
  EXPECT_EQ(ToText(preview.plan[0].changes[0].after), "100");
  EXPECT_THAT(preview.report.messages,
              ElementsAre(HasSubstr("this would be undone, and nothing else"),
                          HasSubstr("once more would undo that")));
  const auto both = PreviewUndo(kernel_, catalog_, {}, StateFolder(), 1);
  ASSERT_EQ(both.plan.size(), 1U);
  EXPECT_EQ(ToText(both.plan[0].changes[0].after), "64");
}

TEST_F(UndoAnOpenRunTest, APreviewKnowsOneThatIsOverdue) {
  day2_.ending = Ending::kWaiting;
  day2_.deadline = SecondsSinceBoot();
  SaveIn(StateFolder(), Slot::kPending, day2_);
  const auto preview = PreviewUndo(kernel_, catalog_, {}, StateFolder(), std::nullopt);
  ASSERT_EQ(preview.plan.size(), 1U);
  EXPECT_EQ(ToText(preview.plan[0].changes[0].after), "100");
}

}  // namespace
}  // namespace netkeel
