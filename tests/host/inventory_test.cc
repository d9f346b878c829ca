// SPDX-License-Identifier: Apache-2.0
#include "host/inventory.h"

#include <gmock/gmock.h>

#include "kernel/own_namespace.h"
#include "kernel/recording_kernel.h"
#include "support/forwarding_kernel.h"
#include "support/matchers.h"
#include "support/tree_builder.h"

namespace netkeel {
namespace {

using ::testing::ElementsAre;

TEST(InventoryTest, AnInterfaceIsDescribedWithItsHardware) {
  const RecordedKernel kernel = TreeBuilder()
                                    .Cpus(4, 2)
                                    .Nic("eth0", "ixgbe")
                                    .Node(1)
                                    .Pci("0000:81:00.1")
                                    .Mac("00:1b:21:aa:bb:cc")
                                    .Build();
  const auto device = DescribeInterface(kernel, "eth0");
  ASSERT_THAT(device, IsOk());
  EXPECT_EQ(device->ifindex, 2);
  EXPECT_EQ(device->driver, "ixgbe");
  EXPECT_EQ(device->bus, "pci");
  EXPECT_EQ(device->pci, "0000:81:00.1");
  EXPECT_EQ(device->sys_path, "/sys/devices/pci0000:00/0000:81:00.1");
  EXPECT_EQ(device->permanent_mac, "00:1b:21:aa:bb:cc");
  EXPECT_EQ(device->firmware, "1.0");
  EXPECT_EQ(device->numa_node, 1);
  EXPECT_TRUE(device->up && device->carrier);
}

TEST(InventoryTest, AVirtioInterfaceHasThePciFunctionAboveIt) {
  const auto device = DescribeInterface(TreeBuilder().Nic("eth0", "virtio_net").Build(), "eth0");
  ASSERT_THAT(device, IsOk());
  EXPECT_EQ(device->bus, "virtio");
  EXPECT_EQ(device->pci, "0000:01:00.0");
  EXPECT_EQ(device->sys_path, "/sys/devices/pci0000:00/0000:01:00.0/virtio0");
  EXPECT_EQ(device->numa_node, 0);
}

TEST(InventoryTest, AFunctionInAnotherDomainKeepsIt) {
  const auto device =
      DescribeInterface(TreeBuilder().Nic("eth0", "mana").Pci("7870:00:00.0").Build(), "eth0");
  EXPECT_EQ(device.value().pci, "7870:00:00.0");
}

TEST(InventoryTest, ALinkOfACapturedTreeThatLeadsToNoPathIsNoEndlessClimb) {
  RecordedKernel kernel = TreeBuilder().Nic("eth0", "ixgbe").Build();
  for (const char* const target : {"nowhere", "", "a/b"}) {
    kernel.AddLink("/sys/class/net/eth0/device", target);
    const auto device = DescribeInterface(kernel, "eth0");
    ASSERT_THAT(device, IsOk());
    EXPECT_EQ(device->pci, "");
  }
}

TEST(InventoryTest, AVirtualInterfaceHasADriverAndNoHardware) {
  const auto device = DescribeInterface(TreeBuilder().Nic("veth1", "veth").Build(), "veth1");
  ASSERT_THAT(device, IsOk());
  EXPECT_EQ(device->driver, "veth");
  EXPECT_EQ(device->bus + device->pci + device->sys_path + device->permanent_mac, "");
  EXPECT_EQ(device->numa_node, -1);
}

TEST(InventoryTest, AnInterfaceThatIsDownHasNoCarrier) {
  const auto device = DescribeInterface(TreeBuilder().Nic("eth0", "ixgbe").Down().Build(), "eth0");
  ASSERT_THAT(device, IsOk());
  EXPECT_FALSE(device->up || device->carrier);
}

TEST(InventoryTest, AnInterfaceWhoseDriverAnswersNothingIsStillDescribed) {
  RecordedKernel kernel;
  kernel.AddFile("/sys/class/net/lo/ifindex", "1\n");
  kernel.AddFile("/sys/class/net/lo/flags", "0x9\n");
  kernel.AddFile("/sys/class/net/lo/carrier", "1\n");
  const auto device = DescribeInterface(kernel, "lo");
  ASSERT_THAT(device, IsOk());
  EXPECT_EQ(device->driver, "");
  EXPECT_TRUE(device->up);
}

TEST(InventoryTest, InterfacesAreListedInNaturalOrderWithoutBondingsFile) {
  const RecordedKernel kernel = TreeBuilder()
                                    .Nic("eth10", "veth")
                                    .Nic("eth9", "veth")
                                    .File("/sys/class/net/bonding_masters", "\n")
                                    .Build();
  EXPECT_THAT(InterfaceNames(kernel), IsOkAnd(ElementsAre("eth9", "eth10")));
}

TEST(InventoryTest, AnInterfaceThatIsGoneIsNotFound) {
  EXPECT_THAT(DescribeInterface(TreeBuilder().Build(), "eth0"), HasCode(ErrorCode::kNotFound));
}

TEST(InventoryTest, CpuSetsAreTheHosts) {
  const auto facts =
      ReadCpuFacts(TreeBuilder().Cpus(8, 2).Online("0-6").Isolated("2-3").NohzFull("3").Build());
  ASSERT_THAT(facts, IsOk());
  EXPECT_EQ(facts->CpuCount(), 8U);
  EXPECT_EQ(facts->online, CpuSet::Range(0, 6));
  EXPECT_EQ(facts->nodes.at(1), CpuSet::Range(4, 7));
  EXPECT_EQ(facts->Housekeeping(), (CpuSet{0, 1, 4, 5, 6}));
}

TEST(InventoryTest, AKernelWithoutNohzFullOrWithoutAnySetHasNone) {
  RecordedKernel kernel = TreeBuilder().Build();
  kernel.AddFile("/sys/devices/system/cpu/nohz_full", "(null)\n");
  EXPECT_EQ(ReadCpuFacts(kernel).value().nohz_full, CpuSet{});
  kernel.Remove("/sys/devices/system/cpu/nohz_full");
  EXPECT_EQ(ReadCpuFacts(kernel).value().nohz_full, CpuSet{});
}

TEST(InventoryTest, TopologyNamesCoresCachesAndNodesByTheirLowestCpu) {
  const RecordedKernel kernel =
      TreeBuilder().Cpus(16, 2).ThreadsPerCore(2).CachesPerNode(2).Build();
  CpuFacts facts = ReadCpuFacts(kernel).value();
  ASSERT_THAT(ReadTopology(kernel, facts), IsOk());
  EXPECT_EQ(facts.places.at(11).core, 3U);
  EXPECT_EQ(facts.places.at(11).last_level_cache, 2U);
  EXPECT_EQ(facts.places.at(11).node, 1);
  EXPECT_EQ(facts.places.size(), 16U);
}

TEST(InventoryTest, WithoutTopologyEveryCpuIsACore) {
  RecordedKernel kernel = TreeBuilder().Cpus(2).Build();
  kernel.Remove("/sys/devices/system/cpu/cpu0");
  kernel.Remove("/sys/devices/system/cpu/cpu1");
  CpuFacts facts = ReadCpuFacts(kernel).value();
  ASSERT_THAT(ReadTopology(kernel, facts), IsOk());
  EXPECT_EQ(facts.places.at(1).core, 1U);
  EXPECT_EQ(facts.places.at(1).last_level_cache, 1U);
}

TEST(InventoryTest, HostNameIsTheKernels) {
  EXPECT_EQ(HostName(TreeBuilder().Sysctl("kernel.hostname", "feed1").Build()), "feed1");
  EXPECT_EQ(HostName(RecordedKernel()), "unknown");
}

TEST(InventoryTest, ABootIsKnownByItsId) {
  constexpr const char* kFile = "/proc/sys/kernel/random/boot_id";
  EXPECT_EQ(BootId(TreeBuilder().File(kFile, "5f3c-01\n").Build()), "5f3c-01");
  EXPECT_EQ(BootId(RecordedKernel()), "");
}

/// /sys is of another namespace until it has been asked that often.
class ForeignKernel final : public ForwardingKernel {
 public:
  ForeignKernel(Kernel& kernel, int times) : ForwardingKernel(kernel), left_(times) {}

  Result<void> CheckNamespace(const Device& device) const override {
    if (left_-- <= 0) return ForwardingKernel::CheckNamespace(device);
    return Fail(ForeignSys("a difference"));
  }

 private:
  mutable int left_;
};

TEST(InventoryTest, NothingOfAnInterfaceOfAnotherNamespaceIsRead) {
  RecordedKernel recorded = TreeBuilder().Nic("eth0", "ixgbe").Build();
  const ForeignKernel kernel(recorded, 1000);
  const RecordingKernel recording(kernel);
  EXPECT_THAT(DescribeInterface(recording, "eth0"), HasCode(ErrorCode::kForeign));
  EXPECT_EQ(recording.Tree().files.size(), 1U);  // its ifindex
  EXPECT_TRUE(recording.Tree().ethtool.empty());
  EXPECT_THAT(NeedOwnSys(kernel), HasCode(ErrorCode::kForeign));
}

TEST(InventoryTest, AMomentsDifferenceIsARename) {
  RecordedKernel recorded = TreeBuilder().Nic("eth0", "ixgbe").Build();
  EXPECT_THAT(DescribeInterface(ForeignKernel(recorded, 3), "eth0"), IsOk());
  EXPECT_THAT(NeedOwnSys(ForeignKernel(recorded, 3)), IsOk());
}

TEST(InventoryTest, AnInterfaceThatOnlyThisNamespaceHasShowsAForeignSys) {
  RecordedKernel kernel = TreeBuilder().Nic("eth0", "ixgbe").Build();
  kernel.AddFile("/proc/sys/net/ipv4/conf/eth0/rp_filter", "0\n");
  kernel.AddFile("/proc/sys/net/ipv4/conf/all/rp_filter", "0\n");
  EXPECT_THAT(NeedOwnSys(kernel), IsOk());
  kernel.AddFile("/proc/sys/net/ipv4/conf/p9/rp_filter", "0\n");
  const auto own = NeedOwnSys(kernel);
  ASSERT_THAT(own, HasCode(ErrorCode::kForeign));
  EXPECT_THAT(own.error().message, testing::HasSubstr("has p9"));
}

}  // namespace
}  // namespace netkeel
