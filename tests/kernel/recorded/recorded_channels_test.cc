// SPDX-License-Identifier: Apache-2.0
//
// What a change of the channels does besides: queues and vectors are new afterwards.
#include <gmock/gmock.h>

#include "base/text.h"
#include "host/inventory.h"
#include "kernel/recorded/recorded_kernel.h"
#include "support/echo.h"
#include "support/matchers.h"
#include "support/tree_builder.h"

namespace netkeel {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::Not;

const std::string kMsi = "/sys/class/net/eth0/device/msi_irqs";

Result<std::string> SetChannels(RecordedKernel& kernel, const EthtoolFields& fields) {
  const auto device = DescribeInterface(kernel, "eth0");
  return kernel.EthtoolSet(device.value(), EthtoolTopic::kChannels, fields);
}

/// "40 eth0-TxRx-0" for every vector of eth0.
std::vector<std::string> Vectors(const RecordedKernel& kernel, const std::string& folder = kMsi) {
  std::vector<std::string> vectors;
  const auto numbers = kernel.ListDirectory(folder);
  for (const std::string& number : numbers.value()) {
    const auto actions = kernel.ReadFile("/sys/kernel/irq/" + number + "/actions");
    vectors.push_back(number + ' ' + std::string(Trim(actions.value_or("?"))));
  }
  return vectors;
}

RecordedKernel Ixgbe(uint64_t combined) {
  return TreeBuilder().Cpus(8, 2).Nic("eth0", "ixgbe").Node(1).Queues(combined).Build();
}

TEST(RecordedChannelsTest, VectorsBeyondTheCountGoWithAllTheirFolders) {
  RecordedKernel kernel = Ixgbe(4);
  ASSERT_THAT(SetChannels(kernel, {{"combined", 2UL}}), IsOk());
  EXPECT_THAT(Vectors(kernel), ElementsAre("40 eth0-TxRx-0", "41 eth0-TxRx-1", "44 eth0"));
  EXPECT_THAT(kernel.ListDirectory("/proc/irq"), IsOkAnd(Not(Contains("42"))));
  EXPECT_THAT(kernel.ListDirectory("/sys/kernel/irq"), IsOkAnd(Not(Contains("43"))));
}

TEST(RecordedChannelsTest, NewVectorsGetNumbersAboveAllOthers) {
  RecordedKernel kernel = Ixgbe(2);
  kernel.AddFile("/proc/irq/90/smp_affinity_list", "0\n");
  ASSERT_THAT(SetChannels(kernel, {{"combined", 4UL}}), IsOk());
  EXPECT_THAT(Vectors(kernel), ElementsAre("40 eth0-TxRx-0", "41 eth0-TxRx-1", "42 eth0",
                                           "91 eth0-TxRx-2", "92 eth0-TxRx-3"));
  EXPECT_THAT(kernel.ListDirectory("/proc/irq/91"), IsOkAnd(Contains("eth0-TxRx-2")));
  EXPECT_THAT(kernel.ListDirectory("/proc/irq/91"), IsOkAnd(Not(Contains("eth0-TxRx-0"))));
}

TEST(RecordedChannelsTest, EveryAffinityOfTheDeviceReturnsToTheLocalDefault) {
  RecordedKernel kernel = Ixgbe(4);
  ASSERT_THAT(Echo(kernel, "/proc/irq/40/smp_affinity_list", "2"), IsOk());
  ASSERT_THAT(Echo(kernel, "/proc/irq/44/smp_affinity_list", "3"), IsOk());
  ASSERT_THAT(SetChannels(kernel, {{"combined", 6UL}}), IsOk());
  const auto numbers = kernel.ListDirectory(kMsi);
  for (const std::string& number : numbers.value()) {
    EXPECT_THAT(kernel.ReadFile("/proc/irq/" + number + "/smp_affinity_list"), IsOkAnd("4-7\n"));
    EXPECT_THAT(kernel.ReadFile("/proc/irq/" + number + "/smp_affinity"), IsOkAnd("f0\n"));
  }
}

TEST(RecordedChannelsTest, ADefaultAffinityOffTheNodeIsTakenAsItIs) {
  RecordedKernel kernel = Ixgbe(4);
  ASSERT_THAT(Echo(kernel, "/proc/irq/default_smp_affinity", "03"), IsOk());
  ASSERT_THAT(SetChannels(kernel, {{"combined", 2UL}}), IsOk());
  EXPECT_THAT(kernel.ReadFile("/proc/irq/40/smp_affinity_list"), IsOkAnd("0-1\n"));
}

TEST(RecordedChannelsTest, ATrimmedQueueLosesItsRpsMask) {
  RecordedKernel kernel = Ixgbe(4);
  const std::string queue = "/sys/class/net/eth0/queues/rx-3/";
  ASSERT_THAT(Echo(kernel, queue + "rps_cpus", "03"), IsOk());
  ASSERT_THAT(Echo(kernel, "/sys/class/net/eth0/queues/rx-0/rps_cpus", "03"), IsOk());
  ASSERT_THAT(SetChannels(kernel, {{"combined", 2UL}}), IsOk());
  EXPECT_THAT(kernel.ListDirectory("/sys/class/net/eth0/queues"),
              IsOkAnd(ElementsAre("rx-0", "rx-1", "tx-0", "tx-1")));
  ASSERT_THAT(SetChannels(kernel, {{"combined", 4UL}}), IsOk());
  EXPECT_THAT(kernel.ReadFile(queue + "rps_cpus"), IsOkAnd("00\n"));
  EXPECT_THAT(kernel.ReadFile("/sys/class/net/eth0/queues/rx-0/rps_cpus"), IsOkAnd("03\n"));
}

TEST(RecordedChannelsTest, ANewQueueStartsFromTheDefaultRpsMask) {
  RecordedKernel kernel =
      TreeBuilder().Sysctl("net.core.rps_default_mask", "2").Nic("eth0", "ixgbe").Queues(1).Build();
  ASSERT_THAT(SetChannels(kernel, {{"combined", 2UL}}), IsOk());
  EXPECT_THAT(kernel.ReadFile("/sys/class/net/eth0/queues/rx-1/rps_cpus"), IsOkAnd("2\n"));
}

TEST(RecordedChannelsTest, IgbNamesItsVectorsOtherwiseOnceQueuesAreNotPaired) {
  RecordedKernel kernel = TreeBuilder().Nic("eth0", "igb").Queues(5).Build();
  ASSERT_THAT(SetChannels(kernel, {{"combined", 2UL}}), IsOk());
  EXPECT_THAT(Vectors(kernel), ElementsAre("40 eth0", "46 eth0-rx-0", "47 eth0-rx-1",
                                           "48 eth0-tx-0", "49 eth0-tx-1"));
}

TEST(RecordedChannelsTest, VirtioVectorsBelongToTheParent) {
  RecordedKernel kernel = TreeBuilder().Nic("eth0", "virtio_net").Queues(2).Build();
  ASSERT_THAT(SetChannels(kernel, {{"combined", 1UL}}), IsOk());
  EXPECT_THAT(Vectors(kernel, "/sys/devices/pci0000:00/0000:01:00.0/msi_irqs"),
              ElementsAre("40 virtio0-config", "41 virtio0-input.0", "43 virtio0-output.0"));
}

TEST(RecordedChannelsTest, NamesThatEndInAnAddressKeepIt) {
  RecordedKernel kernel = TreeBuilder().Nic("eth0", "mlx5_core").Queues(1).Build();
  ASSERT_THAT(SetChannels(kernel, {{"combined", 2UL}}), IsOk());
  EXPECT_THAT(Vectors(kernel),
              ElementsAre("40 mlx5_async0@pci:0000:01:00.0", "41 mlx5_comp0@pci:0000:01:00.0",
                          "42 mlx5_comp1@pci:0000:01:00.0"));
}

TEST(RecordedChannelsTest, ProcInterruptsFollowsWhereItWasCaptured) {
  RecordedKernel kernel = Ixgbe(2);
  kernel.AddFile("/proc/interrupts",
                 "            CPU0\n"
                 "  40:          7   PCI-MSIX-0000:01:00.0   0-edge      eth0-TxRx-0\n"
                 "  41:          9   PCI-MSIX-0000:01:00.0   1-edge      eth0-TxRx-1\n"
                 " NMI:          0   Non-maskable interrupts\n");
  ASSERT_THAT(SetChannels(kernel, {{"combined", 1UL}}), IsOk());
  EXPECT_THAT(kernel.ReadFile("/proc/interrupts"),
              IsOkAnd("            CPU0\n"
                      "  40:          7   PCI-MSIX-0000:01:00.0   0-edge      eth0-TxRx-0\n"
                      " NMI:          0   Non-maskable interrupts\n"));
}

TEST(RecordedChannelsTest, OfAnInterfaceThatWasNeverUpOnlyQueuesChange) {
  RecordedKernel kernel = TreeBuilder().Nic("eth0", "ixgbe").Queues(4).Down().Build();
  ASSERT_THAT(SetChannels(kernel, {{"combined", 2UL}}), IsOk());
  EXPECT_EQ(Vectors(kernel).size(), 5U);
  EXPECT_THAT(kernel.ListDirectory("/sys/class/net/eth0/queues"),
              IsOkAnd(ElementsAre("rx-0", "rx-1", "tx-0", "tx-1")));
}

}  // namespace
}  // namespace netkeel
