// SPDX-License-Identifier: Apache-2.0
#include "reconcile/trial_switch.h"

#include <gmock/gmock.h>

#include "reconcile/fixture.h"
#include "support/forwarding_kernel.h"
#include "support/matchers.h"

namespace netkeel {
namespace {

using testing::HasSubstr;

constexpr const char* kWeight = "/proc/sys/net/core/dev_weight";
constexpr const char* kBoth =
    "host: {sysctl: {net.core.netdev_budget: 600, net.core.dev_weight: 128}}\n";

class TrialSwitchTest : public ReconcileTest {};

/// A driver of which nobody knows that it rounds rings up to multiples of 16.
class Rounding final : public ForwardingKernel {
 public:
  using ForwardingKernel::ForwardingKernel;
  Result<std::string> EthtoolSet(const Device& device, EthtoolTopic topic,
                                 const EthtoolFields& fields) override {
    EthtoolFields granted = fields;
    if (granted.contains("rx")) {
      granted["rx"] = (std::get<uint64_t>(granted.at("rx")) + 15) / 16 * 16;
    }
    return ForwardingKernel::EthtoolSet(device, topic, granted);
  }
};

TEST_F(TrialSwitchTest, WhatADriverRoundsIsThereAndNobodyElsesDoing) {
  RecordedKernel recorded = TreeBuilder().Cpus(4).Nic("eth0", "mana").Rings(512, 4096).Build();
  Rounding kernel(recorded);
  const Profile profile = ProfileOf("interfaces: [{match: {name: eth0}, rings: {rx: 1000}}]\n");
  const Options options = Disruptive();
  TrialSwitch host(kernel, catalog_, profile, options);
  ASSERT_THAT(host.Look(/*together=*/false), IsOk());
  ASSERT_THAT(host.Begin(StateFolder()), IsOk());
  EXPECT_THAT(host.To(TrialSide::kChanged), IsOk());
  EXPECT_THAT(host.StillThere(), IsOk());
  EXPECT_THAT(host.To(TrialSide::kAsIs), IsOk());
  EXPECT_TRUE(host.End(/*keep=*/false, "").whole);
}

TEST_F(TrialSwitchTest, ASecondSettingThatDiffersByTheTimeOfTheLockIsNoPartOfATrialOfOne) {
  RecordedKernel kernel = OneIxgbe().Build();
  ASSERT_TRUE(Echo(kernel, kWeight, "128"));
  const Profile profile = ProfileOf(kBoth);
  const Options options;
  TrialSwitch host(kernel, catalog_, profile, options);
  ASSERT_THAT(host.Look(/*together=*/false), IsOk());
  ASSERT_EQ(host.changes().size(), 1U);
  // Whoever has the lock sets it.
  ASSERT_TRUE(Echo(kernel, kWeight, "64"));
  const auto begun = host.Begin(StateFolder());
  ASSERT_FALSE(begun.has_value());
  EXPECT_THAT(begun.error().message, HasSubstr("2 settings differ"));
}

TEST_F(TrialSwitchTest, WhatIsTriedTogetherIsWhatDiffersBehindTheLock) {
  RecordedKernel kernel = OneIxgbe().Build();
  ASSERT_TRUE(Echo(kernel, kWeight, "128"));
  const Profile profile = ProfileOf(kBoth);
  const Options options;
  TrialSwitch host(kernel, catalog_, profile, options);
  ASSERT_THAT(host.Look(/*together=*/true), IsOk());
  ASSERT_TRUE(Echo(kernel, kWeight, "64"));
  ASSERT_THAT(host.Begin(StateFolder()), IsOk());
  EXPECT_EQ(host.changes().size(), 2U);
  EXPECT_TRUE(host.End(/*keep=*/false, "").whole);
}

}  // namespace
}  // namespace netkeel
