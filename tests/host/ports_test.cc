// SPDX-License-Identifier: Apache-2.0
#include "host/ports.h"

#include <gmock/gmock.h>

#include "kernel/recorded/recorded_kernel.h"

namespace netkeel {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

RecordedKernel Load(const std::string& tree) {
  auto kernel = RecordedKernel::Load("trees/" + tree);
  if (!kernel) ADD_FAILURE() << kernel.error().message;
  return kernel ? std::move(*kernel) : RecordedKernel();
}

void Below(RecordedKernel& kernel, const std::string& upper, const std::string& lower) {
  kernel.AddLink("/sys/class/net/" + upper + "/lower_" + lower,
                 "/sys/devices/virtual/net/" + lower);
  kernel.AddLink("/sys/class/net/" + lower + "/upper_" + upper,
                 "/sys/devices/virtual/net/" + upper);
}

std::map<std::string, Device> Named(const std::vector<std::string>& names) {
  std::map<std::string, Device> devices{{kHostDevice, HostDevice()}};
  for (const std::string& name : names) devices[name].name = name;
  return devices;
}

TEST(PortsTest, ThoseOfABondAreItsCards) {
  EXPECT_THAT(PortsBeneath(Load("bond-stack"), "bond0"), ElementsAre("eth0", "eth1"));
}

TEST(PortsTest, EveryLevelLeadsToTheCards) {
  const RecordedKernel kernel = Load("bond-stack");
  EXPECT_THAT(PortsBeneath(kernel, "bond0.100"), ElementsAre("eth0", "eth1"));
  EXPECT_THAT(PortsBeneath(kernel, "mv0"), ElementsAre("eth0", "eth1"));
}

TEST(PortsTest, AGuestsTapBesideACardIsNone) {
  EXPECT_THAT(PortsBeneath(Load("bond-stack"), "br0"), ElementsAre("eth0", "eth1"));
}

TEST(PortsTest, WhereNoCardIsTheLowestVirtualOnesAreMeant) {
  RecordedKernel kernel = Load("bond-stack");
  kernel.Remove("/sys/class/net/br0/lower_bond0.100");
  EXPECT_THAT(PortsBeneath(kernel, "br0"), ElementsAre("vnet0"));
}

TEST(PortsTest, ACardHasNoneThoughSomethingIsBelowIt) {
  RecordedKernel kernel = Load("bond-stack");
  Below(kernel, "eth1", "eth0");  // as a switch's port has the CPU's interface
  EXPECT_THAT(PortsBeneath(kernel, "eth1"), IsEmpty());
  EXPECT_THAT(PortsBeneath(kernel, "bond0"), ElementsAre("eth0", "eth1"));
}

TEST(PortsTest, ThatOfHvNetvscIsItsVirtualFunction) {
  EXPECT_THAT(PortsBeneath(Load("hv-netvsc"), "eth0"), ElementsAre("enP39424s1"));
  EXPECT_THAT(PortsBeneath(Load("hv-netvsc"), "enP39424s1"), IsEmpty());
}

TEST(PortsTest, LevelsAreCountedFromTheCards) {
  const auto levels = LevelsOf(Load("bond-stack"), Named({"eth0", "bond0", "bond0.100"}));
  EXPECT_EQ(levels, (std::map<std::string, int>{{"bond0", 1}, {"bond0.100", 2}, {"eth0", 0}}));
}

TEST(PortsTest, ALoopEnds) {
  RecordedKernel kernel = Load("bond-stack");
  Below(kernel, "bond0", "br0");
  EXPECT_THAT(PortsBeneath(kernel, "br0"), ElementsAre("eth0", "eth1"));
  EXPECT_THAT(PortsBeneath(kernel, "bond0"), ElementsAre("eth0", "eth1"));
  kernel.Remove("/sys/class/net/bond0/lower_eth0");
  kernel.Remove("/sys/class/net/bond0/lower_eth1");
  kernel.Remove("/sys/class/net/br0/lower_vnet0");
  EXPECT_THAT(PortsBeneath(kernel, "br0"), IsEmpty());
  EXPECT_THAT(WithPorts(kernel, {"br0"}), ElementsAre("br0"));
  EXPECT_THAT(WithUppers(kernel, {"br0"}), ElementsAre("bond0", "bond0.100", "br0", "mv0"));
}

TEST(PortsTest, TheyAreInNaturalOrder) {
  RecordedKernel kernel = Load("bond-stack");
  for (const char* const port : {"eth10", "eth2"}) Below(kernel, "bond0", port);
  kernel.AddLink("/sys/class/net/eth10/device", "/sys/devices/platform/eth10");
  kernel.AddLink("/sys/class/net/eth2/device", "/sys/devices/platform/eth2");
  EXPECT_THAT(PortsBeneath(kernel, "bond0"), ElementsAre("eth0", "eth1", "eth2", "eth10"));
}

TEST(PortsTest, WhatIsAskedForHasItsPortsAndTheirsAndWhatIsAbove) {
  RecordedKernel kernel = Load("hv-netvsc");
  Below(kernel, "bond0", "eth0");
  EXPECT_THAT(WithPorts(kernel, {"bond0"}), ElementsAre("bond0", "enP39424s1", "eth0"));
  EXPECT_THAT(WithUppers(Load("bond-stack"), {"eth1"}),
              ElementsAre("bond0", "bond0.100", "br0", "eth1", "mv0"));
}

TEST(PortsTest, StandbyPortsAreThoseThatTheBondKeepsAsBackup) {
  EXPECT_THAT(StandbyPorts(Load("bond-stack"), Named({"bond0", "eth0", "eth1", "vnet0"})),
              ElementsAre("eth1"));
}

}  // namespace
}  // namespace netkeel
