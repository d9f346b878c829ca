// SPDX-License-Identifier: Apache-2.0
#include "base/crc32.h"

#include <gtest/gtest.h>

#include <string>

namespace netkeel {
namespace {

TEST(Crc32Test, GivesThePublishedCheckValue) {
  EXPECT_EQ(Crc32("123456789"), 0xCBF43926U);
  EXPECT_EQ(Crc32(""), 0U);
}

TEST(Crc32Test, EveryChangeOfOneBitGivesAnother) {
  const std::string text = "net.core.netdev_budget\xff\x80";
  for (size_t at = 0; at < text.size(); ++at) {
    for (int bit = 0; bit < 8; ++bit) {
      std::string flipped = text;
      flipped[at] = static_cast<char>(flipped[at] ^ (1 << bit));
      EXPECT_NE(Crc32(flipped), Crc32(text));
    }
  }
}

}  // namespace
}  // namespace netkeel
