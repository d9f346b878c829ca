// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>

#include <algorithm>

#include "host/inventory.h"
#include "reconcile/fixture.h"
#include "reconcile/lints.h"
#include "reconcile/undo.h"
#include "support/matchers.h"

namespace netkeel {
namespace {

using testing::Contains;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

constexpr const char* kFeed = "udp4 dst-ip 239.1.1.1 dst-port 5001";
constexpr const char* kOther = "udp4 dst-ip 239.9.9.9 dst-port 9";

std::string Text(const std::string& match, const char* action) { return match + ' ' + action; }

class NtupleRunTest : public ReconcileTest {
 protected:
  /// A card of 4 queues, its filters on, and a rule of somebody else's.
  static RecordedKernel Card(const std::string& driver, EthtoolFields rules) {
    rules["places"] = uint64_t{16};
    return TreeBuilder()
        .Cpus(8)
        .Nic("eth0", driver)
        .Queues(4)
        .Ethtool(EthtoolTopic::kNtuple, rules)
        .Ethtool(EthtoolTopic::kFeatures, {{"hw/rx-ntuple-filter", "on"},
                                           {"wanted/rx-ntuple-filter", "on"},
                                           {"active/rx-ntuple-filter", "on"}})
        .Build();
  }
  static RecordedKernel Ixgbe() { return Card("ixgbe", {{"rule/15", Text(kOther, "queue 1")}}); }

  static EthtoolFields Rules(const RecordedKernel& kernel) {
    return kernel.tree().ethtool.at({"eth0", EthtoolTopic::kNtuple});
  }
  static std::string Rule(const RecordedKernel& kernel, const std::string& place) {
    return FieldText(Rules(kernel), "rule/" + place);
  }
  static Profile With(const std::string& settings) {
    return ProfileOf("interfaces:\n  - match: {name: eth0}\n" + settings);
  }
  static std::string Wish(const std::string& match, const char* action) {
    return "    ntuple: {" + match + ": " + action + "}\n";
  }
  Report Apply(RecordedKernel& kernel, const std::string& settings) const {
    return ReconcileTest::Apply(kernel, With(settings));
  }
  Report RollBack(RecordedKernel& kernel) const {
    return Undo(kernel, catalog_, Disruptive(), StateFolder(), std::nullopt);
  }
  std::vector<std::string> LintsOf(const RecordedKernel& kernel,
                                   const std::string& settings) const {
    const auto look = LookAt(kernel, catalog_, With(settings), {});
    return look ? Lint(*look) : std::vector<std::string>{look.error().message};
  }
};

TEST_F(NtupleRunTest, ARuleThatIsNotThereIsDriftAndOfOthersNothingIsSaid) {
  const RecordedKernel kernel = Ixgbe();
  const Report report = Check(kernel, With(Wish(kFeed, "queue 3")));
  ASSERT_EQ(report.findings.size(), 1U);
  EXPECT_EQ(report.findings[0].status, Status::kDrift);
  EXPECT_EQ(report.findings[0].wanted, "queue 3");
  EXPECT_EQ(report.findings[0].actual, "absent");
}

TEST_F(NtupleRunTest, ItIsInsertedOnceAndRolledBackToTheLetter) {
  RecordedKernel kernel = Ixgbe();
  const EthtoolFields before = Rules(kernel);
  EXPECT_EQ(Apply(kernel, Wish(kFeed, "queue 3")).exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(Rule(kernel, "14"), Text(kFeed, "queue 3"));
  EXPECT_EQ(Rule(kernel, "15"), Text(kOther, "queue 1"));
  const size_t writes = kernel.writes().size();
  EXPECT_EQ(Apply(kernel, Wish(kFeed, "queue 3")).exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(kernel.writes().size(), writes);
  EXPECT_EQ(RollBack(kernel).exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(Rules(kernel), before);
}

TEST_F(NtupleRunTest, WhatIsChangedOrDeletedComesBackWhereItStood) {
  RecordedKernel kernel =
      Card("ixgbe", {{"rule/15", Text(kOther, "queue 1")}, {"rule/3", Text(kFeed, "drop")}});
  const EthtoolFields before = Rules(kernel);
  const std::string settings = "    ntuple:\n      " + std::string(kFeed) + ": queue 2 loc 9\n" +
                               "      " + kOther + ": absent\n";
  EXPECT_EQ(Apply(kernel, settings).exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(Rule(kernel, "9"), Text(kFeed, "queue 2"));
  EXPECT_EQ(Rule(kernel, "15") + Rule(kernel, "3"), "");
  EXPECT_EQ(RollBack(kernel).exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(Rules(kernel), before);
}

TEST_F(NtupleRunTest, ARollBackBringsARuleThatSomebodyDeletedMeanwhile) {
  RecordedKernel kernel = Card("ixgbe", {{"rule/3", Text(kFeed, "drop")}});
  ASSERT_EQ(Apply(kernel, Wish(kFeed, "queue 2")).exit_code, ExitCode::kAsWanted);
  const Device eth0 = DescribeInterface(kernel, "eth0").value();
  ASSERT_THAT(kernel.EthtoolSet(eth0, EthtoolTopic::kNtuple, {{"rule/3", std::string("none")}}),
              IsOk());
  EXPECT_EQ(RollBack(kernel).exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(Rule(kernel, "3"), Text(kFeed, "drop"));
}

TEST_F(NtupleRunTest, ARefusalPutsEverythingBack) {
  RecordedKernel kernel = Ixgbe();
  const EthtoolFields before = Rules(kernel);
  const std::string settings = "    ntuple:\n      " + std::string(kFeed) + ": queue 3\n" +
                               "      udp6 dst-port 5001: queue 2\n";
  const Report report = Apply(kernel, settings);
  EXPECT_EQ(report.exit_code, ExitCode::kRolledBack);
  EXPECT_THAT(report.messages, Contains(HasSubstr("ixgbe takes tcp4, udp4, sctp4 and ip4")));
  EXPECT_EQ(Rules(kernel), before);
}

TEST_F(NtupleRunTest, RulesOfOursComeBackBehindAChangeOfChannelsOfTheSameRun) {
  RecordedKernel kernel = Ixgbe();
  const EthtoolFields before = Rules(kernel);
  const std::string settings = "    channels: {combined: 2}\n" + Wish(kFeed, "queue 1");
  EXPECT_EQ(Apply(kernel, settings).exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(Rule(kernel, "14"), Text(kFeed, "queue 1"));
  EXPECT_EQ(Rule(kernel, "15"), Text(kOther, "queue 1"));
  EXPECT_EQ(RollBack(kernel).exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(Rules(kernel), before);
}

TEST_F(NtupleRunTest, ARuleOfOursIsNoHindranceForFewerChannels) {
  RecordedKernel kernel = Card("igb", {});
  const std::string wish = Wish("ether proto 0x88f7", "queue 5");
  ASSERT_EQ(Apply(kernel, "    channels: {combined: 8}\n" + wish).exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(RollBack(kernel).exit_code, ExitCode::kAsWanted);
  EXPECT_THAT(Rules(kernel), testing::SizeIs(1));
}

TEST_F(NtupleRunTest, ARuleOfOthersIsNotDeletedForFewerChannels) {
  RecordedKernel kernel = Card("igb", {{"rule/15", std::string("ether proto 0x88f7 queue 3")}});
  const EthtoolFields before = Rules(kernel);
  const Report report = Apply(kernel, "    channels: {combined: 2}\n");
  EXPECT_EQ(report.exit_code, ExitCode::kRolledBack);
  EXPECT_THAT(report.messages, Contains(HasSubstr("ether proto 0x88f7 is queue 3 loc 15, which "
                                                  "could not stay, and is not this profile's")));
  EXPECT_EQ(Rules(kernel), before);
  EXPECT_THAT(kernel.writes(), IsEmpty()) << "no reset for nothing";
}

TEST_F(NtupleRunTest, RulesOfOthersThatAResetDeletesAreBackBehindIt) {
  RecordedKernel kernel =
      Card("ixgbe", {{"rule/15", Text(kOther, "queue 1")}, {"rule/7", Text(kFeed, "drop")}});
  const EthtoolFields before = Rules(kernel);
  const std::string more = "    channels: {combined: 8}\n";
  const Report report = Apply(kernel, more);
  EXPECT_EQ(report.exit_code, ExitCode::kAsWanted);
  EXPECT_THAT(report.messages, Contains("eth0: the reset deleted 2 rules of others; they are back "
                                        "as they were"));
  EXPECT_EQ(report.changes.size(), 1U);
  EXPECT_EQ(Rules(kernel), before);
  EXPECT_EQ(Apply(kernel, more).changes.size(), 0U);
  EXPECT_EQ(RollBack(kernel).exit_code, ExitCode::kAsWanted);
  EXPECT_EQ(Rules(kernel), before) << "though the record of the apply has none of them";
}

TEST_F(NtupleRunTest, ARuleOfOthersThatIsOnlyAuditedIsBackAsWell) {
  RecordedKernel kernel = Ixgbe();
  const EthtoolFields before = Rules(kernel);
  const std::string audited =
      "    ntuple: {" + std::string(kOther) + ": {value: queue 3, audit: true}}\n";
  EXPECT_EQ(Apply(kernel, "    channels: {combined: 8}\n" + audited).exit_code, ExitCode::kDrift);
  EXPECT_EQ(Rules(kernel), before);
}

TEST_F(NtupleRunTest, AQueueThatIsNotThereIsAnErrorBeforeAnyWrite) {
  const RecordedKernel kernel = Ixgbe();
  const std::string address = "eth0/ntuple/" + std::string(kFeed);
  const Finding finding = At(Check(kernel, With(Wish(kFeed, "queue 4"))), address);
  EXPECT_EQ(finding.status, Status::kError);
  EXPECT_EQ(finding.reason, "there is no queue 4: the interface has 4 that receive");
  const std::string fewer = "    channels: {combined: 2}\n" + Wish(kFeed, "queue 2");
  EXPECT_EQ(At(Check(kernel, With(fewer)), address).status, Status::kError);
}

TEST_F(NtupleRunTest, ARuleForAQueueThatIsHeldBackWaitsForIt) {
  RecordedKernel kernel = Card("igb", {});
  const EthtoolFields before = Rules(kernel);
  const Profile profile =
      With("    channels: {combined: 8}\n" + Wish("ether proto 0x88f7", "queue 5"));
  const Report report = ReconcileTest::Apply(kernel, profile, {});
  EXPECT_EQ(At(report, "eth0/channels/combined").status, Status::kHeld);
  EXPECT_EQ(At(report, "eth0/ntuple/ether proto 0x88f7").status, Status::kPending);
  EXPECT_EQ(Rules(kernel), before);
}

TEST_F(NtupleRunTest, ADeviceWithoutRulesIsUnsupported) {
  const RecordedKernel kernel = TreeBuilder().Nic("eth0", "ixgbe").Build();
  EXPECT_EQ(
      At(Check(kernel, With(Wish(kFeed, "queue 1"))), "eth0/ntuple/" + std::string(kFeed)).status,
      Status::kUnsupported);
}

TEST_F(NtupleRunTest, RulesThatADownInterfaceLosesAreNamedWhereTheDriverLosesThem) {
  const auto lost = Contains(HasSubstr("[ntuple-lost-at-close]"));
  EXPECT_THAT(LintsOf(Ixgbe(), Wish(kFeed, "queue 1")), lost);
  EXPECT_THAT(LintsOf(Ixgbe(), Wish(kFeed, "absent")), IsEmpty());
  EXPECT_THAT(LintsOf(Card("igb", {}), Wish("ether proto 0x88f7", "queue 1")), IsEmpty());
}

TEST_F(NtupleRunTest, FiltersThatAreOffAreNamedUnlessTheProfileSwitchesThemOn) {
  const auto off = Contains(HasSubstr("[ntuple-without-filters]"));
  RecordedKernel kernel = Ixgbe();
  EXPECT_THAT(LintsOf(kernel, Wish(kFeed, "queue 1")), Not(off));
  kernel.SetEthtool("eth0", EthtoolTopic::kFeatures, {{"hw/rx-ntuple-filter", "on"}});
  EXPECT_THAT(LintsOf(kernel, Wish(kFeed, "queue 1")), off);
  const std::string on = "    features: {rx-ntuple-filter: on}\n" + Wish(kFeed, "queue 1");
  EXPECT_THAT(LintsOf(kernel, on), Not(off));
}

TEST_F(NtupleRunTest, RulesOfOthersThatAChangeOfChannelsDeletesAreNamed) {
  const auto lost = Contains(HasSubstr("[ntuple-lost-with-channels]"));
  const std::string fewer = "    channels: {combined: 2}\n";
  EXPECT_THAT(LintsOf(Ixgbe(), fewer + Wish(kFeed, "queue 1")), lost);
  EXPECT_THAT(LintsOf(Ixgbe(), fewer + Wish(kOther, "queue 1")), Not(lost));
  EXPECT_THAT(LintsOf(Ixgbe(), "    channels: {combined: 4}\n" + Wish(kFeed, "queue 1")),
              Not(lost));
}

}  // namespace
}  // namespace netkeel
