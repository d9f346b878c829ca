// SPDX-License-Identifier: Apache-2.0
#include "cli/screen.h"

#include <gmock/gmock.h>

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(ScreenTest, KeysAreTakenOutOfWhatTheTerminalSends) {
  EXPECT_THAT(KeysIn("s\x1b[B\x1bOAq"), ElementsAre(Key::kOrder, Key::kDown, Key::kUp, Key::kQuit));
}

TEST(ScreenTest, WhatIsNoKeyDoesNothing) { EXPECT_THAT(KeysIn("\x01\xffxyz\x1b"), IsEmpty()); }

TEST(ScreenTest, OrdersComeRoundAgain) {
  ScreenLook look;
  for (int i = 0; i < 3; ++i) Press(Key::kOrder, look);
  EXPECT_EQ(look.order, RatesOrder::kLoss);
}

TEST(ScreenTest, NobodyScrollsAboveTheFirstLine) {
  ScreenLook look;
  Press(Key::kUp, look);
  EXPECT_EQ(look.top, 0U);
  Press(Key::kDown, look);
  Press(Key::kPageUp, look);
  EXPECT_EQ(look.top, 0U);
}

}  // namespace
}  // namespace netkeel
