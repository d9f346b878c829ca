// SPDX-License-Identifier: Apache-2.0
#include "host/irq_vectors.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "base/text.h"
#include "host/vector_summary.h"
#include "kernel/recording_kernel.h"
#include "support/test_trees.h"
#include "support/tree_builder.h"

namespace netkeel {
namespace {

using testing::HasSubstr;

std::string VectorsOf(const RecordedKernel& kernel, const std::string& interface = "eth0") {
  return Summary(FindVectors(kernel, Interface(kernel, interface)).vectors);
}

struct Expected {
  const char* tree;
  const char* interface;
  const char* vectors;
};

void PrintTo(const Expected& expected, std::ostream* out) { *out << expected.tree; }

class DriverVectorsTest : public testing::TestWithParam<Expected> {};

TEST_P(DriverVectorsTest, AreFoundByQueue) {
  const RecordedKernel kernel = LoadTestTree(GetParam().tree);
  EXPECT_EQ(VectorsOf(kernel, GetParam().interface), GetParam().vectors);
}

INSTANTIATE_TEST_SUITE_P(
    Trees, DriverVectorsTest,
    testing::Values(
        Expected{"ixgbe-4q", "eth0", "TxRx-0=0 TxRx-1=1 TxRx-2=2 TxRx-3=3 other=-"},
        Expected{"igb-unpaired", "eth0",
                 "rx-0=0 tx-0=0 rx-1=1 tx-1=1 rx-2=2 tx-2=2 rx-3=3 tx-3=3 other=-"},
        Expected{"igb-paired", "eth0",
                 "TxRx-0=0 TxRx-1=1 TxRx-2=2 TxRx-3=3 TxRx-4=4 TxRx-5=5 TxRx-6=6 TxRx-7=7 other=-"},
        Expected{"igc", "eth0", "TxRx-0=0 TxRx-1=1 TxRx-2=2 TxRx-3=3 other=-"},
        Expected{"i40e", "eth0", "TxRx-0=0 TxRx-1=1 TxRx-2=2 TxRx-3=3 other=- fdir=-"},
        Expected{"ice", "eth0", "TxRx-0=0 TxRx-1=1 TxRx-2=2 TxRx-3=3 other=-"},
        Expected{"iavf", "eth0", "TxRx-0=0 TxRx-1=1 TxRx-2=2 TxRx-3=3 mbx=-"},
        // bnxt numbers transmit vectors on behind the receive ones.
        Expected{"bnxt", "eth0", "rx-0=0 tx-4=0 rx-1=1 tx-5=1 rx-2=2 tx-6=2 rx-3=3 tx-7=3"},
        Expected{"ena", "eth0", "Tx-Rx-0=0 Tx-Rx-1=1 Tx-Rx-2=2 Tx-Rx-3=3 mgmnt=-"},
        Expected{"ena-xen", "eth0", "Tx-Rx-0=0 Tx-Rx-1=1 mgmnt=-"},
        Expected{"mlx4", "eth0", "mlx4-1=0 mlx4-2=1 mlx4-3=2 mlx4-4=3 async=-"},
        // Four of eight are in use.
        Expected{"mlx5", "eth0", "comp0=0 comp1=1 comp2=2 comp3=3 async=-"},
        Expected{"mana", "eth0", "q0=0 q1=1 q2=2 q3=3 hwc=-"},
        Expected{"gve", "eth0", "ntfy-blk0=0 ntfy-blk4=0 ntfy-blk1=1 ntfy-blk5=1 mgmnt=-"},
        Expected{"virtio", "eth0", "input.0=0 output.0=0 input.1=1 output.1=1 config=-"},
        Expected{"vmxnet3", "eth0", "rxtx-0=0 rxtx-1=1 rxtx-2=2 rxtx-3=3 event=-"},
        Expected{"e1000e", "eth0", "rx-0=0 tx-0=0 other=-"},
        Expected{"hv-netvsc", "enP39424s1", "comp0=0 comp1=1 comp2=2 comp3=3 async=-"},
        Expected{"big-1024-cpu", "eth0", "TxRx-0=0 TxRx-1=1 TxRx-2=2 TxRx-3=3 other=-"},
        Expected{"qemu-igb-node1", "eth1",
                 "TxRx-0=0 TxRx-1=1 TxRx-2=2 TxRx-3=3 TxRx-4=4 TxRx-5=5 TxRx-6=6 TxRx-7=7 other=-"},
        Expected{"qemu-igb-4q", "eth4",
                 "rx-0=0 tx-0=0 rx-1=1 tx-1=1 rx-2=2 tx-2=2 rx-3=3 tx-3=3 other=-"},
        Expected{"qemu-virtio-mq4", "eth3",
                 "input.0=0 output.0=0 input.1=1 output.1=1 input.2=2 output.2=2 input.3=3 "
                 "output.3=3 config=-"},
        Expected{"qemu-vmxnet3", "eth0", "rxtx-0=0 rxtx-1=1 rxtx-2=2 rxtx-3=3 event=-"},
        Expected{"qemu-e1000e", "eth1", "rx-0=0 tx-0=0 other=-"},
        Expected{"qemu-igb-down", "eth4", ""}, Expected{"hv-netvsc", "eth0", ""},
        Expected{"veth", "eth0", ""}, Expected{"ixgbe-down", "eth0", ""},
        Expected{"ixgbe-down", "eth1", ""}));

struct Missing {
  const char* tree;
  const char* interface;
  ErrorCode code;
  const char* why;
};

class MissingVectorsTest : public testing::TestWithParam<Missing> {};

TEST_P(MissingVectorsTest, AreExplained) {
  const RecordedKernel kernel = LoadTestTree(GetParam().tree);
  const auto found = FindVectors(kernel, Interface(kernel, GetParam().interface));
  ASSERT_TRUE(found.problem.has_value());
  EXPECT_EQ(found.problem->code, GetParam().code);
  EXPECT_THAT(found.problem->message, HasSubstr(GetParam().why));
}

INSTANTIATE_TEST_SUITE_P(
    Trees, MissingVectorsTest,
    testing::Values(Missing{"ixgbe-down", "eth0", ErrorCode::kPending, "is down"},
                    Missing{"ixgbe-down", "eth1", ErrorCode::kPending, "is down"},
                    Missing{"qemu-igb-down", "eth4", ErrorCode::kPending, "is down"},
                    Missing{"veth", "eth0", ErrorCode::kUnsupported, "virtual interface"},
                    Missing{"hv-netvsc", "eth0", ErrorCode::kUnsupported, "enP39424s1"}));

TEST(FindVectorsTest, NoneFoundWhileUpSaysWhereItLooked) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  kernel.Remove("/sys/devices/pci0000:00/0000:00:01.0/0000:03:00.0/msi_irqs");
  kernel.AddFile("/proc/interrupts", "  CPU0\n 1: 5  IO-APIC 1-edge      timer\n");
  const auto found = FindVectors(kernel, Interface(kernel, "eth0"));
  ASSERT_TRUE(found.problem.has_value());
  EXPECT_EQ(found.problem->code, ErrorCode::kNotFound);
  EXPECT_THAT(found.problem->message, HasSubstr("0000:03:00.0/msi_irqs"));
  EXPECT_THAT(found.problem->message, HasSubstr("/proc/interrupts"));
}

TEST(FindVectorsTest, NamesThatNoRowKnowsAreAProblemAndNoVectors) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  kernel.AddFile("/sys/kernel/irq/32/actions", "weird\n");
  const auto found = FindVectors(kernel, Interface(kernel, "eth0"));
  EXPECT_EQ(Summary(found.vectors), "");
  ASSERT_TRUE(found.problem.has_value());
  EXPECT_EQ(found.problem->code, ErrorCode::kUnclear);
  EXPECT_THAT(found.problem->message, HasSubstr("weird"));
}

TEST(FindVectorsTest, TheOnlyVectorServesEverythingWhateverItsName) {
  RecordedKernel kernel = LoadTestTree("e1000e");
  for (const char* const irq : {"31", "32"}) {
    kernel.Remove(std::string("/sys/devices/pci0000:00/0000:00:01.0/0000:02:00.0/msi_irqs/") + irq);
  }
  kernel.AddFile("/sys/kernel/irq/30/actions", "sky2@pci:0000:02:00.0\n");
  EXPECT_EQ(VectorsOf(kernel), "single=0");
}

TEST(FindVectorsTest, AVectorNamedAfterTheOtherPortOfTheFunctionIsThatPorts) {
  RecordedKernel kernel = TreeBuilder().Nic("eth0", "nfp").Queues(2).Build();
  const std::string device = "/sys/devices/pci0000:00/0000:01:00.0";
  for (unsigned i = 0; i < 2; ++i) {
    const std::string irq = std::to_string(60 + i);
    kernel.AddFile(device + "/msi_irqs/" + irq, "msix\n");
    kernel.AddFile("/sys/kernel/irq/" + irq + "/actions", "eth7-rxtx-" + std::to_string(i) + '\n');
  }
  // Nobody of that name: this one's from before a rename, and then two read as one queue.
  EXPECT_EQ(FindVectors(kernel, Interface(kernel, "eth0")).problem->code, ErrorCode::kUnclear);
  kernel.AddLink("/sys/class/net/eth7/device", device);
  EXPECT_EQ(VectorsOf(kernel), "rxtx-0=0 rxtx-1=1 lsc=-");
  kernel.AddLink("/sys/class/net/eth7/device", "/sys/devices/pci0000:00/0000:01:00.1");
  EXPECT_EQ(FindVectors(kernel, Interface(kernel, "eth0")).problem->code, ErrorCode::kUnclear);
}

TEST(FindVectorsTest, ABareNameFromBeforeARenameServesNoQueue) {
  RecordedKernel kernel = TreeBuilder().Nic("eth0", "cxgb4").Queues(2).Build();
  const char* const names[] = {"old0", "old0-Rx0", "old0-Rx1", "old0-FWeventq"};
  for (unsigned i = 0; i < 4; ++i) {
    kernel.AddFile("/sys/kernel/irq/" + std::to_string(40 + i) + "/actions",
                   std::string(names[i]) + '\n');
  }
  EXPECT_EQ(VectorsOf(kernel), "Rx0=0 Rx1=1 other=- FWeventq=-");
}

TEST(FindVectorsTest, OldMlx4HasQueuesOfItsOwnNames) {
  RecordedKernel kernel = LoadTestTree("mlx4");
  kernel.AddFile("/sys/kernel/irq/31/actions", "mlx4-comp-0@pci:0000:03:00.0\n");
  kernel.AddFile("/sys/kernel/irq/32/actions", "mlx4-comp-1@pci:0000:03:00.0\n");
  kernel.AddFile("/sys/kernel/irq/33/actions", "eth0-0\n");
  kernel.AddFile("/sys/kernel/irq/34/actions", "eth0-1\n");
  EXPECT_EQ(VectorsOf(kernel), "mlx4-0=0 mlx4-1=1 async=-");
}

/// A device on another bus than PCI, with these lines in /proc/interrupts.
RecordedKernel Elsewhere(const std::string& driver, const std::string& device,
                         const std::string& lines) {
  RecordedKernel kernel = TreeBuilder().Nic("eth0", "veth").Build();
  kernel.AddLink("/sys/class/net/eth0/device", device);
  kernel.AddLink(device + "/driver", "/sys/bus/other/drivers/" + driver);
  kernel.AddFile("/proc/interrupts", "  CPU0\n" + lines);
  return kernel;
}

TEST(FindVectorsTest, XensQueuesAreFoundByTheirNames) {
  const RecordedKernel kernel =
      Elsewhere("vif", "/sys/devices/vif-0",
                " 71: 5 xen-dyn -event     vif0-q0-tx\n 72: 5 xen-dyn -event     vif0-q0-rx\n"
                " 73: 5 xen-dyn -event     vif0-q1-tx\n 74: 5 xen-dyn -event     vif0-q1-rx\n"
                " 75: 5 xen-dyn -event     vif1-q0-rx\n");
  EXPECT_EQ(VectorsOf(kernel), "q0-tx=0 q0-rx=0 q1-tx=1 q1-rx=1");
}

TEST(FindVectorsTest, APlatformDevicesLinesAreFoundByTheirNames) {
  const RecordedKernel kernel =
      Elsewhere("dwmac-rk", "/sys/devices/platform/fe1c0000.ethernet",
                " 40: 5 GICv3 266 Level     eth0:mac\n 41: 5 GICv3 267 Level     eth0:rx-0\n"
                " 42: 5 GICv3 268 Level     eth0:rx-1\n 43: 5 GICv3 269 Level     eth01:rx-1\n");
  EXPECT_EQ(VectorsOf(kernel), "rx-0=0 rx-1=1 mac=-");
}

TEST(FindVectorsTest, WhileDownProcInterruptsIsNotRead) {
  RecordedKernel kernel = LoadTestTree("ixgbe-down");
  kernel.SetUnreadable("/proc/interrupts", EIO);
  kernel.AddFile("/proc/interrupts", "  CPU0\n 16: 5  IO-APIC 16-fasteoi   eth0\n");
  kernel.Remove("/sys/devices/pci0000:00/0000:00:01.0/0000:03:00.0/msi_irqs");
  RecordingKernel recording(kernel);
  const Device eth0 = Interface(recording, "eth0");
  EXPECT_EQ(FindVectors(recording, eth0).problem->code, ErrorCode::kPending);
  EXPECT_FALSE(recording.Tree().unreadable.contains("/proc/interrupts"));
}

TEST(FindVectorsTest, NamesComeFromProcIrqWhereSysfsHasNone) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  kernel.Remove("/sys/kernel/irq");
  for (unsigned queue = 0; queue < 4; ++queue) {
    kernel.AddDirectory("/proc/irq/" + std::to_string(30 + queue) + "/eth0-TxRx-" +
                        std::to_string(queue));
  }
  EXPECT_EQ(VectorsOf(kernel), "TxRx-0=0 TxRx-1=1 TxRx-2=2 TxRx-3=3");
}

TEST(FindVectorsTest, ProcInterruptsIsSearchedByAddressAndThenByName) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  kernel.Remove("/sys/devices/pci0000:00/0000:00:01.0/0000:03:00.0/msi_irqs");
  const std::string head = "  CPU0\n";
  kernel.AddFile("/proc/interrupts", head +
                                         " 40: 5 PCI-MSIX-0000:03:00.0 0-edge      old0-TxRx-0\n"
                                         " 41: 5 PCI-MSIX-0000:04:00.0 0-edge      eth0-TxRx-1\n");
  EXPECT_EQ(VectorsOf(kernel), "TxRx-0=0");
  kernel.AddFile("/proc/interrupts", head +
                                         " 42: 5 PCI-MSI 0-edge      eth0-TxRx-0\n"
                                         " 43: 5 PCI-MSI 1-edge      eth01-TxRx-0\n"
                                         " 44: 5 PCI-MSI 2-edge      eth0\n");
  EXPECT_EQ(VectorsOf(kernel), "TxRx-0=0 other=-");
}

TEST(FindVectorsTest, OneVectorForEverythingServesTheQueues) {
  RecordedKernel kernel = LoadTestTree("e1000e");
  kernel.Remove("/sys/devices/pci0000:00/0000:00:01.0/0000:02:00.0/msi_irqs");
  kernel.AddFile("/proc/interrupts",
                 "  CPU0 CPU1\n 16: 5 6  IO-APIC 16-fasteoi   ehci_hcd:usb1, eth0\n");
  EXPECT_EQ(VectorsOf(kernel), "single=0");
}

TEST(FindVectorsTest, AVirtioDeviceThatSharesAVectorHasOneForAllQueues) {
  RecordedKernel kernel = LoadTestTree("virtio");
  kernel.AddFile("/sys/kernel/irq/31/actions", "virtio1-virtqueues\n");
  for (const char* const irq : {"32", "33", "34"}) {
    kernel.Remove(std::string("/sys/devices/pci0000:00/0000:00:03.0/msi_irqs/") + irq);
  }
  EXPECT_EQ(VectorsOf(kernel), "virtqueues=0 config=-");
}

TEST(FindVectorsTest, SharedTransmitVectorsShiftTheReceiveOnesOfVmxnet3) {
  RecordedKernel kernel = LoadTestTree("vmxnet3");
  const char* const names[] = {"eth0-tx-0", "eth0-rx-1", "eth0-rx-2", "eth0-rx-3", "eth0-event-4"};
  for (unsigned i = 0; i < 5; ++i) {
    kernel.AddFile("/sys/kernel/irq/" + std::to_string(30 + i) + "/actions",
                   std::string(names[i]) + '\n');
  }
  EXPECT_EQ(VectorsOf(kernel), "tx-0=0 rx-1=0 rx-2=1 rx-3=2 event=-");
}

TEST(FindVectorsTest, VectorsThatAreRequestedWhileDownAreFound) {
  RecordedKernel kernel = LoadTestTree("mlx5");
  kernel.AddFile("/sys/class/net/eth0/flags", "0x1002\n");
  const auto found = FindVectors(kernel, Interface(kernel, "eth0"));
  EXPECT_FALSE(found.problem.has_value());
  EXPECT_EQ(found.vectors.size(), 5U);
}

TEST(FindVectorsTest, ARowOfABridgeAboveTheDeviceIsNotTheDevices) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  kernel.Remove("/sys/devices/pci0000:00/0000:00:01.0/0000:03:00.0/msi_irqs");
  kernel.Remove("/proc/interrupts");
  kernel.AddFile("/sys/devices/pci0000:00/0000:00:01.0/msi_irqs/24", "msi\n");
  kernel.AddFile("/sys/kernel/irq/24/actions", "PCIe PME,aerdrv\n");
  EXPECT_EQ(VectorsOf(kernel), "");
}

TEST(IrqVectorsTest, OfAnInterfaceThatIsDownTheHostsInterruptsAreNotSearched) {
  const RecordedKernel kernel = LoadTestTree("ixgbe-down");
  const RecordingKernel recording(kernel);
  FindVectors(recording, Interface(kernel, "eth0"));
  EXPECT_FALSE(recording.Tree().files.contains("/proc/interrupts"));
}

}  // namespace
}  // namespace netkeel
