// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matchers.h"
#include "tunables/factories.h"
#include "tunables/tunable_probe.h"

namespace netkeel {
namespace {

using testing::ElementsAre;

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

}  // namespace
}  // namespace netkeel
