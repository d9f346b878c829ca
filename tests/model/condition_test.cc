// SPDX-License-Identifier: Apache-2.0
#include "model/condition.h"

#include <gtest/gtest.h>

namespace netkeel {
namespace {

HostTraits Host(uint64_t cpus, const std::string& release, bool is_virtual = false) {
  return {cpus, VersionOf(release), is_virtual};
}

TEST(ConditionTest, VersionsAreComparedByNumberAndOnlyAsFarAsAsked) {
  const Condition least{.least_kernel = Version{6, 12}};
  EXPECT_TRUE(HoldsOn(least, Host(1, "6.12.117+deb13-amd64")));
  EXPECT_TRUE(HoldsOn(least, Host(1, "10.0")));
  EXPECT_FALSE(HoldsOn(least, Host(1, "6.2.9")));
  const Condition most{.most_kernel = Version{6, 12}};
  EXPECT_TRUE(HoldsOn(most, Host(1, "6.12.117")));
  EXPECT_FALSE(HoldsOn(most, Host(1, "6.13-rc1")));
  EXPECT_TRUE(HoldsOn({.least_kernel = Version{6, 0, 0}}, Host(1, "6.0")));
}

TEST(ConditionTest, BothEndsOfARangeAreInIt) {
  const Condition range{.least_cpus = 8, .most_cpus = 16};
  EXPECT_FALSE(HoldsOn(range, Host(7, "6.1")));
  EXPECT_TRUE(HoldsOn(range, Host(8, "6.1")));
  EXPECT_TRUE(HoldsOn(range, Host(16, "6.1")));
  EXPECT_FALSE(HoldsOn(range, Host(17, "6.1")));
}

TEST(ConditionTest, AllThatIsGivenMustHold) {
  const Condition both{.least_cpus = 8, .is_virtual = false};
  EXPECT_TRUE(HoldsOn(both, Host(8, "6.1", false)));
  EXPECT_FALSE(HoldsOn(both, Host(8, "6.1", true)));
  EXPECT_FALSE(HoldsOn(both, Host(4, "6.1", false)));
}

TEST(ConditionTest, ADriverIsAGlobAndOfNoDriverAny) {
  EXPECT_TRUE(HoldsFor({.driver = {"igb", "ixgbe*"}}, "ixgbevf"));
  EXPECT_FALSE(HoldsFor({.driver = {"igb"}}, "igbvf"));
  EXPECT_TRUE(HoldsFor({}, ""));
}

TEST(ConditionTest, WhatIsNoVersionIsNone) {
  EXPECT_EQ(ParseVersion("6.12"), (Version{6, 12}));
  for (const char* const text : {"", "6.", ".1", "6.x", "-6", "99999999999999999999"}) {
    EXPECT_FALSE(ParseVersion(text)) << text;
  }
}

}  // namespace
}  // namespace netkeel
