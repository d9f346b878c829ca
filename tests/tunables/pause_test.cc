// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matchers.h"
#include "support/tree_builder.h"
#include "tunables/factories.h"
#include "tunables/tunable_probe.h"
#include "tunables/wishes.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

const Value kOff = std::string("off");

TunableProbe Pause(RecordedKernel& kernel) {
  TunableProbe probe(MakePause(), kernel, Interface(kernel, "eth0"));
  probe.Look();
  return probe;
}

TEST(PauseTest, AutonegGoesOffWithBothDirectionsInOneRequest) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  TunableProbe pause = Pause(kernel);
  EXPECT_EQ(pause.Text("autoneg"), "on");
  ASSERT_THAT(pause.Set({{"autoneg", kOff}, {"rx", kOff}, {"tx", kOff}}), IsOk());
  EXPECT_THAT(kernel.writes(), ElementsAre("ethtool eth0 pause autoneg=off rx=off tx=off"));
  pause.Look();
  EXPECT_EQ(pause.Text("autoneg") + pause.Text("rx") + pause.Text("tx"), "offoffoff");
}

TEST(PauseTest, AChangeResetsTheLink) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  const Step step = Pause(kernel).Steps({{"autoneg", kOff}}).front();
  EXPECT_TRUE(step.disruptive);
  EXPECT_FALSE(step.reshapes);
  EXPECT_EQ(step.object, "ETHTOOL_MSG_PAUSE_SET");
}

TEST(PauseTest, WhatIsNegotiatedIsTakenAndNotDone) {
  RecordedKernel kernel = LoadTestTree("ixgbe-4q");
  TunableProbe pause = Pause(kernel);
  ASSERT_THAT(pause.Set({{"tx", kOff}}), IsOk());
  pause.Look();
  EXPECT_EQ(pause.Text("tx"), "on");
}

/// eth0 of that driver, with autoneg as said and pause both ways.
RecordedKernel WithAutoneg(const std::string& driver, const std::string& autoneg) {
  const Value on = std::string("on");
  return TreeBuilder()
      .Nic("eth0", driver)
      .Ethtool(EthtoolTopic::kPause, {{"autoneg", autoneg}, {"rx", on}, {"tx", on}})
      .Build();
}

TEST(PauseTest, WhereAutonegIsTheLinksOwnNothingOfTheRequestIsWanted) {
  for (const char* const driver : {"i40e", "ice"}) {
    const Wishes wishes = WishesOn(WithAutoneg(driver, "on"), "pause",
                                   {{"autoneg", std::string("off")}, {"rx", std::string("off")}});
    EXPECT_TRUE(wishes.desired.wishes.empty()) << driver;
    for (const char* const key : {"autoneg", "rx"}) {
      EXPECT_THAT(wishes.Finding(key),
                  HasSubstr("unsupported: autoneg of this driver is the link's own: "
                            "`ethtool -s eth0 autoneg off` changes it"));
    }
  }
  const Wishes back =
      WishesOn(WithAutoneg("ice", "off"), "pause", {{"autoneg", std::string("on")}});
  EXPECT_THAT(back.Finding("autoneg"), HasSubstr("`ethtool -s eth0 autoneg on` changes it"));
}

TEST(PauseTest, WhatNeedsNoOtherAutonegIsWantedOfThoseDriversToo) {
  const std::string off = "off";
  const Wishes as_is = WishesOn(WithAutoneg("i40e", off), "pause", {{"autoneg", off}, {"rx", off}});
  EXPECT_EQ(as_is.Text("autoneg") + as_is.Text("rx"), "offoff");
  const Wishes elsewhere = WishesOn(WithAutoneg("ixgbe", "on"), "pause", {{"autoneg", off}});
  EXPECT_EQ(elsewhere.Text("autoneg"), off);
}

}  // namespace
}  // namespace netkeel
