// SPDX-License-Identifier: Apache-2.0
#include "tunables/irq_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace netkeel {
namespace {

constexpr VectorKind kQueue = VectorKind::kQueue;
constexpr VectorKind kCounted = VectorKind::kCounted;
constexpr VectorKind kWhole = VectorKind::kWhole;
constexpr VectorKind kOther = VectorKind::kOther;

Device Eth1(const std::string& driver) {
  Device device;
  device.name = "eth1";
  device.driver = driver;
  device.pci = "0000:03:00.0";
  device.sys_path = "/sys/devices/pci0000:00/0000:03:00.0";
  if (driver == "virtio_net") device.sys_path += "/virtio1";
  return device;
}

struct Naming {
  const char* driver;
  const char* name;
  const char* label;
  VectorKind kind;
  uint64_t number = 0;
};

void PrintTo(const Naming& naming, std::ostream* out) {
  *out << naming.driver << ' ' << naming.name;
}

class NamingTest : public testing::TestWithParam<Naming> {};

TEST_P(NamingTest, IsUnderstoodOnAVectorOfTheDevice) {
  const Naming& given = GetParam();
  const auto name = ParseVectorName(Eth1(given.driver), given.name, Ownership::kKnown);
  ASSERT_TRUE(name.has_value());
  EXPECT_EQ(name->label, given.label);
  EXPECT_EQ(name->kind, given.kind);
  EXPECT_EQ(name->number, given.number);
}

TEST_P(NamingTest, IsUnderstoodByNameAlone) {
  const Naming& given = GetParam();
  const auto name = ParseVectorName(Eth1(given.driver), given.name, Ownership::kByName);
  ASSERT_TRUE(name.has_value());
  EXPECT_EQ(name->label, given.label);
}

INSTANTIATE_TEST_SUITE_P(
    Drivers, NamingTest,
    testing::Values(Naming{"ixgbe", "eth1-TxRx-11", "TxRx-11", kQueue, 11},
                    Naming{"ixgbe", "eth1-rx-3", "rx-3", kQueue, 3},
                    Naming{"ixgbe", "eth1", "other", kOther},
                    Naming{"igb", "eth1-TxRx-0", "TxRx-0", kQueue, 0},
                    Naming{"igb", "eth1-tx-2", "tx-2", kQueue, 2},
                    Naming{"igb", "eth1-unused", "unused", kOther},
                    Naming{"igc", "eth1-TxRx-3", "TxRx-3", kQueue, 3},
                    Naming{"e1000e", "eth1-rx-0", "rx-0", kQueue, 0},
                    Naming{"i40e", "i40e-eth1-TxRx-7", "TxRx-7", kQueue, 7},
                    Naming{"i40e", "i40e-0000:03:00.0:fdir-TxRx-0", "fdir", kOther},
                    Naming{"i40e", "i40e-0000:03:00.0:misc", "other", kOther},
                    Naming{"ice", "ice-eth1-TxRx-7", "TxRx-7", kQueue, 7},
                    Naming{"ice", "ice-0000:03:00.0:misc", "other", kOther},
                    Naming{"ice", "ice-0000:03:00.0:ctrl-TxRx-0", "ctrl", kOther},
                    Naming{"iavf", "iavf-eth1-TxRx-1", "TxRx-1", kQueue, 1},
                    Naming{"iavf", "iavf-0000:03:00.0:mbx", "mbx", kOther},
                    Naming{"bnxt_en", "eth1-TxRx-1", "TxRx-1", kQueue, 1},
                    Naming{"bnxt_en", "eth1-tx-5", "tx-5", kCounted, 5},
                    Naming{"bnx2x", "eth1-fp-4", "fp-4", kQueue, 4},
                    Naming{"ena", "eth1-Tx-Rx-4", "Tx-Rx-4", kQueue, 4},
                    Naming{"ena", "ena-mgmnt@pci:0000:03:00.0", "mgmnt", kOther},
                    Naming{"mlx4_core", "mlx4-3@0000:03:00.0", "mlx4-3", kCounted, 3},
                    Naming{"mlx4_core", "mlx4-async@pci:0000:03:00.0", "async", kOther},
                    Naming{"mlx5_core", "mlx5_comp12@pci:0000:03:00.0", "comp12", kQueue, 12},
                    Naming{"mlx5_core", "mlx5_async0@pci:0000:03:00.0", "async", kOther},
                    Naming{"mlx5_core", "mlx5_combined0@pci:0000:03:00.0", "combined0", kWhole}));

INSTANTIATE_TEST_SUITE_P(
    Clouds, NamingTest,
    testing::Values(Naming{"gve", "gve-ntfy-blk3@pci:0000:03:00.0", "ntfy-blk3", kQueue, 3},
                    Naming{"gve", "eth1-ntfy-block.3", "ntfy-block.3", kQueue, 3},
                    Naming{"gve", "gve-mgmnt@pci:0000:03:00.0", "mgmnt", kOther},
                    Naming{"mana", "mana_q5@pci:0000:03:00.0", "q5", kQueue, 5},
                    Naming{"mana", "mana_hwc@pci:0000:03:00.0", "hwc", kOther},
                    Naming{"virtio_net", "virtio1-input.10", "input.10", kQueue, 10},
                    Naming{"virtio_net", "virtio1-output.0", "output.0", kQueue, 0},
                    Naming{"virtio_net", "virtio1-config", "config", kOther},
                    Naming{"virtio_net", "virtio1-virtqueues", "virtqueues", kWhole},
                    Naming{"virtio_net", "virtio1", "virtqueues", kWhole},
                    Naming{"vmxnet3", "eth1-rxtx-3", "rxtx-3", kCounted, 3},
                    Naming{"vmxnet3", "eth1-event-4", "event", kOther, 4}));

TEST(VectorNameTest, AnotherInterfacesNameIsNeverTaken) {
  for (const char* const name :
       {"eth10-TxRx-0", "eth10", "xeth1-TxRx-0", "eth1-x-TxRx-0", "eth1-TxRx-", "eth1-TxRx-0x",
        "eth1-TxRx-1-2", "ixgbe-eth1-TxRx-0", "eth1_TxRx-0"}) {
    EXPECT_FALSE(ParseVectorName(Eth1("ixgbe"), name, Ownership::kByName)) << name;
  }
  EXPECT_FALSE(ParseVectorName(Eth1("i40e"), "i40e-eth10-TxRx-0", Ownership::kByName));
  EXPECT_FALSE(
      ParseVectorName(Eth1("mlx5_core"), "mlx5_comp0@pci:0000:03:00.1", Ownership::kByName));
  EXPECT_FALSE(ParseVectorName(Eth1("virtio_net"), "virtio10-input.0", Ownership::kByName));
}

TEST(VectorNameTest, ANameFromBeforeARenameIsUnderstoodOnAVectorOfTheDevice) {
  const auto ixgbe = ParseVectorName(Eth1("ixgbe"), "enp3s0f0-TxRx-4", Ownership::kKnown);
  EXPECT_EQ(ixgbe->label, "TxRx-4");
  const auto i40e = ParseVectorName(Eth1("i40e"), "i40e-ens1f0np0-TxRx-4", Ownership::kKnown);
  EXPECT_EQ(i40e->label, "TxRx-4");
  // gve formatted the name before the interface had one.
  const auto gve = ParseVectorName(Eth1("gve"), "eth%d-ntfy-block.2", Ownership::kKnown);
  EXPECT_EQ(gve->label, "ntfy-block.2");
  EXPECT_EQ(gve->kind, kQueue);
}

TEST(VectorNameTest, AVectorOfTheDeviceThatNobodyKnowsServesNoQueue) {
  const auto rdma = ParseVectorName(Eth1("ice"), "irdma-CEQ-1@pci:0000:03:00.0", Ownership::kKnown);
  EXPECT_EQ(rdma->kind, kOther);
  EXPECT_EQ(rdma->label, "irdma-CEQ-1");
  EXPECT_EQ(ParseVectorName(Eth1("x"), "a/b c", Ownership::kKnown)->label, "a_b_c");
}

TEST(VectorNameTest, AHugeNumberIsNoQueue) {
  EXPECT_FALSE(
      ParseVectorName(Eth1("ixgbe"), "eth1-TxRx-99999999999999999999", Ownership::kByName));
}

}  // namespace
}  // namespace netkeel
