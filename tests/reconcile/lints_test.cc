// SPDX-License-Identifier: Apache-2.0
#include "reconcile/lints.h"

#include <gtest/gtest.h>

namespace netkeel {
namespace {

Setting Sysctl(const std::string& key, uint64_t value) {
  Setting setting;
  setting.tunable = "sysctl";
  setting.key = key;
  setting.literal = value;
  setting.source = {"p.yaml", 3};
  return setting;
}

Profile WithHost(std::vector<Setting> settings) {
  Profile profile;
  profile.host = std::move(settings);
  return profile;
}

TEST(LintTest, ABudgetRaisedWithoutItsTimeLimitIsNamedWithItsLine) {
  const auto lines = Lint(WithHost({Sysctl("net.core.netdev_budget", 600)}));
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_NE(lines[0].find("p.yaml:3: net.core.netdev_budget"), std::string::npos);
}

TEST(LintTest, ABudgetRaisedTogetherWithItsTimeLimitIsFine) {
  EXPECT_TRUE(Lint(WithHost({Sysctl("net.core.netdev_budget", 600),
                             Sysctl("net.core.netdev_budget_usecs", 8000)}))
                  .empty());
}

TEST(LintTest, ABudgetAtItsDefaultIsFine) {
  EXPECT_TRUE(Lint(WithHost({Sysctl("net.core.netdev_budget", 300)})).empty());
}

TEST(LintTest, ABacklogRaisedWithoutRpsIsNamed) {
  EXPECT_EQ(Lint(WithHost({Sysctl("net.core.netdev_max_backlog", 5000)})).size(), 1U);
}

TEST(LintTest, ABacklogRaisedWithRpsIsFine) {
  Profile profile = WithHost({Sysctl("net.core.netdev_max_backlog", 5000)});
  Setting rps;
  rps.tunable = "queues";
  rps.key = "rps_cpus";
  profile.interfaces.push_back(Block{{}, false, {rps}, {}, ""});
  EXPECT_TRUE(Lint(profile).empty());
}

}  // namespace
}  // namespace netkeel
