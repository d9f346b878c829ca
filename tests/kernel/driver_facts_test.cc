// SPDX-License-Identifier: Apache-2.0
#include "kernel/driver_facts.h"

#include <gmock/gmock.h>

#include <filesystem>

#include "host/inventory.h"
#include "kernel/recorded/recorded_kernel.h"
#include "support/matchers.h"

namespace netkeel {
namespace {

namespace fs = std::filesystem;

/// Trees that were read of a real driver in a virtual machine.
std::vector<std::string> CapturedTrees() {
  std::vector<std::string> trees;
  for (const auto& entry : fs::directory_iterator("trees")) {
    if (entry.path().filename().string().starts_with("qemu-")) trees.push_back(entry.path());
  }
  return trees;
}

TEST(DriverFactsTest, WhatARealDriverHasAndAllowsItsRuleGrantsAsItIs) {
  int held_against = 0;
  for (const std::string& tree : CapturedTrees()) {
    const RecordedKernel kernel = RecordedKernel::Load(tree).value();
    const auto names = InterfaceNames(kernel);
    ASSERT_THAT(names, IsOk());
    for (const std::string& name : *names) {
      const Device device = DescribeInterface(kernel, name).value();
      const RingRule* const rule = RingRuleOf(device.driver);
      const auto rings = kernel.EthtoolGet(device, EthtoolTopic::kRings);
      if (rule == nullptr || !rings) continue;
      for (const std::string word : {"rx", "tx"}) {
        const uint64_t max = std::get<uint64_t>(rings->at(word + "-max"));
        const uint64_t size = std::get<uint64_t>(rings->at(word));
        EXPECT_EQ(GrantedRing(*rule, size, max), size) << tree << ' ' << word;
        EXPECT_EQ(GrantedRing(*rule, max, max), max) << tree << ' ' << word;
        ++held_against;
      }
    }
  }
  EXPECT_GT(held_against, 8);
}

// The machines of tests/vm are asked for the same: igb, Linux 6.1 and 6.12.
TEST(DriverFactsTest, AnEmulatedCardGrantsWhatTheTableSays) {
  EXPECT_EQ(GrantedRing(*RingRuleOf("igb"), 1001, 4096), 1008U);
  EXPECT_EQ(GrantedRing(*RingRuleOf("igb"), 4096, 4096), 4096U);
}

TEST(DriverFactsTest, TooLittleIsRaisedOrRefusedAndTooMuchIsRefused) {
  EXPECT_EQ(GrantedRing(*RingRuleOf("ixgbe"), 1, 4096), 64U);
  EXPECT_EQ(GrantedRing(*RingRuleOf("ice"), 1, 8160), std::nullopt);
  EXPECT_EQ(GrantedRing(*RingRuleOf("ixgbe"), 4097, 4096), std::nullopt);
  EXPECT_EQ(GrantedRing(*RingRuleOf("mlx5_core"), 5000, 8000), 8000U);
  EXPECT_EQ(RingRuleOf("unheard_of"), nullptr);
}

}  // namespace
}  // namespace netkeel
