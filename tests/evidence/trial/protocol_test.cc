// SPDX-License-Identifier: Apache-2.0
#include "evidence/trial/protocol.h"

#include <gmock/gmock.h>

namespace netkeel {
namespace {

using std::chrono::milliseconds;
using testing::HasSubstr;
using testing::IsEmpty;

/// A host whose loss depends on nothing but the side it is on.
struct World {
  TrialHands Hands() {
    return {[this] { return ++lots % 2 == 0; },
            [this](bool to_changed) -> Result<void> {
              is_changed = to_changed;
              ++switches;
              if (switches == broken_at) return Fail(ErrorCode::kIo, "eth0 rings: I/O error");
              return {};
            },
            [this](milliseconds time) -> Result<void> {
              waited += time;
              return {};
            },
            [this](milliseconds time, const TrialStop& is_enough) -> Result<TrialSeen> {
              const TrialSeen& seen = is_changed ? changed : as_is;
              waited += is_enough(seen).empty() ? time : time / 5;
              return seen;
            },
            [this](size_t, bool, const TrialSeen&) { ++told; }};
  }

  TrialSeen as_is{{100, 100'000}, {{Stage::kCard, 100}}, {}};
  TrialSeen changed{{0, 100'000}, {}, {}};
  bool is_changed = false;
  int lots = 0;
  int switches = 0;
  int broken_at = 0;
  int told = 0;
  milliseconds waited{0};
};

TEST(TrialProtocolTest, EveryPairHasBothSidesInTheOrderOfTheLot) {
  World world;
  const auto course = RunTrial({.pairs = 6}, world.Hands());
  ASSERT_EQ(course.pairs.size(), 6U);
  EXPECT_THAT(course.ended_early, IsEmpty());
  EXPECT_EQ(world.told, 12);
  EXPECT_EQ(world.waited, milliseconds(12 * 6000));
  EXPECT_FALSE(course.pairs[0].changed_first);
  EXPECT_TRUE(course.pairs[1].changed_first);
  for (const TrialPair& pair : course.pairs) {
    EXPECT_EQ(pair.as_is.loss, 100U);
    EXPECT_EQ(pair.changed.loss, 0U);
  }
}

TEST(TrialProtocolTest, AHarmfulChangeEndsItInItsFirstWindow) {
  World world;
  world.changed = {{37'000, 100'000}, {{Stage::kCard, 37'000}}, {}};
  const auto course = RunTrial({.pairs = 10}, world.Hands());
  EXPECT_THAT(course.ended_early,
              HasSubstr("37.0 % were lost in one window, as it is at most 0.1"));
  EXPECT_THAT(course.pairs, IsEmpty());
  // Two to settle, a window as it is, and a fifth of one with the change.
  EXPECT_EQ(world.waited, milliseconds(2000 + 5000 + 1000));
}

TEST(TrialProtocolTest, WhatIsNoLossOfPacketsIsGuardedByItsOwnRate) {
  World world;
  world.as_is = {{2, 5000}, {}, {}};
  world.changed = {{9300, 5000}, {}, {}};
  EXPECT_EQ(
      RunTrial({.pairs = 10, .metric = {"UdpInErrors", false}}, world.Hands()).ended_early,
      "with the change UdpInErrors rose by 1860.0 a second in one window, as it is by at most "
      "0.40 a second");
}

TEST(TrialProtocolTest, ARateThatIsHighWithoutTheChangeTooEndsNothing) {
  World world;
  world.as_is = {{9000, 5000}, {}, {}};
  world.changed = {{9300, 5000}, {}, {}};
  const TrialRules rules{.pairs = 6, .metric = {"file:/run/late", false}};
  EXPECT_THAT(RunTrial(rules, world.Hands()).ended_early, IsEmpty());
}

TEST(TrialProtocolTest, AHarmfulChangeThatCameFirstEndsItWithTheSecondWindow) {
  World world;
  world.lots = 1;
  world.changed = {{37'000, 100'000}, {{Stage::kCard, 37'000}}, {}};
  const auto course = RunTrial({.pairs = 10}, world.Hands());
  EXPECT_THAT(course.ended_early, HasSubstr("37.0 % were lost in one window"));
  EXPECT_EQ(world.told, 2);
}

TEST(TrialProtocolTest, AnotherKindOfLossEndsIt) {
  World world;
  world.changed = {{150, 100'000}, {{Stage::kSocket, 150}}, {}};
  const auto course = RunTrial({.pairs = 10}, world.Hands());
  EXPECT_THAT(course.ended_early, HasSubstr("at a stage where none were before: socket"));
}

TEST(TrialProtocolTest, ALinkThatGoesDownEndsIt) {
  World world;
  world.changed.trouble = {"the carrier of eth0 went away"};
  EXPECT_EQ(RunTrial({.pairs = 10}, world.Hands()).ended_early, "the carrier of eth0 went away");
}

TEST(TrialProtocolTest, ASwitchThatFailsEndsItWithItsReason) {
  World world;
  world.broken_at = 5;
  const auto course = RunTrial({.pairs = 10}, world.Hands());
  EXPECT_EQ(course.pairs.size(), 2U);
  EXPECT_EQ(course.ended_early, "eth0 rings: I/O error");
}

TEST(TrialProtocolTest, ALossThatIsJustAsBadWithoutTheChangeEndsNothing) {
  World world;
  world.as_is.arm = {30'000, 100'000};
  world.changed = {{37'000, 100'000}, {{Stage::kCard, 37'000}}, {}};
  EXPECT_THAT(RunTrial({.pairs = 6}, world.Hands()).ended_early, IsEmpty());
}

}  // namespace
}  // namespace netkeel
