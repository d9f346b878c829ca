// SPDX-License-Identifier: Apache-2.0
//
// An apply that waits: several passes are one run.
#include <gmock/gmock.h>

#include <cerrno>
#include <functional>

#include "history/records.h"
#include "reconcile/fixture.h"
#include "reconcile/undo.h"
#include "support/forwarding_kernel.h"
#include "support/matchers.h"

namespace netkeel {
namespace {

using Slot = Ledger::Slot;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

constexpr const char* kTwoPorts =
    "host: {sysctl: {net.core.dev_weight: 128}}\n"
    "interfaces:\n"
    "  - {match: {name: eth0}, rings: {rx: 1024}}\n"
    "  - {match: {name: eth1}, rings: {rx: 2048}, queues: {rps_cpus: 0-1}}\n";

RecordedKernel TwoPorts() {
  return TreeBuilder()
      .Cpus(8)
      .Nic("eth0", "ixgbe")
      .Queues(4)
      .Nic("eth1", "ixgbe")
      .Queues(4)
      .Build();
}

/// eth1 is there from the second pause on. A test may look and do things of its own on the way.
class LateKernel final : public ForwardingKernel {
 public:
  using ForwardingKernel::ForwardingKernel;

  Result<std::vector<std::string>> ListDirectory(const std::string& path) const override {
    auto names = ForwardingKernel::ListDirectory(path);
    if (names && path == "/sys/class/net" && pauses_ < 2) std::erase(*names, "eth1");
    return names;
  }
  void Pause(std::chrono::milliseconds /*time*/) const override {
    ++pauses_;
    if (at_pause) at_pause(pauses_);
  }
  Result<std::string> EthtoolSet(const Device& device, EthtoolTopic topic,
                                 const EthtoolFields& fields) override {
    resets.push_back(device.name + ' ' + ToText(topic));
    if (at_reset) at_reset(device.name);
    if (device.name == refused) return Fail(ErrnoError(device.name, EINVAL));
    return ForwardingKernel::EthtoolSet(device, topic, fields);
  }

  std::vector<std::string> resets;
  std::string refused;
  std::function<void(int)> at_pause;
  std::function<void(const std::string&)> at_reset;

 private:
  mutable int pauses_ = 0;
};

class WaitTest : public ReconcileTest {
 protected:
  static Options Waiting(int seconds = 30) {
    Options options = Disruptive();
    options.wait = std::chrono::seconds(seconds);
    return options;
  }
  std::vector<Record> History() const {
    return Ledger::OpenToRead(StateFolder())->LoadHistory()->records;
  }
  static std::string Messages(const Report& report) {
    std::string all;
    for (const std::string& message : report.messages) all += message + '\n';
    return all;
  }
};

TEST_F(WaitTest, SeveralPassesAreOneRunAndARollbackUndoesAllOfIt) {
  RecordedKernel recorded = TwoPorts();
  const auto before = recorded.Files();
  LateKernel kernel(recorded);
  const Report report = Apply(kernel, ProfileOf(kTwoPorts), Waiting());
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted) << Messages(report);
  EXPECT_THAT(report.messages, ElementsAre(HasSubstr("reset eth0"), HasSubstr("reset eth1")));
  ASSERT_THAT(History(), SizeIs(1));
  EXPECT_EQ(History()[0].ending, Ending::kApplied);
  EXPECT_EQ(History()[0].changes.size(), report.changes.size());
  EXPECT_EQ(report.changes.size(), 7U);
  EXPECT_EQ(Undo(kernel, catalog_, Disruptive(), StateFolder(), std::nullopt).exit_code,
            ExitCode::kAsWanted);
  EXPECT_EQ(recorded.Files(), before);
}

TEST_F(WaitTest, TheFlapBudgetIsOneForAllPasses) {
  RecordedKernel recorded = TwoPorts();
  LateKernel kernel(recorded);
  Options options = Waiting();
  options.flap_budget = 1;
  const Report report = Apply(kernel, ProfileOf(kTwoPorts), options);
  EXPECT_EQ(report.exit_code, ExitCode::kDrift);
  EXPECT_THAT(kernel.resets, ElementsAre("eth0 rings"));
  EXPECT_EQ(At(report, "eth1/rings/rx").status, Status::kHeld);
  EXPECT_THAT(At(report, "eth1/rings/rx").reason, HasSubstr("flap budget of 1"));
  EXPECT_EQ(At(report, "eth1/queues/rx-0/rps_cpus").status, Status::kOk);
  EXPECT_THAT(Messages(report), Not(HasSubstr("nothing was changed")));
}

TEST_F(WaitTest, APassThatFailsPutsTheEarlierOnesBackToo) {
  RecordedKernel recorded = TwoPorts();
  const auto before = recorded.Files();
  LateKernel kernel(recorded);
  kernel.refused = "eth1";
  const Report report = Apply(kernel, ProfileOf(kTwoPorts), Waiting());
  EXPECT_EQ(report.exit_code, ExitCode::kRolledBack);
  EXPECT_EQ(recorded.Files(), before);
  EXPECT_THAT(EndingsIn(StateFolder()), ElementsAre("failed, rolled back"));
  EXPECT_THAT(Messages(report), AllOf(HasSubstr("reset eth0"), HasSubstr("failed: eth1"),
                                      Not(HasSubstr("nothing was changed"))));
}

TEST_F(WaitTest, APassThatIsRefusedLeavesTheEarlierOnesAndSaysSo) {
  RecordedKernel recorded = TwoPorts();
  LateKernel kernel(recorded);
  const Report report = Apply(kernel,
                              ProfileOf("interfaces:\n"
                                        "  - {match: {name: eth0}, rings: {rx: 1024}}\n"
                                        "  - {match: {name: eth1}, rings: {rx: 99999}}\n"),
                              Waiting());
  EXPECT_EQ(report.exit_code, ExitCode::kDrift);
  EXPECT_THAT(report.changes, SizeIs(1));
  EXPECT_THAT(Messages(report), AllOf(HasSubstr("not all was done: eth1/rings/rx"),
                                      Not(HasSubstr("nothing was changed"))));
  EXPECT_THAT(EndingsIn(StateFolder()), ElementsAre("applied in part"));
}

TEST_F(WaitTest, TheCheckpointOfALaterPassIsFromBeforeTheFirst) {
  RecordedKernel recorded = TwoPorts();
  LateKernel kernel(recorded);
  std::optional<Record> checkpoint;
  size_t in_history = 99;
  kernel.at_reset = [&](const std::string& interface) {
    if (interface != "eth1") return;
    const auto ledger = Ledger::OpenToRead(StateFolder());
    checkpoint = *ledger->Load(Slot::kCheckpoint);
    in_history = ledger->LoadHistory()->records.size();
  };
  Apply(kernel, ProfileOf(kTwoPorts), Waiting());
  ASSERT_TRUE(checkpoint);
  EXPECT_EQ(checkpoint->id, 1U);
  EXPECT_EQ(in_history, 0U);  // else a recovery would take the checkpoint for a remainder
  const State& before = checkpoint->before.values;
  EXPECT_EQ(before.at({"eth0", "rings", "rx"}), Value{uint64_t{512}});
  EXPECT_EQ(before.at({"eth1", "rings", "rx"}), Value{uint64_t{512}});
  EXPECT_EQ(before.at({kHostDevice, "sysctl", "net.core.dev_weight"}), Value{uint64_t{64}});
}

TEST_F(WaitTest, WhatAnOperatorRolledBackInTheMeantimeIsNotMadeAgain) {
  RecordedKernel recorded = TwoPorts();
  const auto before = recorded.Files();
  LateKernel kernel(recorded);
  kernel.at_pause = [&](int pause) {
    if (pause == 1) Undo(recorded, catalog_, Disruptive(), StateFolder(), std::nullopt);
  };
  const Report report = Apply(kernel, ProfileOf(kTwoPorts), Waiting());
  EXPECT_EQ(report.exit_code, ExitCode::kDrift);
  EXPECT_THAT(Messages(report), HasSubstr("rollback 2 of before apply 1"));
  EXPECT_EQ(recorded.Files(), before);
}

TEST_F(WaitTest, ARunThatWaitsForConfirmationIsWaitedFor) {
  RecordedKernel recorded = TwoPorts();
  LateKernel kernel(recorded);
  Record record = RunThatFound(recorded, {"eth0", "rings", "rx"}, uint64_t{256});
  record.ending = Ending::kWaiting;
  record.deadline = SecondsSinceBoot() + 1000;
  SaveIn(StateFolder(), Slot::kPending, record);
  const Profile profile = ProfileOf("host: {sysctl: {net.core.dev_weight: 128}}\n");
  const Report refused = Apply(kernel, profile, Waiting());
  EXPECT_EQ(refused.exit_code, ExitCode::kError);
  EXPECT_THAT(refused.messages, ElementsAre(AllOf(HasSubstr("nothing was changed"),
                                                  HasSubstr("waits for confirmation"))));
  EXPECT_TRUE(recorded.writes().empty());
  kernel.at_pause = [&](int /*pause*/) {
    EXPECT_THAT(Ledger::Open(StateFolder())->Discard(Slot::kPending), IsOk());
  };
  const Report report = Apply(kernel, profile, Waiting());
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_THAT(report.messages, IsEmpty());
}

TEST_F(WaitTest, WhoHoldsTheLockIsSaid) {
  RecordedKernel kernel = TwoPorts();
  const auto other = Ledger::Open(StateFolder(), kLockPatience, "rollback");
  const Report report = Apply(kernel, ProfileOf(kTwoPorts), Waiting(1));
  EXPECT_EQ(report.exit_code, ExitCode::kError);
  EXPECT_THAT(Messages(report),
              testing::ContainsRegex("netkeel rollback \\(pid [0-9]+, since 20.*Z\\) is at work"));
}

}  // namespace
}  // namespace netkeel
