// SPDX-License-Identifier: Apache-2.0
#include "host/irq_names.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace netkeel {
namespace {

constexpr VectorKind kQueue = VectorKind::kQueue;
constexpr VectorKind kCounted = VectorKind::kCounted;
constexpr VectorKind kWhole = VectorKind::kWhole;
constexpr VectorKind kOther = VectorKind::kOther;
constexpr VectorKind kBare = VectorKind::kBare;
constexpr VectorKind kFromOne = VectorKind::kFromOne;

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
    testing::Values(
        Naming{"ixgbe", "eth1-TxRx-11", "TxRx-11", kQueue, 11},
        Naming{"ixgbe", "eth1-rx-3", "rx-3", kQueue, 3}, Naming{"ixgbe", "eth1", "other", kBare},
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
        Naming{"tg3", "eth1-txrx-1", "txrx-1", kFromOne, 1},
        Naming{"tg3", "eth1-0", "other", kOther}, Naming{"sfc", "eth1-12", "q12", kQueue, 12},
        Naming{"sfc", "eth1-xdp-2", "xdp-2", kQueue, 2}, Naming{"sfc", "eth1-ptp", "ptp", kOther},
        Naming{"bna", "eth1 CQ 3", "CQ-3", kQueue, 3},
        Naming{"ionic", "ionic-eth1-L0-rx7", "rx7", kQueue, 7},
        Naming{"cxgb4", "eth1-Rx9", "Rx9", kQueue, 9},
        Naming{"fsl_enetc", "eth1-rxtx1", "rxtx1", kQueue, 1},
        Naming{"st_gmac", "eth1:rx-2", "rx-2", kQueue, 2},
        Naming{"st_gmac", "eth1:safety-ue", "safety-ue", kOther},
        Naming{"netxen_nic", "eth1[2]", "sds-2", kQueue, 2},
        Naming{"hns3", "hns3-0000:03:00.0-TxRx-6", "TxRx-6", kCounted, 6},
        Naming{"rtase", "eth1", "int0", kQueue},
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

TEST(VectorNameTest, AVectorThatNobodyKnowsIsUnknownAndNeverOther) {
  const auto unknown = ParseVectorName(Eth1("x"), "a/b c", Ownership::kKnown);
  EXPECT_EQ(unknown->kind, VectorKind::kUnknown);
  EXPECT_EQ(unknown->label, "a_b_c");
}

TEST(VectorNameTest, WhatAnotherDriverHasOnTheFunctionIsForeign) {
  for (const auto& [driver, name] : {std::pair("ice", "irdma-CEQ-1@pci:0000:03:00.0"),
                                     std::pair("ice", "irdma-0000:03:00.0-AEQ"),
                                     std::pair("bnxt_en", "bnxt_re-nq-0@pci:0000:03:00.0"),
                                     std::pair("hns3", "hns-0000:03:00.0-ceq-2"),
                                     std::pair("mlx5_core", "mlx5_sf_comp3@pci:0000:03:00.0"),
                                     std::pair("cxgb4", "eth1-iw_cxgb40"),
                                     std::pair("nfp", "ctrl-rxtx-0"), std::pair("bnx2", "cnic")}) {
    EXPECT_EQ(ParseVectorName(Eth1(driver), name, Ownership::kKnown)->kind, VectorKind::kForeign)
        << name;
  }
}

TEST(VectorNameTest, ANameThatSaysNoDeviceIsNobodysByNameAlone) {
  EXPECT_FALSE(ParseVectorName(Eth1("bnx2"), "cnic", Ownership::kByName));
  EXPECT_FALSE(ParseVectorName(Eth1("LiquidIO"), "LiquidIO0-pf0-rxtx-0", Ownership::kByName));
}

TEST(VectorNameTest, AnotherInterfacesNameIsKept) {
  EXPECT_EQ(ParseVectorName(Eth1("nfp"), "eth2-rxtx-3", Ownership::kKnown)->interface, "eth2");
  EXPECT_EQ(ParseVectorName(Eth1("nfp"), "eth1-rxtx-3", Ownership::kKnown)->interface, "");
}

TEST(VectorNameTest, ANameThatIsCutShortIsOfItsFamilyWithoutANumber) {
  const auto cut = ParseVectorName(Eth1("bnxt_en"), "enp65s0f0npx-TxRx", Ownership::kKnown);
  EXPECT_EQ(cut->family, "TxRx-{n}");
  EXPECT_TRUE(cut->numberless);
  const auto whole = ParseVectorName(Eth1("bnxt_en"), "ens10f0np0-TxRx-1", Ownership::kKnown);
  EXPECT_TRUE(whole->cut);
  EXPECT_FALSE(whole->numberless);
  EXPECT_EQ(ParseVectorName(Eth1("ixgbe"), "enp65s0f0npx-TxRx", Ownership::kKnown)->kind,
            VectorKind::kUnknown);
}

TEST(VectorNameTest, AHugeNumberIsNoQueue) {
  EXPECT_FALSE(
      ParseVectorName(Eth1("ixgbe"), "eth1-TxRx-99999999999999999999", Ownership::kByName));
}

}  // namespace
}  // namespace netkeel
