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

TEST(HostTraitsTest, WhereNothingSaysItIsNotKnown) {
  EXPECT_EQ(VirtualWith("", ""), std::nullopt);
  EXPECT_EQ(VirtualWith("/sys/class/dmi/id/sys_vendor", "Dell Inc.\n"), std::nullopt);
}

}  // namespace
}  // namespace netkeel
