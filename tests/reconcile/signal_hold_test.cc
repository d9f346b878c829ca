// SPDX-License-Identifier: Apache-2.0
#include "reconcile/signal_hold.h"

#include <gmock/gmock.h>

#include <csignal>

#include "reconcile/fixture.h"
#include "support/forwarding_kernel.h"

namespace netkeel {
namespace {

using testing::Contains;
using testing::HasSubstr;

/// A signal comes with the first write.
class InterruptingKernel final : public ForwardingKernel {
 public:
  InterruptingKernel(Kernel& kernel, int signal) : ForwardingKernel(kernel), signal_(signal) {}

  Result<void> WriteFile(const OwnedFile& file, const std::string& content) override {
    ++writes_;
    if (writes_ == 1) ::raise(signal_);
    return ForwardingKernel::WriteFile(file, content);
  }

 private:
  int signal_;
  int writes_ = 0;
};

class SignalHoldTest : public ReconcileTest {};

TEST_F(SignalHoldTest, ASignalInTheMiddleOfAnApplyRollsItBackAndIsSwallowed) {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP}) {
    RecordedKernel recorded = OneIxgbe().Build();
    const auto before = recorded.Files().at("proc/sys/net/core/netdev_budget");
    InterruptingKernel kernel(recorded, signal);
    const Report report = Apply(kernel, ProfileOf(kWholePath));
    EXPECT_EQ(report.exit_code, ExitCode::kRolledBack);
    EXPECT_THAT(report.messages, Contains(HasSubstr("came in the middle of it")));
    EXPECT_EQ(recorded.Files().at("proc/sys/net/core/netdev_budget"), before);
  }
}

TEST_F(SignalHoldTest, AStopIsToldToWhoAsksForItAndIsSwallowedThen) {
  SignalHold hold;
  ::raise(SIGTSTP);
  EXPECT_EQ(hold.Held(), "");
  EXPECT_EQ(hold.HeldOrStop(), "SIGTSTP");
}

TEST_F(SignalHoldTest, AnApplyComesToItsEndBeforeItIsStopped) {
  RecordedKernel recorded = OneIxgbe().Build();
  InterruptingKernel kernel(recorded, SIGTSTP);
  SignalHold outside;
  EXPECT_EQ(Apply(kernel, ProfileOf(kWholePath)).exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(outside.HeldOrStop(), "SIGTSTP");
}

TEST_F(SignalHoldTest, ASignalThatNobodyWasToldOfActsInTheEnd) {
  EXPECT_EXIT(
      {
        const SignalHold hold;
        ::raise(SIGTERM);
      },
      testing::KilledBySignal(SIGTERM), "");
}

}  // namespace
}  // namespace netkeel
