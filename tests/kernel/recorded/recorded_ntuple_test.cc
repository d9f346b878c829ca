// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <cerrno>

#include "host/inventory.h"
#include "kernel/recorded/recorded_kernel.h"
#include "kernel/recording_kernel.h"
#include "support/matchers.h"
#include "support/tree_builder.h"

namespace netkeel {
namespace {

using testing::EndsWith;

constexpr const char* kFeed = "udp4 dst-ip 239.1.1.1 dst-port 5001 queue 1";
constexpr const char* kPtp = "ether proto 0x88f7 queue 1";

/// A card of 4 queues and 16 places, its filters on.
class RecordedNtupleTest : public testing::Test {
 protected:
  void Have(const std::string& driver, const EthtoolFields& rules = {}) {
    EthtoolFields ntuple = rules;
    ntuple["places"] = uint64_t{16};
    kernel_ = TreeBuilder()
                  .Cpus(8)
                  .Nic("eth0", driver)
                  .Queues(4)
                  .Ethtool(EthtoolTopic::kNtuple, ntuple)
                  .Ethtool(EthtoolTopic::kFeatures, {{"hw/rx-ntuple-filter", "on"},
                                                     {"wanted/rx-ntuple-filter", "on"},
                                                     {"active/rx-ntuple-filter", "on"}})
                  .Build();
    device_ = DescribeInterface(kernel_, "eth0").value();
  }

  /// The errno, 0 if none.
  int Set(const std::string& word, const std::string& text) {
    const auto set = kernel_.EthtoolSet(device_, EthtoolTopic::kNtuple, {{word, text}});
    return set ? 0 : set.error().sys_errno;
  }
  Result<std::string> SetChannels(uint64_t count) {
    return kernel_.EthtoolSet(device_, EthtoolTopic::kChannels, {{"combined", count}});
  }
  void Filters(const char* state) {
    const EthtoolFields fields = {{"wanted/rx-ntuple-filter", std::string(state)}};
    ASSERT_THAT(kernel_.EthtoolSet(device_, EthtoolTopic::kFeatures, fields), IsOk());
  }
  std::string Rule(const std::string& place) const {
    return FieldText(kernel_.EthtoolGet(device_, EthtoolTopic::kNtuple).value(), "rule/" + place);
  }

  RecordedKernel kernel_ = TreeBuilder().Build();
  Device device_;
};

TEST_F(RecordedNtupleTest, IxgbeTakesFlowsOverIpv4ToItsQueuesAndNothingElse) {
  Have("ixgbe");
  EXPECT_EQ(Set("rule/15", kFeed), 0);
  EXPECT_EQ(Rule("15"), kFeed);
  EXPECT_EQ(Set("rule/14", "tcp4 dst-ip 10.0.0.1 dst-port 80 drop"), 0);
  EXPECT_EQ(Set("rule/13", "udp4 dst-ip 239.1.1.2 dst-port 5001 queue 4"), EINVAL);
  EXPECT_EQ(Set("rule/16", "udp4 dst-ip 239.1.1.2 dst-port 5001 queue 1"), EINVAL);
  EXPECT_EQ(Set("rule/12", "udp6 dst-port 5001 queue 1"), EINVAL);
  EXPECT_EQ(Set("rule/any", "udp4 dst-ip 239.1.1.2 dst-port 5001 queue 1"), EINVAL);
}

TEST_F(RecordedNtupleTest, IxgbeHasOneMaskForAllRules) {
  Have("ixgbe", {{"rule/15", std::string(kFeed)}});
  EXPECT_EQ(Set("rule/14", "udp4 dst-ip 239.1.1.2 queue 1"), EINVAL);
  EXPECT_EQ(Set("rule/15", "none"), 0);
  EXPECT_EQ(Set("rule/14", "udp4 dst-ip 239.1.1.2 queue 1"), 0);
  EXPECT_EQ(Set("rule/13", "ip4 dst-ip 239.1.1.3 queue 1"), EINVAL);
}

TEST_F(RecordedNtupleTest, IxgbeWantsItsFiltersOn) {
  Have("ixgbe");
  Filters("off");
  EXPECT_EQ(Set("rule/15", kFeed), EOPNOTSUPP);
}

TEST_F(RecordedNtupleTest, IgbTakesEtherTypesAndPrioritiesAndDropsNothing) {
  Have("igb");
  EXPECT_EQ(Set("rule/15", kPtp), 0);
  EXPECT_EQ(Set("rule/14", "ether vlan 8192 m 0x1fff queue 2"), 0);
  EXPECT_EQ(Set("rule/13", kFeed), EINVAL);
  EXPECT_EQ(Set("rule/13", "ether proto 0x800 drop"), EINVAL);
  EXPECT_EQ(Set("rule/13", "ether src 02:00:00:00:00:01 queue 1"), EINVAL);
  EXPECT_EQ(Set("rule/15", "ether proto 0x88f7 queue 2"), EEXIST);
}

TEST_F(RecordedNtupleTest, IgbDeletesItsRulesWithItsFiltersAndKeepsThemWithFewerChannels) {
  Have("igb", {{"rule/15", std::string(kPtp)}});
  ASSERT_THAT(SetChannels(2), IsOk());
  EXPECT_EQ(Rule("15"), kPtp);
  Filters("off");
  EXPECT_EQ(Rule("15"), "");
}

TEST_F(RecordedNtupleTest, IxgbeDeletesItsRulesWithAChangeOfChannels) {
  Have("ixgbe", {{"rule/15", std::string(kFeed)}});
  ASSERT_THAT(SetChannels(2), IsOk());
  EXPECT_EQ(Rule("15"), "");
}

TEST_F(RecordedNtupleTest, ChannelsThatARuleLeadsToStay) {
  Have("igb", {{"rule/15", std::string("ether proto 0x88f7 queue 3")}});
  const auto set = SetChannels(3);
  ASSERT_FALSE(set);
  EXPECT_THAT(set.error().message, EndsWith("low for existing ntuple filter settings"));
  EXPECT_THAT(SetChannels(8), IsOk());
}

TEST_F(RecordedNtupleTest, ADriverThatChoosesThePlaceIsLeftToIt) {
  Have("ice", {{"chooses-place", uint64_t{1}}, {"rule/15", std::string(kFeed)}});
  EXPECT_EQ(Set("rule/any", "udp6 dst-port 5001 queue 1"), 0);
  EXPECT_EQ(Rule("14"), "udp6 dst-port 5001 queue 1");
}

TEST_F(RecordedNtupleTest, WhatIsNotThereCannotBeDeleted) {
  Have("igb");
  EXPECT_EQ(Set("rule/15", "none"), EINVAL);
  EXPECT_EQ(Set("rule/15", "nonsense"), EINVAL);
}

TEST_F(RecordedNtupleTest, NoCaptureHasTheMacAddressesOfRules) {
  Have("ice", {{"rule/15", std::string(kFeed)},
               {"mac-rule/14", std::string("ether src 02:00:00:00:00:01 drop")}});
  const RecordingKernel recording(kernel_);
  ASSERT_THAT(recording.EthtoolGet(device_, EthtoolTopic::kNtuple), IsOk());
  const KernelTree tree = recording.Tree();
  const EthtoolFields& kept = tree.ethtool.at({"eth0", EthtoolTopic::kNtuple});
  EXPECT_EQ(FieldText(kept, "rule/15"), kFeed);
  EXPECT_FALSE(kept.contains("mac-rule/14"));
}

}  // namespace
}  // namespace netkeel
