// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "support/faulty_kernel.h"
#include "support/matchers.h"
#include "tunables/factories.h"
#include "tunables/tunable_probe.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

uint64_t N(uint64_t number) { return number; }

TunableProbe Channels(RecordedKernel& kernel) {
  TunableProbe probe(MakeChannels(), kernel, Interface(kernel, "eth0"));
  probe.Look();
  return probe;
}

TEST(ChannelsTest, SendsOnlyWhatChanges) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  TunableProbe channels = Channels(kernel);
  ASSERT_THAT(channels.Set({{"combined", N(2)}}), IsOk());
  EXPECT_THAT(kernel.writes(), ElementsAre("ethtool eth0 channels combined=2"));
  EXPECT_EQ(channels.Look().Text("combined"), "2");
}

TEST(ChannelsTest, AStepReshapesAndResetsTheLink) {
  for (const char* const tree : {"ixgbe-4q", "veth"}) {
    RecordedKernel kernel = LoadTestTree(tree);
    const Step step = Channels(kernel).Steps({{"rx", N(2)}}).front();
    EXPECT_TRUE(step.reshapes) << tree;
    EXPECT_TRUE(step.disruptive) << tree;
    EXPECT_THAT(step.effect, HasSubstr("resets the link")) << tree;
  }
}

TEST(ChannelsTest, VirtioReshapesWithTheLinkLeftUp) {
  RecordedKernel kernel = LoadTestTree("virtio");
  const Step step = Channels(kernel).Steps({{"combined", N(1)}}).front();
  EXPECT_TRUE(step.reshapes);
  EXPECT_FALSE(step.disruptive);
}

TEST(ChannelsTest, WhatTheDeviceHasNoneOfIsUnsupportedAndSaysWhatItHas) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  TunableProbe channels(MakeChannels(), kernel, Interface(kernel, "eth0"));
  channels.Look({"rx"});
  EXPECT_EQ(channels.Problem("rx").code, ErrorCode::kUnsupported);
  EXPECT_THAT(channels.Problem("rx").message, HasSubstr("it has: combined"));
}

TEST(ChannelsTest, QueuesStandsForOthersAndIsNeverAValueOfItsOwn) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  TunableProbe channels(MakeChannels(), kernel, Interface(kernel, "eth0"));
  channels.Look({"queues"});
  EXPECT_FALSE(channels.Has("queues"));
  EXPECT_TRUE(channels.Has("combined-max"));
  EXPECT_FALSE(channels.tunable().IsWritable("queues"));
  EXPECT_TRUE(channels.tunable().IsWritable("combined"));
}

TEST(ChannelsTest, ADeviceWithSeparateQueuesShowsBoth) {
  RecordedKernel kernel = LoadTestTree("bnxt");
  const TunableProbe channels = Channels(kernel);
  EXPECT_EQ(channels.Text("rx"), "4");
  EXPECT_EQ(channels.Text("combined"), "0");
  EXPECT_EQ(channels.Text("combined-max"), "74");
}

TEST(ChannelsTest, ARefusedShrinkNamesWhatHoldsAQueue) {
  RecordedKernel recorded = LoadTestTree("ixgbe-4q");
  FaultyKernel kernel(recorded, 1, EINVAL);
  TunableProbe channels(MakeChannels(), kernel, Interface(recorded, "eth0"));
  const auto set = channels.Look().Set({{"combined", N(2)}});
  ASSERT_THAT(set, HasCode(ErrorCode::kInvalid));
  EXPECT_THAT(set.error().message, HasSubstr("rss: {indirection: default}"));
}

TEST(ChannelsTest, ARefusedGrowthBlamesNoRssTable) {
  RecordedKernel recorded = LoadTestTree("ixgbe-4q");
  FaultyKernel kernel(recorded, 1, EINVAL);
  TunableProbe channels(MakeChannels(), kernel, Interface(recorded, "eth0"));
  const auto set = channels.Look().Set({{"combined", N(8)}});
  ASSERT_FALSE(set);
  EXPECT_THAT(set.error().message, testing::Not(HasSubstr("ethtool -X")));
}

}  // namespace
}  // namespace netkeel
