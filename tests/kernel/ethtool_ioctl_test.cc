// SPDX-License-Identifier: Apache-2.0
#include "kernel/ethtool_ioctl.h"

#include <gtest/gtest.h>

#include <array>

namespace netkeel {
namespace {

using Pause = ethtool_pauseparam;

constexpr std::array<IoctlMember<Pause>, 2> kMembers = {
    {{.word = "autoneg", .current = &Pause::autoneg},
     {.word = "rx", .current = &Pause::rx_pause, .flag = true}}};

TEST(EthtoolIoctlTest, AFlagIsOnWhateverNumberTheDriverHasForIt) {
  const Pause got = {.cmd = 0, .autoneg = 4, .rx_pause = 4, .tx_pause = 0};
  EXPECT_EQ(FieldsOf<Pause>(got, kMembers), (EthtoolFields{{"autoneg", 4UL}, {"rx", 1UL}}));
  EXPECT_EQ(FieldsOf<Pause>({}, kMembers), (EthtoolFields{{"autoneg", 0UL}, {"rx", 0UL}}));
}

}  // namespace
}  // namespace netkeel
