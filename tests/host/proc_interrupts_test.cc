// SPDX-License-Identifier: Apache-2.0
#include "host/proc_interrupts.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace netkeel {
namespace {

using testing::ElementsAre;

struct Layout {
  const char* line;  ///< of a host with CPU0 and CPU2
  unsigned irq;
  const char* chip;
  std::vector<std::string> actions;
};

void PrintTo(const Layout& layout, std::ostream* out) { *out << layout.line; }

class LayoutTest : public testing::TestWithParam<Layout> {};

TEST_P(LayoutTest, IsReadWithoutLoss) {
  const auto lines =
      ParseInterrupts(std::string("           CPU0       CPU2       \n") + GetParam().line + '\n');
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].irq, GetParam().irq);
  EXPECT_EQ(lines[0].chip, GetParam().chip);
  EXPECT_EQ(lines[0].actions, GetParam().actions);
}

INSTANTIATE_TEST_SUITE_P(
    Kernels, LayoutTest,
    testing::Values(
        Layout{" 24:          1          0  PCI-MSI 524288-edge      eth0-TxRx-0",
               24,
               "PCI-MSI 524288-edge",
               {"eth0-TxRx-0"}},
        Layout{" 28:   0   0 PCI-MSIX-0000:01:00.0    0-edge      eth0-TxRx-0",
               28,
               "PCI-MSIX-0000:01:00.0    0-edge",
               {"eth0-TxRx-0"}},
        Layout{" 25:  1 2  Hyper-V PCIe MSI 2701534461952-edge      mlx5_comp0@pci:9a00:00:02.0",
               25,
               "Hyper-V PCIe MSI 2701534461952-edge",
               {"mlx5_comp0@pci:9a00:00:02.0"}},
        Layout{" 72:  1 2  xen-pirq    -msi-x     eth0-Tx-Rx-0",
               72,
               "xen-pirq    -msi-x",
               {"eth0-Tx-Rx-0"}},
        Layout{" 53:  1 2   ITS-MSI 16384 Edge      eth0-TxRx-0",
               53,
               "ITS-MSI 16384 Edge",
               {"eth0-TxRx-0"}},
        Layout{" 53:  1 2  ITS-PCI-MSIX-0001:01:00.0   1 Edge      mlx5_comp0@pci:0001:01:00.0",
               53,
               "ITS-PCI-MSIX-0001:01:00.0   1 Edge",
               {"mlx5_comp0@pci:0001:01:00.0"}},
        Layout{" 67:  1 2   PCI-MSI-edge      eth0", 67, "PCI-MSI-edge", {"eth0"}},
        Layout{
            " 67:  1 2   IR-PCI-MSI-edge      p1p1-TxRx-0", 67, "IR-PCI-MSI-edge", {"p1p1-TxRx-0"}},
        // A chip that begins with digits is no counter.
        Layout{" 19:  1 2   8259A  4 Edge      eth0", 19, "8259A  4 Edge", {"eth0"}},
        Layout{" 20:  1 2   16 -msi-x     eth0", 20, "16 -msi-x", {"eth0"}},
        Layout{" 16:  1 2   IO-APIC  16-fasteoi   ehci_hcd:usb1, eth3, PCIe PME",
               16,
               "IO-APIC  16-fasteoi",
               {"ehci_hcd:usb1", "eth3", "PCIe PME"}},
        Layout{"  9:  1 2   IO-APIC   9-fasteoi   acpi", 9, "IO-APIC   9-fasteoi", {"acpi"}},
        // Copied without its alignment.
        Layout{"24: 1 0 PCI-MSI 524288-edge eth0-TxRx-0",
               24,
               "PCI-MSI 524288-edge",
               {"eth0-TxRx-0"}}));

TEST(ParseInterruptsTest, LeavesOutWhatHasNoNumberOrNoHandler) {
  const auto lines = ParseInterrupts(
      "  CPU0 CPU1\n"
      " 24: 1 2  PCI-MSI 1-edge      eth0\n"
      " 25: 1 2  \n"
      " 26: 1\n"
      "NMI: 1 2   Non-maskable interrupts\n"
      "ERR: 0\n");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0].irq, 24U);
}

TEST(ParseInterruptsTest, AnEmptyFileHasNoLines) { EXPECT_TRUE(ParseInterrupts("").empty()); }

TEST(MentionsPciTest, FindsAnAddressAsAWholeOnly) {
  EXPECT_TRUE(MentionsPci("PCI-MSIX-0000:01:00.0 0-edge", "0000:01:00.0"));
  EXPECT_TRUE(MentionsPci("i40e-0000:01:00.0:misc", "0000:01:00.0"));
  EXPECT_FALSE(MentionsPci("PCI-MSIX-10000:01:00.0 0-edge", "0000:01:00.0"));
  EXPECT_FALSE(MentionsPci("PCI-MSIX-0000:01:00.1 0-edge", "0000:01:00.0"));
  EXPECT_FALSE(MentionsPci("anything", ""));
}

}  // namespace
}  // namespace netkeel
