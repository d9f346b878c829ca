// SPDX-License-Identifier: Apache-2.0
#include "kernel/topics/statistics.h"

#include <gmock/gmock.h>

#include "support/netlink_bytes.h"

namespace netkeel {
namespace {

std::string Name(std::string text) {
  text.resize(32);
  return text;
}

std::string Values(std::initializer_list<uint64_t> values) {
  std::string bytes;
  for (const uint64_t value : values) bytes += wire::Bytes(value);
  return bytes;
}

TEST(StatisticsTest, WordsHaveTheirNumbersOf64Bits) {
  EXPECT_EQ(StatisticsOf(Name("rx_packets") + Name("[0]: rx_discards"), Values({1UL << 40, 7})),
            (EthtoolFields{{"rx_packets", 1UL << 40}, {"[0]: rx_discards", 7UL}}));
}

TEST(StatisticsTest, AWordThatEveryQueueHasIsTheSum) {
  EXPECT_EQ(StatisticsOf(Name("Rx Queue#") + Name("  pkts rx out of buf") + Name("Rx Queue#") +
                             Name("  pkts rx out of buf"),
                         Values({0, 3, 1, 4})),
            (EthtoolFields{{"Rx Queue#", 1UL}, {"pkts rx out of buf", 7UL}}));
}

TEST(StatisticsTest, ANameOf32LettersNeedsNoEndAndOneWithoutLettersIsNone) {
  const std::string full(32, 'x');
  EXPECT_EQ(StatisticsOf(full + Name("") + Name("   "), Values({1, 2, 3})),
            (EthtoolFields{{full, 1UL}}));
}

TEST(StatisticsTest, WhatHasNoNumberIsLeftOut) {
  EXPECT_TRUE(StatisticsOf(Name("a") + Name("b"), "1234567").empty());
  EXPECT_TRUE(StatisticsOf("short", Values({1})).empty());
}

}  // namespace
}  // namespace netkeel
