// SPDX-License-Identifier: Apache-2.0
#include "base/version.h"

#include <gmock/gmock.h>

namespace netkeel {
namespace {

TEST(VersionTest, TheFactsStartWithTheVersionAndLeaveNothingOpen) {
  const std::string facts = BuildFacts();
  EXPECT_THAT(facts, testing::StartsWith(std::string("netkeel ") + Version() + '\n'));
  EXPECT_THAT(facts, testing::ContainsRegex("yaml-cpp [0-9].*libnl [0-9].*spdlog [0-9]"));
  EXPECT_THAT(facts, testing::Not(testing::HasSubstr("@")));
}

}  // namespace
}  // namespace netkeel
