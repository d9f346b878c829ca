// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <cerrno>

#include "host/inventory.h"
#include "kernel/recorded/recorded_kernel.h"
#include "support/matchers.h"
#include "support/tree_builder.h"

namespace netkeel {
namespace {

Device Nic(const RecordedKernel& kernel) { return DescribeInterface(kernel, "eth0").value(); }

struct Ring {
  std::string driver;
  uint64_t wanted;
  uint64_t granted;  ///< 0: refused with EINVAL
};

void PrintTo(const Ring& ring, std::ostream* out) { *out << ring.driver << ' ' << ring.wanted; }

class RingOfDriverTest : public ::testing::TestWithParam<Ring> {};

TEST_P(RingOfDriverTest, IsGrantedAsTheDriverDoes) {
  RecordedKernel kernel = TreeBuilder().Nic("eth0", GetParam().driver).Rings(512, 4096).Build();
  const auto before = kernel.Files();
  const auto set =
      kernel.EthtoolSet(Nic(kernel), EthtoolTopic::kRings, {{"rx", GetParam().wanted}});
  if (GetParam().granted == 0) {
    EXPECT_THAT(set, HasErrno(EINVAL));
    EXPECT_EQ(kernel.Files(), before);
  } else {
    ASSERT_THAT(set, IsOk());
    const auto after = kernel.EthtoolGet(Nic(kernel), EthtoolTopic::kRings);
    EXPECT_EQ(after.value().at("rx"), Value(GetParam().granted));
    EXPECT_EQ(after.value().at("tx"), Value(uint64_t{512}));
  }
}

INSTANTIATE_TEST_SUITE_P(Drivers, RingOfDriverTest,
                         ::testing::Values(Ring{"ixgbe", 1001, 1008}, Ring{"ixgbe", 10, 64},
                                           Ring{"ixgbe", 4096, 4096}, Ring{"ixgbe", 4097, 0},
                                           Ring{"igb", 1001, 1008}, Ring{"igb", 1000, 1000},
                                           Ring{"i40e", 1001, 1024}, Ring{"i40e", 10, 0},
                                           Ring{"ice", 4095, 4096}, Ring{"iavf", 63, 0},
                                           Ring{"mlx5_core", 1000, 1024}, Ring{"ena", 1000, 512},
                                           Ring{"vmxnet3", 1000, 1024}, Ring{"tg3", 511, 511},
                                           Ring{"unheard_of", 1001, 1001}));

TEST(RecordedEthtoolTest, AboveTheMaximumIsRefusedInTheKernelsWords) {
  RecordedKernel kernel = TreeBuilder().Nic("eth0", "ixgbe").Rings(512, 4096).Build();
  const auto rings = kernel.EthtoolSet(Nic(kernel), EthtoolTopic::kRings, {{"rx", 4104UL}});
  ASSERT_THAT(rings, HasErrno(EINVAL));
  EXPECT_EQ(rings.error().message,
            "eth0 rings: Invalid argument: requested ring size exceeds maximum");
  const auto mini = kernel.EthtoolSet(Nic(kernel), EthtoolTopic::kRings, {{"rx-mini", 1UL}});
  EXPECT_THAT(mini, HasErrno(EINVAL));
  const auto channels =
      kernel.EthtoolSet(Nic(kernel), EthtoolTopic::kChannels, {{"combined", 99UL}});
  ASSERT_THAT(channels, HasErrno(EINVAL));
  EXPECT_EQ(channels.error().message,
            "eth0 channels: Invalid argument: requested channel count exceeds maximum");
}

TEST(RecordedEthtoolTest, ChannelsThatTheDriverDoesNotHaveAreRefused) {
  RecordedKernel kernel = TreeBuilder().Nic("eth0", "ixgbe").Build();
  const auto before = kernel.Files();
  for (const EthtoolFields& fields : std::vector<EthtoolFields>{
           {{"rx", 2UL}}, {{"combined", 0UL}}, {{"other", 0UL}}, {{"combined-max", 8UL}}}) {
    EXPECT_THAT(kernel.EthtoolSet(Nic(kernel), EthtoolTopic::kChannels, fields), HasErrno(EINVAL))
        << fields.begin()->first;
  }
  EXPECT_EQ(kernel.Files(), before);
}

TEST(RecordedEthtoolTest, AnEqualRequestChangesNothing) {
  RecordedKernel kernel = TreeBuilder().Nic("eth0", "ixgbe").Rings(500, 4096).Build();
  const auto before = kernel.Files();
  EXPECT_THAT(kernel.EthtoolSet(Nic(kernel), EthtoolTopic::kRings, {{"rx", 500UL}}), IsOk());
  EXPECT_EQ(kernel.Files(), before);
}

TEST(RecordedEthtoolTest, WhatADeviceDoesNotHaveIsUnsupported) {
  RecordedKernel kernel = TreeBuilder().Nic("eth0", "veth").Build();
  EXPECT_THAT(kernel.EthtoolGet(Nic(kernel), EthtoolTopic::kRings),
              HasCode(ErrorCode::kUnsupported));
  EXPECT_THAT(kernel.EthtoolSet(Nic(kernel), EthtoolTopic::kRings, {{"rx", 64UL}}),
              HasCode(ErrorCode::kUnsupported));
  EXPECT_THAT(kernel.EthtoolSet(Nic(kernel), EthtoolTopic::kInfo, {{"driver", std::string("x")}}),
              HasCode(ErrorCode::kUnsupported));
}

TEST(RecordedEthtoolTest, FixedRingsRefuseWithTheirErrno) {
  RecordedKernel kernel = TreeBuilder().Nic("eth0", "virtio_net").Rings(256, 1024).Build();
  kernel.SetImmovable("ethtool/eth0/rings", EOPNOTSUPP);
  EXPECT_THAT(kernel.EthtoolSet(Nic(kernel), EthtoolTopic::kRings, {{"rx", 512UL}}),
              HasErrno(EOPNOTSUPP));
}

}  // namespace
}  // namespace netkeel
