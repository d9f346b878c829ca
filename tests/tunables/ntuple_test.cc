// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/matchers.h"
#include "support/tree_builder.h"
#include "tunables/factories.h"
#include "tunables/ntuple_rules.h"
#include "tunables/tunable_probe.h"
#include "tunables/wishes.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* kFeed = "udp4 dst-ip 239.1.1.1 dst-port 5001";
constexpr const char* kOther = "udp4 dst-ip 239.1.1.2 dst-port 5001";
constexpr const char* kPtp = "ether proto 0x88f7";

Value Text(const char* text) { return std::string(text); }

RecordedKernel Card(const char* driver, EthtoolFields rules = {}) {
  rules["places"] = uint64_t{16};
  return TreeBuilder()
      .Nic("eth0", driver)
      .Ethtool(EthtoolTopic::kNtuple, rules)
      .Ethtool(EthtoolTopic::kFeatures, {{"hw/rx-ntuple-filter", "on"},
                                         {"wanted/rx-ntuple-filter", "on"},
                                         {"active/rx-ntuple-filter", "on"}})
      .Build();
}

TunableProbe Rules(RecordedKernel& kernel) {
  TunableProbe probe(MakeNtuple(), kernel, Interface(kernel, "eth0"));
  probe.Look();
  return probe;
}

std::string Field(const RecordedKernel& kernel, const char* word) {
  return FieldText(kernel.tree().ethtool.at({"eth0", EthtoolTopic::kNtuple}), word);
}

TEST(NtupleTest, ARuleIsItsPacketsAndItsValueWhatBecomesOfThem) {
  RecordedKernel kernel = Card("ixgbe", {{"rule/7", Text("udp4 dst-port 5001 queue 3")}});
  const TunableProbe rules = Rules(kernel);
  EXPECT_EQ(rules.Text("udp4 dst-port 5001"), "queue 3 loc 7");
  EXPECT_EQ(rules.StatusOf("udp4 dst-port 5001", Text("queue 3")), Status::kOk);
  EXPECT_EQ(rules.StatusOf("udp4 dst-port 5001", Text("queue 3 loc 7")), Status::kOk);
  EXPECT_EQ(rules.StatusOf("udp4 dst-port 5001", Text("queue 3 loc 8")), Status::kDrift);
  EXPECT_EQ(rules.StatusOf("udp4 dst-port 5001", Text("queue 2")), Status::kDrift);
  EXPECT_EQ(rules.StatusOf("udp4 dst-port 5001", Text("absent")), Status::kDrift);
}

TEST(NtupleTest, NumbersWithLeadingZerosAreTheNumbers) {
  RecordedKernel kernel = Card("ixgbe", {{"rule/7", Text("udp4 dst-port 5001 queue 1")}});
  EXPECT_EQ(Rules(kernel).StatusOf("udp4 dst-port 5001", Text("queue 01")), Status::kOk);
  EXPECT_EQ(Rules(kernel).StatusOf("udp4 dst-port 5001", Text("queue 01 loc 07")), Status::kOk);
  const Wishes wishes = WishesOn(kernel, "ntuple", {{kFeed, std::string("queue 00 loc 07")}});
  EXPECT_EQ(wishes.Text(kFeed), "queue 0 loc 7");
}

TEST(NtupleTest, APlaceThatIsNotThereIsAnErrorBeforeAnyWrite) {
  const RecordedKernel kernel = Card("ixgbe");
  const Wishes wishes =
      WishesOn(kernel, "ntuple",
               {{kFeed, std::string("drop loc 16")}, {kOther, std::string("drop loc 15")}});
  EXPECT_EQ(wishes.Finding(kFeed),
            "error: loc 16 is beyond the device's places for rules, 0 to 15");
  EXPECT_EQ(wishes.Text(kOther), "drop loc 15");
}

TEST(NtupleTest, TwoRulesAtOnePlaceAreAnErrorBeforeAnyWrite) {
  const RecordedKernel kernel = Card("ixgbe");
  const Wishes wishes = WishesOn(
      kernel, "ntuple", {{kFeed, std::string("drop loc 3")}, {kOther, std::string("drop loc 3")}});
  EXPECT_EQ(wishes.Text(kFeed), "drop loc 3");
  EXPECT_THAT(wishes.Finding(kOther),
              HasSubstr("error: loc 3 is asked for by `" + std::string(kFeed) + "` as well"));
}

TEST(NtupleTest, ANewRuleGoesToTheLastPlaceThatIsFree) {
  RecordedKernel kernel =
      Card("ixgbe", {{"rule/15", Text("udp4 dst-ip 239.1.1.2 dst-port 5001 drop")}});
  TunableProbe rules = Rules(kernel);
  ASSERT_THAT(rules.Set({{kFeed, Text("queue 3")}}), IsOk());
  EXPECT_EQ(rules.Look().Text(kFeed), "queue 3 loc 14");
  EXPECT_EQ(rules.Text(kOther), "drop loc 15");
}

TEST(NtupleTest, ADriverMayChooseThePlace) {
  RecordedKernel kernel = Card("ice", {{"chooses-place", uint64_t{1}}});
  ASSERT_THAT(Rules(kernel).Set({{kFeed, Text("queue 3")}}), IsOk());
  EXPECT_THAT(kernel.writes(),
              ElementsAre("ethtool eth0 ntuple rule/any=udp4 dst-ip 239.1.1.1 dst-port 5001 "
                          "queue 3"));
}

TEST(NtupleTest, AnotherActionGoesWhereTheOldOneWas) {
  RecordedKernel kernel = Card("igb", {{"rule/3", Text("ether proto 0x88f7 queue 1")}});
  TunableProbe rules = Rules(kernel);
  ASSERT_THAT(rules.Set({{kPtp, Text("queue 2")}}), IsOk());
  EXPECT_EQ(rules.Look().Text(kPtp), "queue 2 loc 3");
}

TEST(NtupleTest, ARuleThatTheDriverRefusesLeavesTheOldOne) {
  RecordedKernel kernel = Card("igb", {{"rule/3", Text("ether proto 0x88f7 queue 1")}});
  const auto set = Rules(kernel).Set({{kPtp, Text("drop")}});
  ASSERT_FALSE(set);
  EXPECT_THAT(set.error().message, HasSubstr("eth0 ntuple ether proto 0x88f7, drop"));
  EXPECT_THAT(set.error().message, HasSubstr("igb takes ether with proto"));
  EXPECT_EQ(Field(kernel, "rule/3"), "ether proto 0x88f7 queue 1");
}

TEST(NtupleTest, WhatTheDriverKeepsAsOtherPacketsIsTakenBack) {
  RecordedKernel kernel = Card("ixgbe", {{"rule/3", Text("udp4 dst-port 7 queue 1")}});
  TunableProbe rules = Rules(kernel);
  for (const char* const match : {"udp4 tos 16 dst-port 5001",
                                  "ip4 l4proto 17 l4data 0x1389 m "
                                  "0xffff0000"}) {
    const auto set = rules.Set({{match, Text("queue 3")}});
    ASSERT_FALSE(set) << match;
    EXPECT_EQ(set.error().code, ErrorCode::kImmovable);
    EXPECT_THAT(set.error().message, HasSubstr("the driver keeps it as `udp4 dst-port 5001`"));
    EXPECT_EQ(Field(kernel, "rule/15"), "");
    EXPECT_EQ(Field(kernel, "rule/3"), "udp4 dst-port 7 queue 1");
  }
}

TEST(NtupleTest, APlaceThatSomebodyElseHasIsNotTaken) {
  RecordedKernel kernel =
      Card("ixgbe", {{"rule/7", Text("udp4 dst-ip 239.1.1.2 dst-port 5001 drop")}});
  const auto set = Rules(kernel).Set({{kFeed, Text("queue 3 loc 7")}});
  ASSERT_FALSE(set);
  EXPECT_THAT(set.error().message,
              HasSubstr("loc 7 has a rule for other packets, which stays: " + std::string(kOther)));
  EXPECT_THAT(kernel.writes(), IsEmpty());
}

TEST(NtupleTest, RulesThatEthtoolHasNoWordsForKeepTheirPlaces) {
  RecordedKernel kernel = Card("ixgbe", {{"rule/15", Text("unknown")}});
  TunableProbe rules = Rules(kernel);
  ASSERT_THAT(rules.Set({{kFeed, Text("queue 3")}}), IsOk());
  EXPECT_EQ(rules.Look().Text(kFeed), "queue 3 loc 14");
  EXPECT_EQ(Field(kernel, "rule/15"), "unknown");
}

TEST(NtupleTest, SeveralRulesForTheSamePacketsGoBackAsTheyWere) {
  RecordedKernel kernel = Card("ice", {{"rule/3", Text("udp4 dst-port 1 queue 1")},
                                       {"rule/5", Text("udp4 dst-port 1 drop")}});
  TunableProbe rules = Rules(kernel);
  const std::string before = rules.Text("udp4 dst-port 1");
  EXPECT_EQ(before, "queue 1 loc 3, drop loc 5");
  ASSERT_THAT(rules.Set({{"udp4 dst-port 1", Text("drop")}}), IsOk());
  EXPECT_EQ(rules.Look().Text("udp4 dst-port 1"), "drop loc 5");
  ASSERT_THAT(rules.Set({{"udp4 dst-port 1", before}}), IsOk());
  EXPECT_EQ(rules.Look().Text("udp4 dst-port 1"), before);
}

TEST(NtupleTest, RulesThatGoComeFirstSinceOthersMayNeedTheirMask) {
  RecordedKernel kernel = Card("ixgbe", {{"rule/15", Text("udp4 dst-port 1 queue 1")}});
  TunableProbe rules = Rules(kernel);
  ASSERT_THAT(rules.Set({{kFeed, Text("queue 3")}, {"udp4 dst-port 1", Text("absent")}}), IsOk());
  EXPECT_EQ(rules.Look().Text(kFeed), "queue 3 loc 15");
  EXPECT_FALSE(rules.Has("udp4 dst-port 1"));
}

TEST(NtupleTest, WhereFiltersAreOffTheRefusalSaysSo) {
  RecordedKernel kernel = Card("ixgbe");
  kernel.SetEthtool("eth0", EthtoolTopic::kFeatures, {{"hw/rx-ntuple-filter", "on"}});
  TunableProbe rules = Rules(kernel);
  EXPECT_EQ(rules.Text("filters"), "off");
  const auto set = rules.Set({{kFeed, Text("queue 3")}});
  ASSERT_FALSE(set);
  EXPECT_EQ(set.error().code, ErrorCode::kImmovable);
  EXPECT_THAT(set.error().message, HasSubstr("features: {rx-ntuple-filter: on}"));
}

TEST(NtupleTest, AFullTableIsSaidToBeFull) {
  RecordedKernel kernel = Card("ixgbe", {{"rule/0", Text("udp4 dst-port 1 queue 1")}});
  kernel.SetEthtool("eth0", EthtoolTopic::kNtuple,
                    {{"places", uint64_t{1}}, {"rule/0", Text("udp4 dst-port 1 queue 1")}});
  const auto set = Rules(kernel).Set({{"udp4 dst-port 2", Text("queue 1")}});
  ASSERT_FALSE(set);
  EXPECT_THAT(set.error().message, HasSubstr("each of the 1 places for rules has one"));
}

TEST(NtupleTest, ADeviceWithoutRulesSaysSo) {
  RecordedKernel kernel = LoadTestTree("veth");
  EXPECT_EQ(Rules(kernel).Problem("").code, ErrorCode::kUnsupported);
}

TEST(NtupleTest, OnlyWhereRulesCanBeReadIsOneAbsent) {
  RecordedKernel with = Card("ixgbe");
  const TunableProbe rules = Rules(with);
  EXPECT_EQ(rules.tunable().NothingAt(rules.At(kFeed), rules.seen().values), Text("absent"));
  EXPECT_EQ(rules.tunable().NothingAt(rules.At("places"), {}), std::nullopt);
  RecordedKernel without = LoadTestTree("veth");
  const TunableProbe none = Rules(without);
  EXPECT_EQ(none.tunable().NothingAt(none.At(kFeed), none.seen().values), std::nullopt);
}

TEST(NtupleTest, AProfileSaysQueueDropOrAbsent) {
  for (const char* const text : {"queue 3", "queue 0 vf 1", "queue 1 context 2", "drop", "absent",
                                 "queue 3 loc 7", "drop loc 0"}) {
    EXPECT_EQ(WrongWithRule(text), "") << text;
  }
  for (const char* const text :
       {"3", "queue", "action 3", "wake", "drop loc x", "absent loc 3", "queue 1, drop loc 3"}) {
    EXPECT_NE(WrongWithRule(text), "") << text;
  }
}

TEST(NtupleTest, PacketsAreWrittenInOneWay) {
  EXPECT_EQ(WrongWithMatch(kFeed), "");
  EXPECT_THAT(WrongWithMatch("udp4 dst-port 5001 dst-ip 239.1.1.1"),
              HasSubstr("write `" + std::string(kFeed) + "`"));
  EXPECT_THAT(WrongWithMatch("udp4 dst-prot 5001"), HasSubstr("did you mean dst-port?"));
}

}  // namespace
}  // namespace netkeel
