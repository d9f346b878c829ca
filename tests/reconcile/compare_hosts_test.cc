// SPDX-License-Identifier: Apache-2.0
#include "reconcile/compare_hosts.h"

#include <gmock/gmock.h>

#include "support/tree_builder.h"

namespace netkeel {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

TreeBuilder Host() {
  TreeBuilder builder;
  builder.Cpus(8).Nic("eth0", "ixgbe").Queues(4).Pci("0000:03:00.0");
  return builder;
}

/// "address: a -> b" lines.
std::vector<std::string> Between(const Kernel& a, const Kernel& b) {
  std::vector<std::string> lines;
  for (const Difference& each : Compare(ViewHost(a).value(), ViewHost(b).value())) {
    lines.push_back(ToText(each.address) + ": " + each.a + " -> " + each.b);
  }
  return lines;
}

TEST(CompareHostsTest, AHostIsLikeItself) {
  EXPECT_THAT(Between(Host().Build(), Host().Build()), IsEmpty());
}

TEST(CompareHostsTest, SettingsOfHostAndDeviceAreCompared) {
  EXPECT_THAT(Between(Host().Build(),
                      Host().Rings(1024, 4096).Sysctl("net.core.dev_weight", "128").Build()),
              testing::ElementsAre("host/sysctl/net.core.dev_weight: 64 -> 128",
                                   "eth0/rings/rx: 512 -> 1024", "eth0/rings/tx: 512 -> 1024"));
}

TEST(CompareHostsTest, CompanionsOfAKeyAreNoDifference) {
  TreeBuilder isolated = Host();
  isolated.Isolated("7").Sysctl("net.core.rps_default_mask", "0");
  const auto view = ViewHost(isolated.Build()).value();
  ASSERT_TRUE(view.values.contains({"eth0", "queues", "rx-0/rps_cpus"}));
  ASSERT_TRUE(view.values.contains({kHostDevice, "sysctl", "net.core.rps_default_mask"}));
  EXPECT_TRUE(view.values.contains({"eth0", "rings", "rx-max"})) << "a bound of the device";
  for (const auto& [address, text] : view.values) {
    EXPECT_FALSE(address.key.ends_with("/allowed")) << ToText(address);
    EXPECT_FALSE(address.key.ends_with("/count")) << ToText(address);
  }
}

TEST(CompareHostsTest, ASysctlOfADottedNameIsComparedByItsWholeKey) {
  TreeBuilder one = Host();
  TreeBuilder other = Host();
  one.File("/proc/sys/net/ipv4/conf/eth0.100/tag", "0\n");
  other.File("/proc/sys/net/ipv4/conf/eth0.100/tag", "1\n");
  EXPECT_THAT(Between(one.Build(), other.Build()),
              testing::ElementsAre("host/sysctl/net.ipv4.conf.eth0/100.tag: 0 -> 1"));
}

TEST(CompareHostsTest, WhatIsInForceIsComparedWhereAnotherKeyOutweighsOne) {
  const auto with = [](const std::string& all, const std::string& own) {
    TreeBuilder builder = Host();
    builder.File("/proc/sys/net/ipv4/conf/all/rp_filter", all + '\n');
    builder.File("/proc/sys/net/ipv4/conf/eth0/rp_filter", own + '\n');
    return builder.Build();
  };
  const std::string of_all = "host/sysctl/net.ipv4.conf.all.rp_filter: 2 -> ";
  EXPECT_THAT(Between(with("2", "1"), with("0", "2")), testing::ElementsAre(of_all + '0'));
  EXPECT_THAT(
      Between(with("2", "1"), with("0", "0")),
      testing::ElementsAre(of_all + '0', "eth0/interface-sysctl/ipv4.conf.rp_filter: 2 -> 0"));
}

TEST(CompareHostsTest, NumbersOfInterruptsAreNoDifference) {
  TreeBuilder later;
  later.Cpus(8).Nic("aux0", "igb").Queues(2).Pci("0000:01:00.0");
  later.Nic("eth0", "ixgbe").Queues(4).Pci("0000:03:00.0");
  EXPECT_THAT(Between(Host().Build(), later.Build()),
              testing::ElementsAre("aux0/device:  -> there"));
}

TEST(CompareHostsTest, ARenamedCardIsFoundByItsPciAddress) {
  TreeBuilder renamed;
  renamed.Cpus(8).Nic("enp3s0", "ixgbe").Queues(4).Pci("0000:03:00.0");
  EXPECT_THAT(Between(Host().Build(), renamed.Build()),
              testing::ElementsAre("eth0/device/name: eth0 -> enp3s0"));
}

TEST(CompareHostsTest, VectorsAreComparedByTheirQueue) {
  RecordedKernel moved = Host().Build();
  const auto view = ViewHost(moved).value();
  ASSERT_TRUE(view.values.contains({"eth0", "irq", "queue-3/affinity"}));
  for (const auto& [address, text] : view.values) {
    EXPECT_FALSE(address.key.ends_with("/irq")) << ToText(address);
  }
}

}  // namespace
}  // namespace netkeel
