// SPDX-License-Identifier: Apache-2.0
#include "evidence/trial/link_guard.h"

#include <gmock/gmock.h>

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

/// eth0, and how often its carrier has changed so far.
Sample At(int seconds, bool carrier, uint64_t changes) {
  Sample sample;
  sample.uptime = std::chrono::seconds(seconds);
  sample.values[{"link", "eth0", "carrier"}] = carrier ? 1 : 0;
  sample.values[{"link", "eth0", "carrier_changes"}] = changes;
  return sample;
}

std::vector<std::string> TroubleOf(const Sample& before, const Sample& first, const Sample& last) {
  return LinkTrouble(WithCarrier(before), *Window::Of({first, last}));
}

TEST(LinkGuardTest, ACarrierThatWentBeforeTheWindowBeganIsGoneAllTheSame) {
  EXPECT_THAT(TroubleOf(At(1, true, 2), At(4, false, 3), At(9, false, 3)),
              ElementsAre("the carrier of eth0 went away"));
}

TEST(LinkGuardTest, ACarrierThatGoesWithinTheWindowIsToldEvenWhereItCameAgain) {
  EXPECT_THAT(TroubleOf(At(1, true, 2), At(4, true, 2), At(9, false, 3)),
              ElementsAre("the carrier of eth0 went away"));
  EXPECT_THAT(TroubleOf(At(1, true, 2), At(4, true, 2), At(9, true, 4)),
              ElementsAre("the carrier of eth0 went and came"));
}

TEST(LinkGuardTest, AResetBetweenTwoWindowsAndALinkThatNeverWasUpAreNoTrouble) {
  EXPECT_THAT(TroubleOf(At(1, true, 2), At(4, true, 4), At(9, true, 4)), IsEmpty());
  EXPECT_THAT(TroubleOf(At(1, false, 2), At(4, false, 2), At(9, false, 2)), IsEmpty());
}

TEST(LinkGuardTest, AnInterfaceThatIsGoneHasNoCarrier) {
  Sample first;
  first.uptime = std::chrono::seconds(4);
  Sample last;
  last.uptime = std::chrono::seconds(9);
  EXPECT_THAT(TroubleOf(At(1, true, 2), first, last), ElementsAre("the carrier of eth0 went away"));
}

}  // namespace
}  // namespace netkeel
