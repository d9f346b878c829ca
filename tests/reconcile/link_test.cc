// SPDX-License-Identifier: Apache-2.0
#include "reconcile/link.h"

#include <gmock/gmock.h>

#include <cerrno>

#include "reconcile/execute.h"
#include "reconcile/fixture.h"
#include "support/forwarding_kernel.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

/// Notes the order of writes and what was read of links in between. A reset takes the carrier away,
/// and each pause is one step towards its return.
class LinkKernel final : public ForwardingKernel {
 public:
  LinkKernel(Kernel& kernel, int pauses_until_back)
      : ForwardingKernel(kernel), pauses_until_back_(pauses_until_back) {}

  Result<std::string> ReadFile(const std::string& path) const override {
    if (path.ends_with("/carrier") && missing_.contains(path.substr(15, 4))) return "0\n";
    return ForwardingKernel::ReadFile(path);
  }
  void Pause(std::chrono::milliseconds /*time*/) const override {
    for (auto entry = missing_.begin(); entry != missing_.end();) {
      if (--entry->second > 0) {
        ++entry;
        continue;
      }
      events.push_back(entry->first + " is back");
      entry = missing_.erase(entry);
    }
  }
  Result<std::string> EthtoolSet(const Device& device, EthtoolTopic topic,
                                 const EthtoolFields& fields) override {
    events.push_back(device.name + ' ' + ToText(topic));
    missing_[device.name] = pauses_until_back_;
    return ForwardingKernel::EthtoolSet(device, topic, fields);
  }

  mutable std::vector<std::string> events;

 private:
  int pauses_until_back_;
  mutable std::map<std::string, int> missing_;
};

constexpr int kNever = 1000000;

constexpr const char* kRingsAndChannels =
    "interfaces: [{match: {driver: ixgbe}, channels: {combined: 2}, rings: {rx: max, tx: 1024}}]\n";

RecordedKernel TwoPorts() {
  return TreeBuilder()
      .Cpus(8)
      .Nic("eth0", "ixgbe")
      .Queues(4)
      .Nic("eth1", "ixgbe")
      .Queues(4)
      .Build();
}

std::string Messages(const Report& report) {
  std::string all;
  for (const std::string& message : report.messages) all += message + '\n';
  return all;
}

class LinkTest : public ReconcileTest {};

TEST_F(LinkTest, APortIsResetOnceAndIsBackBeforeTheNextOneIsReset) {
  RecordedKernel recorded = TwoPorts();
  LinkKernel kernel(recorded, 3);
  EXPECT_EQ(Apply(kernel, ProfileOf(kRingsAndChannels)).exit_code, ExitCode::kAsWanted);
  EXPECT_THAT(kernel.events, ElementsAre("eth0 channels", "eth0 rings", "eth0 is back",
                                         "eth1 channels", "eth1 rings", "eth1 is back"));
}

TEST_F(LinkTest, HowLongALinkWasAwayIsReported) {
  RecordedKernel recorded = OneIxgbe().Build();
  LinkKernel kernel(recorded, 12);
  EXPECT_THAT(Messages(Apply(kernel, ProfileOf(kRingsAndChannels))),
              HasSubstr("reset eth0 with 2 requests: its link was back after 1.2 s"));
}

TEST_F(LinkTest, HowOftenALinkWentDownIsReportedWhereTheKernelCountsIt) {
  using std::chrono::milliseconds;
  EXPECT_EQ(TextOf("eth0", {milliseconds(450), 2, 2}),
            "reset eth0 with 2 requests, which took its link down 2 times: its link was back after "
            "0.4 s");
  EXPECT_THAT(TextOf("eth0", {milliseconds(0), 2, 1}), HasSubstr("took its link down once"));
  EXPECT_EQ(TextOf("eth0", {milliseconds(0), 1, 1}), "reset eth0: its link was back after 0.0 s");
  EXPECT_THAT(TextOf("eth0", {milliseconds(0), 1, 2}), HasSubstr("took its link down 2 times"));
}

TEST_F(LinkTest, ALinkThatStaysDownKeepsTheNextOneFromBeingReset) {
  RecordedKernel recorded = TwoPorts();
  LinkKernel kernel(recorded, kNever);
  Options options = Disruptive();
  options.carrier_timeout = std::chrono::seconds(2);
  const Report report = Apply(kernel, ProfileOf(kRingsAndChannels), options);
  EXPECT_THAT(Messages(report), HasSubstr("eth0 has no carrier, 2 s after it was reset"));
  for (const std::string& event : kernel.events) EXPECT_THAT(event, HasSubstr("eth0"));
}

TEST_F(LinkTest, ACarrierThatDoesNotComeBackIsNoSuccessfulRollBack) {
  RecordedKernel recorded = TwoPorts();
  LinkKernel kernel(recorded, kNever);
  Options options = Disruptive();
  options.carrier_timeout = std::chrono::seconds(1);
  const Report report = Apply(kernel, ProfileOf(kRingsAndChannels), options);
  EXPECT_EQ(report.exit_code, ExitCode::kNotRolledBack);
  EXPECT_THAT(Messages(report), HasSubstr("`ip link set eth0 down`"));
  EXPECT_THAT(Messages(report), Not(HasSubstr("eth0/rings/rx was")));
}

TEST_F(LinkTest, ALinkThatComesBackWithinTheTimeIsAsWanted) {
  RecordedKernel recorded = TwoPorts();
  LinkKernel kernel(recorded, 15);
  Options options = Disruptive();
  options.carrier_timeout = std::chrono::seconds(2);
  EXPECT_EQ(Apply(kernel, ProfileOf(kRingsAndChannels), options).exit_code, ExitCode::kAsWanted);
}

TEST_F(LinkTest, MoreResetsThanTheFlapBudgetAreRefusedBeforeTheFirst) {
  RecordedKernel kernel = TwoPorts();
  Options options = Disruptive();
  options.flap_budget = 3;
  const Report report = Apply(kernel, ProfileOf(kRingsAndChannels), options);
  EXPECT_EQ(report.exit_code, ExitCode::kError);
  EXPECT_THAT(Messages(report), HasSubstr("would reset 2 live links 4 times in all (eth0 2 times, "
                                          "eth1 2 times), and the flap budget is 3"));
  EXPECT_TRUE(kernel.writes().empty());
  options.flap_budget = 4;
  EXPECT_EQ(Apply(kernel, ProfileOf(kRingsAndChannels), options).exit_code, ExitCode::kAsWanted);
}

TEST_F(LinkTest, LinksThatAreDownDoNotCountAgainstTheFlapBudget) {
  RecordedKernel kernel = OneIxgbe().NoCarrier().Build();
  Options options = Disruptive();
  options.flap_budget = 0;
  EXPECT_EQ(Apply(kernel, ProfileOf(kRingsAndChannels), options).exit_code, ExitCode::kAsWanted);
}

/// eth0 goes away when it is reset.
class LosingKernel final : public ForwardingKernel {
 public:
  using ForwardingKernel::ForwardingKernel;

  Result<std::string> ReadFile(const std::string& path) const override {
    if (lost_ && path.starts_with("/sys/class/net/eth0/")) return Fail(ErrnoError(path, ENOENT));
    return ForwardingKernel::ReadFile(path);
  }
  Result<std::vector<std::string>> ListDirectory(const std::string& path) const override {
    auto names = ForwardingKernel::ListDirectory(path);
    if (names && lost_) std::erase(*names, "eth0");
    return names;
  }
  Result<std::string> EthtoolSet(const Device& device, EthtoolTopic topic,
                                 const EthtoolFields& fields) override {
    lost_ = lost_ || device.name == "eth0";
    return ForwardingKernel::EthtoolSet(device, topic, fields);
  }

 private:
  bool lost_ = false;
};

TEST_F(LinkTest, ALinkWhoseInterfaceIsGoneIsNotWaitedFor) {
  RecordedKernel recorded = TwoPorts();
  LosingKernel kernel(recorded);
  const Report report = Apply(kernel, ProfileOf(kRingsAndChannels));
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted) << Messages(report);
  EXPECT_EQ(At(report, "eth1/rings/rx").status, Status::kOk);
}

RecordedKernel BondPort(const std::string& partner_state, const std::string& mii_status) {
  const std::string folder = "/sys/class/net/eth0/bonding_slave/";
  return OneIxgbe()
      .File(folder + "mii_status", mii_status + '\n')
      .File(folder + "ad_actor_oper_port_state", "63\n")
      .File(folder + "ad_partner_oper_port_state", partner_state + '\n')
      .Build();
}

TEST_F(LinkTest, APortOfABondIsBackWhenItsMonitorAndLacpSaySo) {
  const Link whole = LookAtLink(BondPort("61", "up"), "eth0");
  EXPECT_TRUE(whole.bond_uses);
  EXPECT_TRUE(whole.lacp);
  const std::chrono::seconds patience(2);
  EXPECT_TRUE(AwaitLink(BondPort("61", "up"), "eth0", whole, patience));
  const auto alone = AwaitLink(BondPort("7", "up"), "eth0", whole, patience);
  ASSERT_FALSE(alone);
  EXPECT_THAT(alone.error().message, HasSubstr("no LACP partner"));
  const auto unused = AwaitLink(BondPort("61", "going back"), "eth0", whole, patience);
  ASSERT_FALSE(unused);
  EXPECT_THAT(unused.error().message, HasSubstr("does not use eth0"));
}

TEST_F(LinkTest, OutsideOf8023adNoLacpIsAwaited) {
  EXPECT_FALSE(LookAtLink(BondPort("N/A", "up"), "eth0").lacp);
}

}  // namespace
}  // namespace netkeel
