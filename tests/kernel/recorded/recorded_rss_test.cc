// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <cerrno>

#include "host/inventory.h"
#include "kernel/driver_facts.h"
#include "kernel/recorded/recorded_kernel.h"
#include "support/matchers.h"
#include "support/tree_builder.h"

namespace netkeel {
namespace {

using testing::EndsWith;
using Table = std::vector<uint64_t>;

constexpr size_t kEntries = 8;

/// A card of 4 queues with a table.
class RecordedRssTest : public testing::Test {
 protected:
  void Have(const std::string& driver) {
    const EthtoolFields rss = {{"hash-function", "toeplitz"},
                               {"key", "00:11"},
                               {"indirection", DefaultTable(driver, kEntries, 4)}};
    kernel_ = TreeBuilder()
                  .Cpus(8)
                  .Nic("eth0", driver)
                  .Queues(4)
                  .Rings(512, 4096)
                  .Ethtool(EthtoolTopic::kRss, rss)
                  .Build();
    device_ = DescribeInterface(kernel_, "eth0").value();
  }

  Result<std::string> Set(EthtoolTopic topic, const EthtoolFields& fields) {
    return kernel_.EthtoolSet(device_, topic, fields);
  }
  Result<std::string> SetTable(Table table) {
    return Set(EthtoolTopic::kRss, {{"indirection", std::move(table)}});
  }
  Result<std::string> SetChannels(uint64_t count) {
    return Set(EthtoolTopic::kChannels, {{"combined", count}});
  }
  Value PresentTable() const {
    return kernel_.EthtoolGet(device_, EthtoolTopic::kRss).value().at("indirection");
  }

  RecordedKernel kernel_ = TreeBuilder().Build();
  Device device_;
};

TEST_F(RecordedRssTest, ATableIsRepeatedToItsEnd) {
  Have("ixgbe");
  ASSERT_THAT(SetTable({2, 3}), IsOk());
  EXPECT_EQ(PresentTable(), Value(Table({2, 3, 2, 3, 2, 3, 2, 3})));
}

TEST_F(RecordedRssTest, WhatIsNoTableIsRefusedInTheKernelsWords) {
  Have("ixgbe");
  EXPECT_THAT(SetTable({0, 1, 2}).error().message,
              EndsWith("size (3) mismatch with device indir table (8)"));
  EXPECT_THAT(SetTable({0, 9}).error().message, EndsWith("entry 1: queue out of range (9)"));
}

TEST_F(RecordedRssTest, OneThatSomebodyHasSetForbidsFewerChannels) {
  Have("ixgbe");
  ASSERT_THAT(SetTable({0, 3}), IsOk());
  EXPECT_THAT(SetChannels(2).error().message,
              EndsWith("too low for existing indirection table (3)"));
  ASSERT_THAT(SetTable({}), IsOk());
  EXPECT_THAT(SetChannels(2), IsOk());
  EXPECT_EQ(PresentTable(), Value(Table({0, 1, 0, 1, 0, 1, 0, 1})));
}

TEST_F(RecordedRssTest, IxgbeForgetsItInAResetAndForbidsFewerChannelsNonetheless) {
  Have("ixgbe");
  ASSERT_THAT(SetTable({0, 3}), IsOk());
  ASSERT_THAT(Set(EthtoolTopic::kRings, {{"rx", 1024UL}}), IsOk());
  EXPECT_EQ(PresentTable(), Value(RoundRobinTable(kEntries, 4)));
  EXPECT_THAT(SetChannels(2), HasErrno(EINVAL));
}

TEST_F(RecordedRssTest, IgbKeepsItInAResetAndMakesItsOwnOfOtherChannels) {
  Have("igb");
  ASSERT_THAT(SetTable({0, 1}), IsOk());
  ASSERT_THAT(Set(EthtoolTopic::kRings, {{"rx", 1024UL}}), IsOk());
  EXPECT_EQ(PresentTable(), Value(RoundRobinTable(kEntries, 2)));
  ASSERT_THAT(SetChannels(2), IsOk());
  EXPECT_EQ(PresentTable(), Value(Table({0, 0, 0, 0, 1, 1, 1, 1})));
}

TEST_F(RecordedRssTest, OthersKeepWhatSomebodyHasSet) {
  Have("ice");
  ASSERT_THAT(SetTable({0, 1}), IsOk());
  ASSERT_THAT(SetChannels(8), IsOk());
  EXPECT_EQ(PresentTable(), Value(RoundRobinTable(kEntries, 2)));
}

TEST_F(RecordedRssTest, HashFunctionsAndKeysAreTheDevices) {
  Have("ixgbe");
  EXPECT_THAT(Set(EthtoolTopic::kRss, {{"hash-function", "xor"}}), HasErrno(EOPNOTSUPP));
  EXPECT_THAT(Set(EthtoolTopic::kRss, {{"input-transformation", "symmetric-xor"}}),
              HasErrno(EOPNOTSUPP));
  EXPECT_THAT(Set(EthtoolTopic::kRss, {{"key", "00:11:22"}}), HasErrno(EINVAL));
  EXPECT_THAT(Set(EthtoolTopic::kRss, {{"key", "aa:bb"}}), IsOk());
  Have("mlx5_core");
  EXPECT_THAT(Set(EthtoolTopic::kRss, {{"hash-function", "xor"}}), IsOk());
}

}  // namespace
}  // namespace netkeel
