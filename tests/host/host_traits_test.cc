// SPDX-License-Identifier: Apache-2.0
#include "host/host_traits.h"

#include <gtest/gtest.h>

#include "support/tree_builder.h"

namespace netkeel {
namespace {

std::optional<bool> VirtualWith(const std::string& path, const std::string& content) {
  TreeBuilder tree = TreeBuilder().Cpus(2);
  tree.File("/proc/sys/kernel/osrelease", "6.12.38-amd64\n");
  if (!path.empty()) tree.File(path, content);
  const auto traits = ReadHostTraits(tree.Build());
  EXPECT_TRUE(traits) << traits.error().message;
  return traits ? traits->is_virtual : std::nullopt;
}

TEST(HostTraitsTest, TheKernelsReleaseAndItsCpusAreCounted) {
  const auto kernel =
      TreeBuilder().Cpus(6).File("/proc/sys/kernel/osrelease", "6.12.38-amd64\n").Build();
  const auto traits = ReadHostTraits(kernel);
  ASSERT_TRUE(traits);
  EXPECT_EQ(traits->cpus, 6U);
  EXPECT_EQ(traits->kernel, (Version{6, 12, 38}));
}

TEST(HostTraitsTest, AVirtualMachineIsToldByItsCpusOrByItsMaker) {
  EXPECT_EQ(VirtualWith("/proc/cpuinfo", "processor : 0\nflags : fpu hypervisor sse\n"), true);
  EXPECT_EQ(VirtualWith("/proc/cpuinfo", "processor : 0\nflags : fpu hypervisors\n"), false);
  EXPECT_EQ(VirtualWith("/sys/class/dmi/id/sys_vendor", "QEMU\n"), true);
  EXPECT_EQ(VirtualWith("/sys/hypervisor/type", "xen\n"), true);
  EXPECT_EQ(VirtualWith("/proc/device-tree/hypervisor/compatible", "linux,kvm"), true);
}

/// On arm64, which has no flags, by what the firmware says.
std::optional<bool> VirtualOnArm(const std::string& vendor, const std::string& product,
                                 const std::string& cpus = "processor : 0\nFeatures : fp\n") {
  TreeBuilder tree = TreeBuilder().Cpus(2);
  tree.File("/proc/sys/kernel/osrelease", "6.12.38-arm64\n").File("/proc/cpuinfo", cpus);
  tree.File("/sys/class/dmi/id/sys_vendor", vendor + '\n');
  if (!product.empty()) tree.File("/sys/class/dmi/id/product_name", product + '\n');
  const auto traits = ReadHostTraits(tree.Build());
  EXPECT_TRUE(traits) << traits.error().message;
  return traits ? traits->is_virtual : std::nullopt;
}

TEST(HostTraitsTest, AMachineOfACloudIsToldByItsProductWhereCpusHaveNoFlags) {
  EXPECT_EQ(VirtualOnArm("Amazon EC2", "m7g.large"), true);
  EXPECT_EQ(VirtualOnArm("Amazon EC2", "m6g.metal"), false);
  EXPECT_EQ(VirtualOnArm("Amazon EC2", "m8g.metal-24xl"), false);
  EXPECT_EQ(VirtualOnArm("Microsoft Corporation", "Virtual Machine"), true);
  EXPECT_EQ(VirtualOnArm("Microsoft Corporation", "Surface Pro"), false);
  EXPECT_EQ(VirtualOnArm("Google", "Google Compute Engine"), true);
  EXPECT_EQ(VirtualOnArm("HPE", "ProLiant RL300 Gen11"), false);
}

TEST(HostTraitsTest, ACloudsMachineWithoutItsProductIsNotKnown) {
  EXPECT_EQ(VirtualOnArm("Amazon EC2", ""), std::nullopt);
  EXPECT_EQ(VirtualOnArm("HPE", ""), false);
}

TEST(HostTraitsTest, FlagsOfTheCpuSayMoreThanTheCloud) {
  EXPECT_EQ(VirtualOnArm("Google", "Google Compute Engine", "flags : fpu sse\n"), false);
  EXPECT_EQ(VirtualOnArm("Amazon EC2", "", "flags : fpu sse\n"), false);
}

TEST(HostTraitsTest, WhereNothingSaysItIsNotKnown) {
  EXPECT_EQ(VirtualWith("", ""), std::nullopt);
  EXPECT_EQ(VirtualWith("/sys/class/dmi/id/sys_vendor", "Dell Inc.\n"), std::nullopt);
}

}  // namespace
}  // namespace netkeel
