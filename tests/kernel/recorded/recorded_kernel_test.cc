// SPDX-License-Identifier: Apache-2.0
#include "kernel/recorded/recorded_kernel.h"

#include <gmock/gmock.h>

#include <cerrno>

#include "support/echo.h"
#include "support/matchers.h"

namespace netkeel {
namespace {

using ::testing::ElementsAre;

RecordedKernel WithNic() {
  RecordedKernel kernel;
  kernel.AddLink("/sys/class/net/eth0/device", "/sys/devices/pci0000:00/0000:03:00.0");
  kernel.AddLink("/sys/devices/pci0000:00/0000:03:00.0/driver", "/sys/bus/pci/drivers/ixgbe");
  kernel.AddFile("/sys/class/net/eth0/ifindex", "2\n");
  kernel.AddFile("/sys/devices/pci0000:00/0000:03:00.0/msi_irqs/57", "msix\n");
  kernel.AddFile("/sys/devices/pci0000:00/0000:03:00.0/msi_irqs/110", "msix\n");
  return kernel;
}

TEST(RecordedKernelTest, AFileIsReadThroughTheLinksAboveIt) {
  EXPECT_THAT(WithNic().ReadFile("/sys/class/net/eth0/device/msi_irqs/57"), IsOkAnd("msix\n"));
}

TEST(RecordedKernelTest, ALinkResolvesToItsCanonicalTarget) {
  EXPECT_THAT(WithNic().ResolveLink("/sys/class/net/eth0/device/driver"),
              IsOkAnd("/sys/bus/pci/drivers/ixgbe"));
  EXPECT_THAT(WithNic().ResolveLink("/sys/class/net/eth0/device/iommu"), HasErrno(ENOENT));
  EXPECT_THAT(WithNic().ResolveLink("/sys/class/net/lo/device"), HasErrno(ENOENT));
}

TEST(RecordedKernelTest, AFolderListsFilesLinksAndFoldersInNaturalOrder) {
  RecordedKernel kernel = WithNic();
  kernel.AddDirectory("/sys/class/net/eth0/power");
  EXPECT_THAT(kernel.ListDirectory("/sys/class/net/eth0"),
              IsOkAnd(ElementsAre("device", "ifindex", "power")));
  EXPECT_THAT(kernel.ListDirectory("/sys/class/net/eth0/device/msi_irqs"),
              IsOkAnd(ElementsAre("57", "110")));
  EXPECT_THAT(kernel.ListDirectory("/sys/class/net/eth0/power"), IsOkAnd(ElementsAre()));
}

TEST(RecordedKernelTest, NamesThatSortAroundASlashAreListedOnce) {
  RecordedKernel kernel;
  for (const char* path : {"/d/a-b", "/d/a/x", "/d/a/y", "/d/a.b/z", "/d/a0"}) {
    kernel.AddFile(path, "");
  }
  EXPECT_THAT(kernel.ListDirectory("/d"), IsOkAnd(ElementsAre("a", "a-b", "a.b", "a0")));
}

TEST(RecordedKernelTest, WhatIsNotThereIsNotFoundAndNothingIsCreated) {
  RecordedKernel kernel = WithNic();
  const auto before = kernel.Files();
  EXPECT_THAT(kernel.ReadFile("/proc/sys/net/core/dev_weight"), HasErrno(ENOENT));
  EXPECT_THAT(kernel.ListDirectory("/proc/irq"), HasErrno(ENOENT));
  EXPECT_THAT(Echo(kernel, "/proc/sys/net/core/dev_weight", "64"), HasErrno(ENOENT));
  EXPECT_EQ(kernel.Files(), before);
}

TEST(RecordedKernelTest, AFolderIsNoFileAndAFileIsNoFolder) {
  EXPECT_THAT(WithNic().ReadFile("/sys/class/net/eth0"), HasErrno(EISDIR));
  EXPECT_THAT(WithNic().ListDirectory("/sys/class/net/eth0/ifindex"), HasErrno(ENOTDIR));
}

TEST(RecordedKernelTest, AnUnreadableFileFailsWithItsErrno) {
  RecordedKernel kernel = WithNic();
  kernel.SetUnreadable("/sys/class/net/eth0/carrier", EINVAL);
  EXPECT_THAT(kernel.ReadFile("/sys/class/net/eth0/carrier"), HasErrno(EINVAL));
}

TEST(RecordedKernelTest, EveryRequestToWriteIsLoggedAndReadingIsNot) {
  RecordedKernel kernel = WithNic();
  kernel.AddFile("/proc/sys/net/core/dev_weight", "64\n");
  kernel.SetEthtool("eth0", EthtoolTopic::kRings, {{"rx", 64UL}, {"rx-max", 512UL}});
  Device device;
  device.name = "eth0";
  EXPECT_THAT(kernel.ReadFile("/proc/sys/net/core/dev_weight"), IsOk());
  EXPECT_TRUE(kernel.writes().empty());
  EXPECT_THAT(Echo(kernel, "/proc/sys/net/core/dev_weight", "0\n"), HasErrno(EINVAL));
  EXPECT_THAT(kernel.EthtoolSet(device, EthtoolTopic::kRings, {{"rx", 64UL}}), IsOk());
  EXPECT_THAT(kernel.writes(),
              ElementsAre("write /proc/sys/net/core/dev_weight 0", "ethtool eth0 rings rx=64"));
}

TEST(RecordedKernelTest, ARemovedFolderIsGoneWithAllBelowIt) {
  RecordedKernel kernel = WithNic();
  kernel.Remove("/sys/class/net/eth0/device/msi_irqs");
  EXPECT_THAT(kernel.ListDirectory("/sys/devices/pci0000:00/0000:03:00.0/msi_irqs"),
              HasErrno(ENOENT));
  EXPECT_THAT(kernel.ReadFile("/sys/class/net/eth0/ifindex"), IsOk());
}

TEST(RecordedKernelTest, LinksInACircleEnd) {
  RecordedKernel kernel;
  kernel.AddLink("/a", "/b");
  kernel.AddLink("/b", "/a");
  EXPECT_THAT(kernel.ReadFile("/a/x"), HasErrno(ENOENT));
}

}  // namespace
}  // namespace netkeel
