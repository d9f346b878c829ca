// SPDX-License-Identifier: Apache-2.0
#include "evidence/recorder/looker.h"

#include <gmock/gmock.h>

#include "kernel/recorded/recorded_kernel.h"

namespace netkeel {
namespace {

using testing::Contains;
using testing::IsEmpty;
using testing::Not;

class LookerTest : public testing::Test {
 protected:
  RecordedKernel kernel_ = *RecordedKernel::Load("trees/ixgbe-4q");
  std::vector<std::string> all_;
};

TEST_F(LookerTest, BetweenLooksAtFactsTheyAreAsTheyWere) {
  Looker looker(kernel_, all_);
  const auto first = looker.Look();
  ASSERT_TRUE(first) << first.error().message;
  ASSERT_TRUE(looker.facts_are_new());
  ASSERT_THAT(first->facts, Not(IsEmpty()));
  const auto second = looker.Look();
  EXPECT_FALSE(looker.facts_are_new());
  EXPECT_EQ(second->facts, first->facts);
  EXPECT_GT(second->uptime, first->uptime);
}

TEST_F(LookerTest, AHostOnWhichNothingHappensHasNoEvents) {
  Looker looker(kernel_, all_);
  ASSERT_TRUE(looker.Look());
  EXPECT_THAT(looker.Events({}), IsEmpty());
  ASSERT_TRUE(looker.Look());
  EXPECT_THAT(looker.Events({}), IsEmpty());
}

TEST_F(LookerTest, ItKnowsTheFoldersOfWhatItLooksAt) {
  Looker looker(kernel_, all_);
  ASSERT_TRUE(looker.Look());
  ASSERT_TRUE(looker.scope_is_new());
  const auto folders = looker.SettingFolders();
  EXPECT_THAT(folders, Contains("/proc/sys/net/core"));
  EXPECT_THAT(folders, Contains(testing::MatchesRegex("/proc/irq/[0-9]+")));
  ASSERT_TRUE(looker.Look());
  EXPECT_FALSE(looker.scope_is_new());
}

}  // namespace
}  // namespace netkeel
