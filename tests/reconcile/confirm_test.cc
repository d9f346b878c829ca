// SPDX-License-Identifier: Apache-2.0
#include "reconcile/confirm.h"

#include <gmock/gmock.h>

#include <csignal>
#include <filesystem>

#include "history/records.h"
#include "reconcile/fixture.h"
#include "support/forwarding_kernel.h"
#include "support/matchers.h"

namespace netkeel {
namespace {

using Slot = Ledger::Slot;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
namespace fs = std::filesystem;

constexpr const char* kRings = "interfaces: [{match: {name: eth0}, rings: {rx: 4096}}]\n";

/// Loses the state directory while the guard waits.
class Losing final : public ForwardingKernel {
 public:
  Losing(Kernel& kernel, std::string folder)
      : ForwardingKernel(kernel), folder_(std::move(folder)) {}
  void Pause(std::chrono::milliseconds /*time*/) const override { fs::remove_all(folder_); }

 private:
  std::string folder_;
};

/// While the guard waits, its run is confirmed and another one begins, and is killed.
class Busy final : public ForwardingKernel {
 public:
  Busy(RecordedKernel& kernel, const Catalog& catalog, std::string folder)
      : ForwardingKernel(kernel),
        recorded_(kernel),
        catalog_(catalog),
        folder_(std::move(folder)) {}
  void Pause(std::chrono::milliseconds /*time*/) const override {
    if (!Confirm(recorded_, catalog_, folder_)) return;
    Record killed = RunThatFound(recorded_, {"eth0", "rings", "rx"}, uint64_t{256});
    killed.id = 2;
    SaveIn(folder_, Slot::kCheckpoint, killed);
  }

 private:
  RecordedKernel& recorded_;
  const Catalog& catalog_;
  std::string folder_;
};

class ConfirmTest : public ReconcileTest {
 protected:
  Report ApplyForAWhile(Kernel& kernel, std::chrono::seconds time) const {
    Options options = Disruptive();
    options.confirm_within = time;
    return Apply(kernel, ProfileOf(kRings), options);
  }
  std::string Verdict(Kernel& kernel) const {
    SignalHold signals(SIGTERM);
    return AwaitVerdict(kernel, catalog_, StateFolder(), signals, OnSignal::kHandOver);
  }
  static std::string Rx(const Kernel& kernel) {
    const auto device = DescribeInterface(kernel, "eth0");
    return ToText(kernel.EthtoolGet(*device, EthtoolTopic::kRings)->at("rx"));
  }
};

TEST_F(ConfirmTest, WhatIsConfirmedStays) {
  RecordedKernel kernel = OneIxgbe().Build();
  const Report report = ApplyForAWhile(kernel, std::chrono::seconds(1000));
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_THAT(report.messages, Contains(HasSubstr("unless `netkeel confirm` comes")));
  EXPECT_THAT(Confirm(kernel, catalog_, StateFolder()), IsOk());
  EXPECT_EQ(Rx(kernel), "4096");
  EXPECT_EQ(Verdict(kernel), "");
  EXPECT_EQ(Rx(kernel), "4096");
  EXPECT_THAT(EndingsIn(StateFolder()), ElementsAre("confirmed"));
}

TEST_F(ConfirmTest, WhatIsNotConfirmedIsRolledBackInTime) {
  RecordedKernel kernel = OneIxgbe().Build();
  ApplyForAWhile(kernel, std::chrono::seconds(1));
  ASSERT_EQ(Rx(kernel), "4096");
  EXPECT_THAT(Verdict(kernel), HasSubstr("never confirmed"));
  EXPECT_EQ(Rx(kernel), "512");
  EXPECT_THAT(EndingsIn(StateFolder()), ElementsAre("not confirmed, rolled back"));
}

TEST_F(ConfirmTest, WhoIsToldToEndRollsBackAtOnce) {
  RecordedKernel kernel = OneIxgbe().Build();
  ApplyForAWhile(kernel, std::chrono::seconds(1000));
  SignalHold signals(SIGTERM);
  ::raise(SIGTERM);
  EXPECT_THAT(AwaitVerdict(kernel, catalog_, StateFolder(), signals, OnSignal::kHandOver),
              HasSubstr("was not confirmed when SIGTERM ended the wait for it: rolled it back"));
  EXPECT_EQ(Rx(kernel), "512");
  EXPECT_THAT(EndingsIn(StateFolder()), ElementsAre("not confirmed, rolled back"));
  EXPECT_FALSE(LoadFrom(StateFolder(), Slot::kPending));
}

TEST_F(ConfirmTest, AfterARebootNothingIsAwaited) {
  RecordedKernel kernel = OneIxgbe().Build();
  ApplyForAWhile(kernel, std::chrono::seconds(1000));
  auto pending = LoadFrom(StateFolder(), Slot::kPending);
  pending->before.boot_id = "another";
  SaveIn(StateFolder(), Slot::kPending, *pending);
  const size_t writes = kernel.writes().size();
  EXPECT_THAT(Verdict(kernel), HasSubstr("the host has booted since"));
  EXPECT_EQ(kernel.writes().size(), writes);
  EXPECT_THAT(EndingsIn(StateFolder()), ElementsAre("undone by a reboot"));
}

TEST_F(ConfirmTest, ALateConfirmationIsNone) {
  RecordedKernel kernel = OneIxgbe().Build();
  ApplyForAWhile(kernel, std::chrono::seconds(1));
  auto pending = LoadFrom(StateFolder(), Slot::kPending);
  pending->deadline = 0;
  SaveIn(StateFolder(), Slot::kPending, *pending);
  EXPECT_THAT(Confirm(kernel, catalog_, StateFolder()), HasCode(ErrorCode::kBadInput));
  EXPECT_EQ(Rx(kernel), "512");
}

TEST_F(ConfirmTest, NothingToConfirmIsAnErrorThatNamesTheLastRun) {
  RecordedKernel kernel = OneIxgbe().Build();
  EXPECT_THAT(Confirm(kernel, catalog_, StateFolder()), HasCode(ErrorCode::kNotFound));
  EXPECT_FALSE(fs::exists(StateFolder()));
  Apply(kernel, ProfileOf(kRings));
  const auto again = Confirm(kernel, catalog_, StateFolder());
  ASSERT_FALSE(again.has_value());
  EXPECT_THAT(again.error().message, HasSubstr("apply 1 of p.yaml: applied"));
}

TEST_F(ConfirmTest, AnApplyThatChangesNothingWaitsForNothing) {
  RecordedKernel kernel = OneIxgbe().Build();
  Apply(kernel, ProfileOf(kRings));
  EXPECT_THAT(ApplyForAWhile(kernel, std::chrono::seconds(1000)).messages,
              ElementsAre(HasSubstr("nothing to confirm")));
  EXPECT_FALSE(LoadFrom(StateFolder(), Slot::kPending));
}

TEST_F(ConfirmTest, ALostStateDirectoryIsNoConfirmation) {
  RecordedKernel kernel = OneIxgbe().Build();
  ApplyForAWhile(kernel, std::chrono::seconds(1000));
  auto pending = LoadFrom(StateFolder(), Slot::kPending);
  pending->deadline = SecondsSinceBoot() + 1;
  SaveIn(StateFolder(), Slot::kPending, *pending);

  Losing losing(kernel, StateFolder());
  EXPECT_THAT(Verdict(losing), HasSubstr("from memory"));
  EXPECT_EQ(Rx(kernel), "512");
}

TEST_F(ConfirmTest, AGuardWhoseRunHasEndedLeavesAnotherThatWasKilledToWhoSaysSo) {
  RecordedKernel kernel = OneIxgbe().Build();
  ApplyForAWhile(kernel, std::chrono::seconds(1000));
  Busy busy(kernel, catalog_, StateFolder());
  EXPECT_EQ(Verdict(busy), "");
  EXPECT_EQ(Rx(kernel), "4096");
  EXPECT_TRUE(LoadFrom(StateFolder(), Slot::kCheckpoint));
}

TEST_F(ConfirmTest, AnApplyThatDiedIsRolledBackAtOnce) {
  RecordedKernel kernel = OneIxgbe().Build();
  SaveIn(StateFolder(), Slot::kCheckpoint,
         RunThatFound(kernel, {"eth0", "rings", "rx"}, uint64_t{256}));
  EXPECT_THAT(Verdict(kernel), HasSubstr("was killed"));
  EXPECT_EQ(Rx(kernel), "256");
}

TEST_F(ConfirmTest, AnApplyThatDiedIsNotConfirmedAndNotTouched) {
  RecordedKernel kernel = OneIxgbe().Build();
  SaveIn(StateFolder(), Slot::kCheckpoint,
         RunThatFound(kernel, {"eth0", "rings", "rx"}, uint64_t{256}));
  const auto confirmed = Confirm(kernel, catalog_, StateFolder());
  ASSERT_THAT(confirmed, HasCode(ErrorCode::kNotFound));
  EXPECT_THAT(confirmed.error().message,
              HasSubstr("is half done; `netkeel rollback` puts it back"));
  EXPECT_THAT(kernel.writes(), testing::IsEmpty());
}

}  // namespace
}  // namespace netkeel
