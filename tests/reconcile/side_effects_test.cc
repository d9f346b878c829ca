// SPDX-License-Identifier: Apache-2.0
//
// What Linux changes along with a setting, on the same interface and on others.
#include <gmock/gmock.h>

#include <cerrno>

#include "reconcile/fixture.h"
#include "reconcile/planner.h"
#include "reconcile/restore.h"
#include "reconcile/undo.h"

namespace netkeel {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kSwitch = "/proc/sys/net/ipv6/conf/eth0/disable_ipv6";
constexpr const char* kLost = "IPv6 addresses and routes of eth0 went with IPv6 and are not back";

class SideEffectsTest : public ReconcileTest {
 protected:
  static TreeBuilder Nics(std::initializer_list<const char*> names) {
    TreeBuilder builder;
    for (const char* const name : names) {
      builder.Nic(name, "igb")
          .Queues(2)
          .Ethtool(
              EthtoolTopic::kLinkSettings,
              {{"mtu", uint64_t{9000}}, {"mtu-min", uint64_t{68}}, {"mtu-max", uint64_t{9216}}});
    }
    return builder;
  }
  /// A VLAN, say, above a card whose name sorts behind its own.
  static RecordedKernel Stack() {
    RecordedKernel kernel = Nics({"a0", "x0"}).Build();
    kernel.AddLink("/sys/class/net/a0/lower_x0", "/sys/devices/virtual/net/x0");
    kernel.AddLink("/sys/class/net/x0/upper_a0", "/sys/devices/virtual/net/a0");
    return kernel;
  }
  static RecordedKernel WithIpv6() { return Nics({"eth0"}).File(kSwitch, "0\n").Build(); }

  Report RollBack(RecordedKernel& kernel) const {
    return Undo(kernel, catalog_, Disruptive(), StateFolder(), std::nullopt);
  }
  Planned PlanOf(const Look& look) const { return MakePlan(catalog_, look, {}, {}); }

  const Profile no_ipv6_ =
      ProfileOf("interfaces:\n  - match: {name: eth0}\n    sysctl: {ipv6.conf.disable_ipv6: 1}\n");
};

TEST_F(SideEffectsTest, AnMtuIsSetBeneathBeforeItIsSetAbove) {
  const RecordedKernel kernel = Stack();
  const Profile larger =
      ProfileOf("interfaces:\n  - match: {name: [a0, x0]}\n    link: {mtu: 9200}\n");
  const Plan plan = PlanOf(*LookAt(kernel, catalog_, larger, {})).plan;
  ASSERT_EQ(plan.size(), 2U);
  EXPECT_EQ(plan.front().device, "x0");
}

TEST_F(SideEffectsTest, WhatIsAboveAResizedInterfaceIsSavedWithIt) {
  const RecordedKernel kernel = Stack();
  for (const char* const setting : {"link: {mtu: 1500}", "rings: {rx: 128}"}) {
    const Profile one =
        ProfileOf("interfaces:\n  - match: {name: x0}\n    " + std::string(setting) + '\n');
    const auto look = LookAt(kernel, catalog_, one, {});
    const auto saved = CheckpointOf(kernel, catalog_, *look, PlanOf(*look).plan);
    ASSERT_TRUE(saved);
    EXPECT_EQ(saved->values.contains({"a0", "link", "mtu"}), setting[0] == 'l') << setting;
  }
}

TEST_F(SideEffectsTest, WhatARouterLosesIsSaved) {
  const RecordedKernel kernel =
      Nics({"eth0", "eth1"})
          .Sysctl("net.ipv4.ip_forward", "0")
          .Ethtool(EthtoolTopic::kFeatures, {{"hw/rx-lro", "on"}, {"wanted/rx-lro", "on"}})
          .Build();
  const auto look =
      LookAt(kernel, catalog_, ProfileOf("host: {sysctl: {net.ipv4.ip_forward: 1}}\n"), {});
  const Planned planned = PlanOf(*look);
  EXPECT_THAT(planned.findings.front().effect, HasSubstr("switches LRO off"));
  const auto saved = CheckpointOf(kernel, catalog_, *look, planned.plan);
  ASSERT_TRUE(saved);
  EXPECT_TRUE(saved->values.contains({"eth1", "features", "rx-lro/wanted"}));
  EXPECT_FALSE(saved->values.contains({"eth0", "link", "mtu"}));
}

TEST_F(SideEffectsTest, WhatTakesIpv6FromALiveInterfaceNeedsLeave) {
  RecordedKernel kernel = WithIpv6();
  const Report held = Apply(kernel, no_ipv6_, {});
  EXPECT_EQ(held.exit_code, ExitCode::kDrift);
  const Finding finding = At(held, "eth0/interface-sysctl/ipv6.conf.disable_ipv6");
  EXPECT_EQ(finding.status, Status::kHeld);
  EXPECT_THAT(finding.effect, HasSubstr("which no rollback brings back"));
  EXPECT_THAT(kernel.writes(), IsEmpty());
}

TEST_F(SideEffectsTest, ARollBackSaysWhatItCannotBringBack) {
  RecordedKernel kernel = WithIpv6();
  const Report applied = Apply(kernel, no_ipv6_);
  ASSERT_EQ(applied.exit_code, ExitCode::kAsWanted);
  EXPECT_THAT(applied.messages, Not(Contains(HasSubstr("IPv6"))));
  const Report report = RollBack(kernel);
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_THAT(report.messages, Contains(HasSubstr(kLost)));
}

TEST_F(SideEffectsTest, ARunThatFailsBehindItSaysSoToo) {
  RecordedKernel kernel = WithIpv6();
  FaultyKernel faulty(kernel, 2, EIO);
  const Profile two = ProfileOf(
      "interfaces:\n  - match: {name: eth0}\n    sysctl: {ipv6.conf.disable_ipv6: 1}\n"
      "    queues: {rps_cpus: 1}\n");
  const Report report = Apply(faulty, two);
  EXPECT_EQ(report.exit_code, ExitCode::kRolledBack);
  EXPECT_THAT(report.messages, Contains("rolled back: every setting is as it was before"));
  EXPECT_THAT(report.messages, Contains(HasSubstr(kLost)));
}

}  // namespace
}  // namespace netkeel
