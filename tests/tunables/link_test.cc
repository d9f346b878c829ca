// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "support/matchers.h"
#include "tunables/factories.h"
#include "tunables/tunable_probe.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

uint64_t N(uint64_t number) { return number; }

TunableProbe Link(RecordedKernel& kernel) {
  TunableProbe probe(MakeLink(), kernel, Interface(kernel, "eth0"));
  probe.Look();
  return probe;
}

TEST(LinkTest, EachSettingIsARequestOfItsOwnInOrder) {
  RecordedKernel kernel = LoadTestTree("veth-gro");
  TunableProbe link = Link(kernel);
  ASSERT_THAT(link.Set({{"gro_max_size", N(131072)},
                        {"gso_ipv4_max_size", N(65536)},
                        {"gso_max_size", N(131072)},
                        {"mtu", N(9000)},
                        {"txqueuelen", N(5000)}}),
              IsOk());
  EXPECT_THAT(kernel.writes(), ElementsAre("ethtool eth0 link-settings mtu=9000",
                                           "ethtool eth0 link-settings txqueuelen=5000",
                                           "ethtool eth0 link-settings gso_max_size=131072",
                                           "ethtool eth0 link-settings gso_ipv4_max_size=65536",
                                           "ethtool eth0 link-settings gro_max_size=131072"));
  EXPECT_EQ(link.Look().Text("mtu"), "9000");
  EXPECT_EQ(link.Text("gro_max_size"), "131072");
}

TEST(LinkTest, AnMtuResetsWhatTheDriverResets) {
  RecordedKernel ixgbe = LoadTestTree("ixgbe-4q");
  const Step step = Link(ixgbe).Steps({{"mtu", N(9000)}}).front();
  EXPECT_TRUE(step.disruptive);
  EXPECT_EQ(step.effect, "resets the link");
  RecordedKernel veth = LoadTestTree("veth-gro");
  EXPECT_FALSE(Link(veth).Steps({{"mtu", N(9000)}}).front().disruptive);
  EXPECT_FALSE(Link(ixgbe).Steps({{"txqueuelen", N(9000)}}).front().disruptive);
}

TEST(LinkTest, AnMtuTooSmallForIpv6TakesLeaveAndSaysWhatIsLost) {
  RecordedKernel kernel = LoadTestTree("veth-gro");
  TunableProbe link = Link(kernel);
  const Step step = link.Steps({{"mtu", N(1279)}}).front();
  EXPECT_TRUE(step.disruptive);
  EXPECT_THAT(step.effect, HasSubstr("takes IPv6 away, with its addresses"));
  EXPECT_FALSE(link.Steps({{"mtu", N(1280)}}).front().disruptive);
  ASSERT_THAT(link.Set({{"mtu", N(1000)}}), IsOk());
  EXPECT_FALSE(link.Look().Steps({{"mtu", N(900)}}).front().disruptive);
}

TEST(LinkTest, TheDevicesBoundsAreLinuxsToo) {
  RecordedKernel kernel = LoadTestTree("veth-gro");
  TunableProbe link = Link(kernel);
  EXPECT_EQ(link.Text("mtu-min") + ' ' + link.Text("mtu-max"), "68 65535");
  EXPECT_EQ(link.Text("gso_max_size-max"), "524280");
  for (const auto& [key, value, words] :
       {std::tuple{"mtu", N(67), "mtu less than device minimum"},
        std::tuple{"mtu", N(65536), "mtu greater than device maximum"},
        std::tuple{"gso_max_size", N(524281), "too big gso_max_size"},
        std::tuple{"gro_ipv4_max_size", N(524281), "too big gro_ipv4_max_size"}}) {
    const auto set = link.Set({{key, value}});
    ASSERT_THAT(set, HasErrno(EINVAL)) << key;
    EXPECT_THAT(set.error().message, HasSubstr(words));
  }
}

TEST(LinkTest, ASizeUpTo64KIsThatOfIpv4Too) {
  RecordedKernel kernel = LoadTestTree("veth-gro");
  TunableProbe link = Link(kernel);
  ASSERT_THAT(link.Set({{"gso_max_size", N(32768)}, {"gro_max_size", N(131072)}}), IsOk());
  EXPECT_EQ(link.Look().Text("gso_ipv4_max_size"), "32768");
  EXPECT_EQ(link.Text("gro_ipv4_max_size"), "65536");
}

TEST(LinkTest, WhatTheKernelDoesNotHaveIsUnsupported) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  TunableProbe link(MakeLink(), kernel, Interface(kernel, "eth0"));
  link.Look({"gro_ipv4_max_size", "mtu"});
  EXPECT_EQ(link.Problem("gro_ipv4_max_size").code, ErrorCode::kUnsupported);
  EXPECT_THAT(link.Problem("gro_ipv4_max_size").message, HasSubstr("it has: mtu, txqueuelen"));
  EXPECT_EQ(link.Text("mtu"), "1500");
}

}  // namespace
}  // namespace netkeel
