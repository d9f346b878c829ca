// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "host/inventory.h"
#include "kernel/recorded/recorded_kernel.h"
#include "kernel/recording_kernel.h"
#include "kernel/topics/topic.h"
#include "support/matchers.h"
#include "support/netlink_bytes.h"
#include "support/tree_builder.h"

namespace netkeel {
namespace {

Fields Read(std::string_view message, QueryTopic topic) {
  return ReadFields(message, RowOf(topic).attributes);
}

std::string Numbers(const std::vector<std::pair<uint16_t, uint32_t>>& numbers) {
  std::string message;
  for (const auto& [type, number] : numbers) {
    message += wire::Attribute(type, wire::Number(number));
  }
  return message;
}

TEST(QueryRowsTest, AQueueHasItsTypeAndTheNapiThatServesIt) {
  const Fields rx = Read(Numbers({{1, 3}, {2, 5}, {3, 0}, {4, 8193}}), QueryTopic::kQueues);
  EXPECT_EQ(rx, (Fields{{"id", 3UL}, {"type", std::string("rx")}, {"napi-id", 8193UL}}));
  const Fields tx = Read(Numbers({{1, 0}, {3, 1}}), QueryTopic::kQueues);
  EXPECT_EQ(tx, (Fields{{"id", 0UL}, {"type", std::string("tx")}}));
}

TEST(QueryRowsTest, ANapiHasItsInterruptWhereTheDriverTellsIt) {
  EXPECT_EQ(Read(Numbers({{1, 5}, {2, 8193}, {3, 41}, {4, 900}}), QueryTopic::kNapis),
            (Fields{{"id", 8193UL}, {"irq", 41UL}}));
  EXPECT_EQ(Read(Numbers({{2, 8193}}), QueryTopic::kNapis), (Fields{{"id", 8193UL}}));
}

TEST(QueryRowsTest, WhatIsNoNumberIsLeftOut) {
  EXPECT_TRUE(Read(wire::Attribute(1, "x"), QueryTopic::kQueues).empty());
  EXPECT_TRUE(Read("", QueryTopic::kNapis).empty());
}

TEST(QueryRowsTest, RowsAreCapturedAndReplayed) {
  RecordedKernel kernel = TreeBuilder().Nic("eth0", "ice").Queues(2).Told(41).Build();
  const Device eth0 = DescribeInterface(kernel, "eth0").value();
  RecordingKernel recording(kernel);
  for (const QueryTopic topic : {QueryTopic::kQueues, QueryTopic::kNapis}) {
    ASSERT_THAT(recording.Query(eth0, topic), IsOk());
  }
  KernelTree replayed;
  for (const auto& [path, content] : TreeFiles(recording.Tree())) {
    ASSERT_THAT(AddTreeFile(path, content, replayed), IsOk()) << path;
  }
  EXPECT_EQ(replayed.rows, recording.Tree().rows);
  EXPECT_EQ(RecordedKernel(replayed).Query(eth0, QueryTopic::kNapis)->size(), 2U);
}

TEST(QueryRowsTest, AKernelThatHasNoSuchListIsUnsupported) {
  const RecordedKernel kernel = TreeBuilder().Nic("eth0", "ice").Build();
  const Device eth0 = DescribeInterface(kernel, "eth0").value();
  EXPECT_THAT(kernel.Query(eth0, QueryTopic::kQueues), HasCode(ErrorCode::kUnsupported));
}

TEST(QueryRowsTest, AWordThatNoRowHasIsKept) {
  KernelTree tree;
  ASSERT_THAT(AddTreeFile("netdev/eth0/queues.yaml", "0/type: tx\n0/lease: 7\n0/x: y\n", tree),
              IsOk());
  EXPECT_EQ(tree.rows.begin()->second.front(),
            (Fields{{"type", "tx"}, {"lease", 7UL}, {"x", "y"}}));
}

TEST(QueryRowsTest, ANumberThatIsNoneIsNotBelieved) {
  KernelTree tree;
  const auto added = AddTreeFile("netdev/eth0/queues.yaml", "0/id: first\n", tree);
  ASSERT_THAT(added, HasCode(ErrorCode::kBadInput));
  EXPECT_EQ(added.error().message, "netdev/eth0/queues.yaml: 0/id is not a number");
}

TEST(QueryRowsTest, RowsOutOfOrderAreNotBelieved) {
  KernelTree tree;
  for (const char* const text : {"1/id: 3\n", "id: 3\n", "x/id: 3\n", "0/id: 1\n7/id: 2\n"}) {
    EXPECT_THAT(AddTreeFile("netdev/eth0/queues.yaml", text, tree), HasCode(ErrorCode::kBadInput))
        << text;
  }
}

}  // namespace
}  // namespace netkeel
