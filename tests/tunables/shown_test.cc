// SPDX-License-Identifier: Apache-2.0
#include "tunables/shown.h"

#include <gtest/gtest.h>

namespace netkeel {
namespace {

TEST(ShownTest, OfAKeyNoMoreIsShownThanTellsItFromAnother) {
  EXPECT_EQ(ShownText({"eth0", "rss", "key"}, std::string("6d:5a:56:da")), "4 bytes, 6d:5a:..");
  EXPECT_EQ(ShownText({"eth0", "rss", "indirection"}, std::string("equal 4")), "equal 4");
  EXPECT_EQ(ShownText({"eth0", "unknown", "key"}, uint64_t{7}), "7");
}

}  // namespace
}  // namespace netkeel
