// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include "kernel/driver_facts.h"
#include "reconcile/fixture.h"
#include "reconcile/undo.h"
#include "support/matchers.h"

namespace netkeel {
namespace {

using testing::Contains;
using testing::HasSubstr;

constexpr const char* kBlock = "interfaces:\n  - match: {driver: ixgbe}\n";

class RssTest : public ReconcileTest {
 protected:
  static RecordedKernel Card() {
    return OneIxgbe()
        .Rings(512, 4096)
        .Ethtool(EthtoolTopic::kRss, {{"hash-function", "toeplitz"},
                                      {"key", "00:11:22:33"},
                                      {"indirection", DefaultTable("ixgbe", 128, 4)}})
        .Ethtool(EthtoolTopic::kFlowHash, {{"udp4", 0x30UL}})
        .Ethtool(EthtoolTopic::kPause, {{"autoneg", "on"}, {"rx", "on"}, {"tx", "on"}})
        .Build();
  }

  static EthtoolFields Rss(const RecordedKernel& kernel) {
    return kernel.tree().ethtool.at({"eth0", EthtoolTopic::kRss});
  }
  static std::vector<uint64_t> Table(const RecordedKernel& kernel) {
    return std::get<std::vector<uint64_t>>(Rss(kernel).at("indirection"));
  }
  static void SetByHand(RecordedKernel& kernel, EthtoolTopic topic, const EthtoolFields& fields) {
    Device eth0;
    eth0.name = "eth0";
    ASSERT_THAT(kernel.EthtoolSet(eth0, topic, fields), IsOk());
  }

  Report Apply(RecordedKernel& kernel, const std::string& settings) const {
    return ReconcileTest::Apply(kernel, ProfileOf(kBlock + settings));
  }
};

TEST_F(RssTest, ATableThatAResetOfTheSameRunDestroysIsThereInTheEnd) {
  RecordedKernel kernel = Card();
  EXPECT_EQ(Apply(kernel, "    rss: {indirection: equal 2}\n").exit_code, ExitCode::kAsWanted);
  const Report report = Apply(kernel, "    rings: {rx: 1024}\n    rss: {indirection: equal 2}\n");
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(Table(kernel), RoundRobinTable(128, 2));
  EXPECT_EQ(report.changes.size(), 1U);
}

TEST_F(RssTest, FewerChannelsAreHadThoughSomebodyHasSetATable) {
  RecordedKernel kernel = Card();
  SetByHand(kernel, EthtoolTopic::kRss, {{"indirection", std::vector<uint64_t>{0, 3}}});
  SetByHand(kernel, EthtoolTopic::kRings, {{"rx", 1024UL}});
  const Report report =
      Apply(kernel, "    channels: {combined: 2}\n    rss: {indirection: default}\n");
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(Table(kernel), RoundRobinTable(128, 2));
}

TEST_F(RssTest, NorAreTheyRefusedBehindAnotherResetOfTheSameRun) {
  RecordedKernel kernel = Card();
  SetByHand(kernel, EthtoolTopic::kRss, {{"indirection", std::vector<uint64_t>{0, 3}}});
  const Report report = Apply(kernel,
                              "    pause: {autoneg: off, rx: off, tx: off}\n"
                              "    channels: {combined: 2}\n    rss: {indirection: default}\n");
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(Table(kernel), RoundRobinTable(128, 2));
}

TEST_F(RssTest, ATableThatIsNotTheProfilesIsLeftAndNamed) {
  RecordedKernel kernel = Card();
  SetByHand(kernel, EthtoolTopic::kRss, {{"indirection", std::vector<uint64_t>{0, 3}}});
  const auto table = Table(kernel);
  const Report report = Apply(kernel, "    channels: {combined: 2}\n");
  EXPECT_EQ(report.exit_code, ExitCode::kRolledBack);
  EXPECT_THAT(report.messages, Contains(HasSubstr("low for existing indirection table (3)")));
  EXPECT_EQ(Table(kernel), table);
}

TEST_F(RssTest, ARollBackPutsTableKeyAndFieldsBack) {
  RecordedKernel kernel = Card();
  SetByHand(kernel, EthtoolTopic::kRss, {{"indirection", std::vector<uint64_t>{0, 3, 1, 2}}});
  const EthtoolFields before = Rss(kernel);
  const std::string settings =
      "    channels: {combined: 2}\n    flow-hash: {udp4: sdfn}\n"
      "    rss: {indirection: [1, 0], key: symmetric}\n";
  ASSERT_EQ(Apply(kernel, settings).exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(Rss(kernel).at("key"), Value(std::string("6d:5a:6d:5a")));
  const Report report = Undo(kernel, catalog_, Disruptive(), StateFolder(), std::nullopt);
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(Rss(kernel), before);
  EXPECT_EQ(kernel.tree().ethtool.at({"eth0", EthtoolTopic::kFlowHash}).at("udp4"),
            Value(uint64_t{0x30}));
}

TEST_F(RssTest, WhatTheDriverHasNotGotKeepsNothingElseBack) {
  RecordedKernel kernel = Card();
  const Report report = Apply(kernel, "    rss: {indirection: equal 2, hash-function: xor}\n");
  EXPECT_EQ(report.exit_code, ExitCode::kDrift);
  EXPECT_EQ(At(report, "eth0/rss/hash-function").status, Status::kImmovable);
  EXPECT_EQ(Table(kernel), RoundRobinTable(128, 2));
}

TEST_F(RssTest, AKeyIsInNoFinding) {
  RecordedKernel kernel = Card();
  const Profile profile = ProfileOf(std::string(kBlock) + "    rss: {key: aa:bb:cc:dd}\n");
  const Finding finding = At(Check(kernel, profile), "eth0/rss/key");
  EXPECT_EQ(finding.status, Status::kDrift);
  EXPECT_EQ(finding.wanted, "4 bytes, aa:bb:..");
  EXPECT_EQ(finding.actual, "4 bytes, 00:11:..");
}

}  // namespace
}  // namespace netkeel
