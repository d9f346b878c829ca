// SPDX-License-Identifier: Apache-2.0
#include "reconcile/lints.h"

#include <gmock/gmock.h>

namespace netkeel {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

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

/// A look at eth0, an ixgbe with as many vectors as it is told.
class LintLookTest : public ::testing::Test {
 protected:
  LintLookTest() {
    device_.name = "eth0";
    device_.driver = "ixgbe";
    device_.model = "0x10fb";
  }

  void Want(const Address& address, const Value& value) {
    Wish wish;
    wish.value = value;
    wish.source = {"p.yaml", 7};
    look_.desired.wishes[address] = wish;
  }
  void Queue(uint64_t queue, const CpuSet& cpus) {
    const std::string label = "TxRx-" + std::to_string(queue);
    look_.observed.values[{"eth0", "irq", label + "/queue"}] = queue;
    look_.observed.values[{"eth0", "irq", label + "/irq"}] = 50 + queue;
    Want({"eth0", "irq", label + "/affinity"}, cpus);
  }
  void Channels(uint64_t number) { Want({"eth0", "channels", "combined"}, number); }
  std::vector<std::string> Lines() {
    look_.devices["eth0"] = device_;
    return Lint(look_);
  }

  Device device_;
  Look look_;
};

TEST_F(LintLookTest, TheRssOfAn82599Reaches16Queues) {
  Channels(24);
  EXPECT_THAT(Lines(), ElementsAre(StartsWith("p.yaml:7: eth0: 24 queues, but the RSS")));
  Channels(16);
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(LintLookTest, TheRssOfAnX550OrOfAnUnknownCardIsNotJudged) {
  Channels(24);
  for (const char* const model : {"0x1563", ""}) {
    device_.model = model;
    EXPECT_THAT(Lines(), IsEmpty()) << model;
  }
  device_.model = "0x10fb";
  device_.driver = "ice";
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(LintLookTest, MoreQueuesThanCpusIsSaidOnceWithThoseCpus) {
  for (const unsigned queue : {0U, 1U, 2U, 3U}) Queue(queue, CpuSet{2 + queue % 2});
  EXPECT_THAT(Lines(), ElementsAre(StartsWith("p.yaml:7: eth0: 4 queues on the 2 CPUs 2-3: ")));
}

TEST_F(LintLookTest, APoolOfFewerCpusThanQueuesIsTheSame) {
  for (const unsigned queue : {0U, 1U, 2U}) Queue(queue, CpuSet{4, 5});
  EXPECT_THAT(Lines(), ElementsAre(HasSubstr("3 queues on the 2 CPUs 4-5")));
}

TEST_F(LintLookTest, QueuesThatAreAboutToGoDoNotCount) {
  for (const unsigned queue : {0U, 1U, 2U, 3U}) Queue(queue, CpuSet{2 + queue % 2});
  Channels(2);
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(LintLookTest, QueuesThatAreYetToComeMayHaveCpusOfTheirOwn) {
  for (const unsigned queue : {0U, 1U}) Queue(queue, CpuSet{2 + queue});
  Channels(4);
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(LintLookTest, ACpuThatServesSeveralQueuesIsNamed) {
  Queue(0, CpuSet{2});
  Queue(1, CpuSet{2});
  Queue(2, CpuSet{3, 4});
  EXPECT_THAT(Lines(), ElementsAre(StartsWith("p.yaml:7: eth0: CPU 2 serves queues 0, 1: ")));
}

TEST_F(LintLookTest, ACpuForEachQueueIsFine) {
  for (const unsigned queue : {0U, 1U, 2U}) Queue(queue, CpuSet{queue});
  EXPECT_THAT(Lines(), IsEmpty());
}

TEST_F(LintLookTest, FlowsOfAllQueuesHaveToFitIntoTheTable) {
  Want({kHostDevice, "sysctl", "net.core.rps_sock_flow_entries"}, uint64_t{32768});
  for (const char* const queue : {"rx-0", "rx-1"}) {
    Want({"eth0", "queues", std::string(queue) + "/rps_flow_cnt"}, uint64_t{16384});
  }
  EXPECT_THAT(Lines(), IsEmpty());
  Want({"eth0", "queues", "rx-2/rps_flow_cnt"}, uint64_t{16384});
  EXPECT_THAT(Lines(), ElementsAre(HasSubstr("rps_flow_cnt of 3 queues is 49152 in all")));
}

}  // namespace
}  // namespace netkeel
