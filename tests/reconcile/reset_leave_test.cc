// SPDX-License-Identifier: Apache-2.0
#include "reconcile/reset_leave.h"

#include <gmock/gmock.h>

#include <cerrno>

#include "history/records.h"
#include "reconcile/confirm.h"
#include "reconcile/fixture.h"
#include "support/forwarding_kernel.h"

namespace netkeel {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kRings = "interfaces: [{match: {driver: ixgbe}, rings: {rx: 4096}}]\n";

/// The links of these interfaces come up between the look and the first write: when the checkpoint
/// is made, which asks for the boot's id. Writes may be made to fail by a part of their object.
class RisingKernel final : public ForwardingKernel {
 public:
  RisingKernel(Kernel& kernel, std::set<std::string> rising, std::string refused = "")
      : ForwardingKernel(kernel), rising_(std::move(rising)), refused_(std::move(refused)) {}

  Result<std::string> ReadFile(const std::string& path) const override {
    if (path.ends_with("/boot_id")) up_ = true;
    for (const std::string& name : rising_) {
      if (up_ && path == "/sys/class/net/" + name + "/carrier") return "1\n";
    }
    return ForwardingKernel::ReadFile(path);
  }
  Result<std::string> EthtoolSet(const Device& device, EthtoolTopic topic,
                                 const EthtoolFields& fields) override {
    resets.push_back(device.name + ' ' + ToText(topic));
    if (device.name == refused_) return Fail(ErrnoError(device.name, EINVAL));
    return ForwardingKernel::EthtoolSet(device, topic, fields);
  }

  std::vector<std::string> resets;

 private:
  std::set<std::string> rising_;
  std::string refused_;
  mutable bool up_ = false;
};

/// Both without a carrier.
RecordedKernel TwoDownPorts() {
  return TreeBuilder()
      .Cpus(8)
      .Nic("eth0", "ixgbe")
      .NoCarrier()
      .Nic("eth1", "ixgbe")
      .NoCarrier()
      .Build();
}

class ResetLeaveTest : public ReconcileTest {};

TEST_F(ResetLeaveTest, ALinkThatCameUpSinceTheLookIsHeldAndTheOtherOneIsSet) {
  RecordedKernel recorded = TwoDownPorts();
  RisingKernel kernel(recorded, {"eth0"});
  const Report report = Apply(kernel, ProfileOf(kRings), Options{});
  EXPECT_EQ(report.exit_code, ExitCode::kDrift);
  EXPECT_EQ(At(report, "eth0/rings/rx").status, Status::kHeld);
  EXPECT_THAT(At(report, "eth0/rings/rx").reason, HasSubstr("--allow-disruptive"));
  EXPECT_EQ(At(report, "eth1/rings/rx").status, Status::kOk);
  EXPECT_THAT(kernel.resets, ElementsAre("eth1 rings"));
}

TEST_F(ResetLeaveTest, TheFlapBudgetCountsALinkThatCameUpSinceTheLook) {
  RecordedKernel recorded = TwoDownPorts();
  RisingKernel kernel(recorded, {"eth0", "eth1"});
  Options options = Disruptive();
  options.flap_budget = 1;
  const Report report = Apply(kernel, ProfileOf(kRings), options);
  EXPECT_EQ(report.exit_code, ExitCode::kDrift);
  EXPECT_THAT(kernel.resets, ElementsAre("eth0 rings"));
  EXPECT_EQ(At(report, "eth1/rings/rx").status, Status::kHeld);
  EXPECT_THAT(At(report, "eth1/rings/rx").reason, HasSubstr("flap budget of 1 is used up (eth0)"));
}

TEST_F(ResetLeaveTest, WithLeaveALinkThatCameUpIsReset) {
  RecordedKernel recorded = TwoDownPorts();
  RisingKernel kernel(recorded, {"eth0", "eth1"});
  EXPECT_EQ(Apply(kernel, ProfileOf(kRings)).exit_code, ExitCode::kAsWanted);
}

TEST_F(ResetLeaveTest, ARollBackOfARunWithoutLeaveResetsNoLiveLinkEither) {
  RecordedKernel recorded = TwoDownPorts();
  // eth0 is set while it is down, eth1's request is refused, and by then eth0 is up.
  class LateKernel final : public ForwardingKernel {
   public:
    using ForwardingKernel::ForwardingKernel;
    Result<std::string> ReadFile(const std::string& path) const override {
      if (refused_ && path == "/sys/class/net/eth0/carrier") return "1\n";
      return ForwardingKernel::ReadFile(path);
    }
    Result<std::string> EthtoolSet(const Device& device, EthtoolTopic topic,
                                   const EthtoolFields& fields) override {
      refused_ = refused_ || device.name == "eth1";
      if (refused_) return Fail(ErrnoError(device.name, EINVAL));
      return ForwardingKernel::EthtoolSet(device, topic, fields);
    }

   private:
    bool refused_ = false;
  } kernel(recorded);
  const Report report = Apply(kernel, ProfileOf(kRings), Options{});
  EXPECT_EQ(report.exit_code, ExitCode::kNotRolledBack);
  EXPECT_THAT(report.messages, Contains(testing::AllOf(HasSubstr("eth0/rings/rx was 512"),
                                                       HasSubstr("--allow-disruptive"))));
}

TEST_F(ResetLeaveTest, TheGuardOfARunWithoutLeaveHoldsALinkThatIsUpByNow) {
  RecordedKernel kernel = OneIxgbe().Build();
  Record record = RunThatFound(kernel, {"eth0", "rings", "rx"}, uint64_t{256});
  record.allow_disruptive = false;
  SaveIn(StateFolder(), Ledger::Slot::kCheckpoint, record);
  SignalHold signals(SIGTERM);
  EXPECT_THAT(AwaitVerdict(kernel, catalog_, StateFolder(), signals, OnSignal::kHandOver),
              HasSubstr("eth0/rings/rx was 256 and is 512"));
  EXPECT_THAT(kernel.writes(), IsEmpty());
}

}  // namespace
}  // namespace netkeel
