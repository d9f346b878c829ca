// SPDX-License-Identifier: Apache-2.0
//
// Every driver with several queues, on a small tree that has its vectors' names.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <set>

#include "host/irq_vectors.h"
#include "support/matchers.h"
#include "support/tree_builder.h"
#include "tunables/factories.h"
#include "tunables/tunable_probe.h"

namespace netkeel {
namespace {

constexpr uint64_t kQueues = 4;

class DriverTest : public testing::TestWithParam<std::string> {
 protected:
  RecordedKernel Tree() const {
    return TreeBuilder().Cpus(8).Nic("eth0", GetParam()).Queues(kQueues).Build();
  }
};

TEST_P(DriverTest, EveryQueueHasItsVectorsInOrder) {
  const RecordedKernel kernel = Tree();
  const FoundVectors found = FindVectors(kernel, Interface(kernel, "eth0"));
  ASSERT_FALSE(found.problem.has_value()) << found.problem->message;
  std::set<uint64_t> queues;
  std::map<uint64_t, unsigned> first;
  for (const IrqVector& vector : found.vectors) {
    if (!vector.queue) continue;
    queues.insert(*vector.queue);
    unsigned& lowest = first.emplace(*vector.queue, vector.irq).first->second;
    lowest = std::min(lowest, vector.irq);
  }
  const bool halves = GetParam() == "gve";  // four blocks are two queues
  EXPECT_EQ(queues.size(), halves ? kQueues / 2 : kQueues);
  EXPECT_EQ(*queues.rbegin() + 1, queues.size());
  for (const uint64_t queue : queues) {
    if (queue == 0) continue;
    EXPECT_LT(first[queue - 1], first[queue]) << "queue " << queue;
  }
}

TEST_P(DriverTest, LabelsAreUniqueAndNoVectorIsThereTwice) {
  const RecordedKernel kernel = Tree();
  std::set<std::string> labels;
  std::set<unsigned> irqs;
  for (const IrqVector& vector : FindVectors(kernel, Interface(kernel, "eth0")).vectors) {
    EXPECT_TRUE(labels.insert(vector.label).second) << vector.label;
    EXPECT_TRUE(irqs.insert(vector.irq).second) << vector.label;
    EXPECT_EQ(vector.label.find_first_of("/ "), std::string::npos) << vector.label;
  }
}

TEST_P(DriverTest, WhatWasSetIsReadBackFromTheVectorOfThatLabel) {
  RecordedKernel kernel = Tree();
  TunableProbe irq(MakeIrqAffinity(), kernel, Interface(kernel, "eth0"));
  irq.Look();
  const auto vectors = FindVectors(kernel, Interface(kernel, "eth0")).vectors;
  for (const IrqVector& vector : vectors) {
    const std::string key = vector.label + "/affinity";
    ASSERT_THAT(irq.Set({{key, CpuSet{5}}}), IsOk()) << key;
    EXPECT_EQ(irq.Look().StatusOf(key, CpuSet{5}), Status::kOk) << key;
  }
}

INSTANTIATE_TEST_SUITE_P(Drivers, DriverTest, testing::ValuesIn(DriversWithVectorNames()),
                         [](const auto& param_info) {
                           std::string name = param_info.param;
                           std::replace(name.begin(), name.end(), '-', '_');
                           return name;
                         });

TEST(UnknownNameTest, AnUnknownNameIsNeverMovedWithTheOthers) {
  RecordedKernel kernel = TreeBuilder().Cpus(8).Nic("eth0", "ixgbe").Queues(4).Build();
  kernel.AddFile("/sys/kernel/irq/44/actions", "eth0-novelty-0\n");
  const FoundVectors found = FindVectors(kernel, Interface(kernel, "eth0"));
  EXPECT_TRUE(found.vectors.empty());
  ASSERT_TRUE(found.problem.has_value());
  EXPECT_EQ(found.problem->code, ErrorCode::kUnclear);
  EXPECT_THAT(found.problem->message, testing::HasSubstr("eth0-novelty-0"));
}

}  // namespace
}  // namespace netkeel
