// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matchers.h"
#include "support/tree_builder.h"
#include "tunables/factories.h"
#include "tunables/tunable_probe.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

Value Text(const char* text) { return std::string(text); }

TunableProbe FlowHash(RecordedKernel& kernel) {
  TunableProbe probe(MakeFlowHash(), kernel, Interface(kernel, "eth0"));
  probe.Look();
  return probe;
}

RecordedKernel With(const EthtoolFields& flows) {
  return TreeBuilder().Nic("eth0", "ice").Ethtool(EthtoolTopic::kFlowHash, flows).Build();
}

TEST(FlowHashTest, PortsAreHashedOnceTheyAreAskedFor) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  TunableProbe flows = FlowHash(kernel);
  EXPECT_EQ(flows.Text("tcp4") + ' ' + flows.Text("udp4"), "sdfn sd");
  ASSERT_THAT(flows.Set({{"udp4", Text("sdfn")}}), IsOk());
  EXPECT_THAT(kernel.writes(), ElementsAre("ethtool eth0 flow-hash udp4=240"));
  EXPECT_EQ(flows.Look().Text("udp4"), "sdfn");
}

TEST(FlowHashTest, TheOrderOfLettersIsNobodysBusiness) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  const TunableProbe flows = FlowHash(kernel);
  EXPECT_EQ(flows.StatusOf("tcp4", Text("nfds")), Status::kOk);
  EXPECT_EQ(flows.StatusOf("tcp4", Text("sdf")), Status::kDrift);
}

TEST(FlowHashTest, ARefusalSaysWhatTheDriverTakes) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  const auto set = FlowHash(kernel).Set({{"tcp4", Text("sd")}});
  ASSERT_FALSE(set);
  EXPECT_THAT(set.error().message, HasSubstr("eth0 flow-hash tcp4 sd"));
  EXPECT_THAT(set.error().message, HasSubstr("ixgbe takes sdfn for TCP, sd or sdfn for UDP"));
}

TEST(FlowHashTest, PacketsThatTheDeviceDoesNotKnowAreUnsupported) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  TunableProbe flows = FlowHash(kernel);
  flows.Look({"gtpu4"});
  EXPECT_EQ(flows.Problem("gtpu4").code, ErrorCode::kUnsupported);
  EXPECT_THAT(flows.Problem("gtpu4").message, HasSubstr("it has: tcp4, udp4, sctp4"));
}

TEST(FlowHashTest, ADeviceThatHashesNothingHasNone) {
  RecordedKernel kernel = LoadTestTree("virtio");
  EXPECT_THAT(FlowHash(kernel).Problem("").message, HasSubstr("hashes no packets"));
}

TEST(FlowHashTest, WhatAProfileCannotSayGoesBackAsItWas) {
  RecordedKernel kernel = With({{"tcp4", 0UL}, {"udp4", 0x10f0UL}, {"ip4", 0x80000000UL}});
  TunableProbe flows = FlowHash(kernel);
  EXPECT_EQ(flows.Text("tcp4"), "none");
  EXPECT_EQ(flows.Text("udp4"), "0x10f0");
  EXPECT_EQ(flows.Text("ip4"), "r");
  ASSERT_THAT(flows.Set({{"tcp4", Text("s")}, {"udp4", Text("s")}}), IsOk());
  ASSERT_THAT(flows.Set({{"tcp4", Text("none")}, {"udp4", Text("0x10f0")}}), IsOk());
  EXPECT_EQ(flows.Look().Text("tcp4") + flows.Text("udp4"), "none0x10f0");
}

}  // namespace
}  // namespace netkeel
