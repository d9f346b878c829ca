// SPDX-License-Identifier: Apache-2.0
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>

#include "kernel/driver_facts.h"
#include "support/matchers.h"
#include "support/tree_builder.h"
#include "tunables/factories.h"
#include "tunables/resolve.h"
#include "tunables/tunable_probe.h"

namespace netkeel {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const Value kDefault = std::string("default");
constexpr size_t kEntries = 16;

Value Text(const char* text) { return std::string(text); }

/// A card of 4 queues, at most 8, whose table is the driver's own.
RecordedKernel Card(const std::string& driver = "ixgbe") {
  return TreeBuilder()
      .Cpus(8)
      .Nic("eth0", driver)
      .Queues(4)
      .Ethtool(EthtoolTopic::kRss, {{"hash-function", "toeplitz"},
                                    {"key", "00:11:22:33"},
                                    {"indirection", DefaultTable(driver, kEntries, 4)}})
      .Build();
}

TunableProbe Rss(RecordedKernel& kernel) {
  TunableProbe probe(MakeRss(), kernel, Interface(kernel, "eth0"));
  probe.Look();
  return probe;
}

Setting Want(const std::string& tunable, const std::string& key, Literal literal) {
  Setting setting;
  setting.tunable = tunable;
  setting.key = key;
  setting.literal = std::move(literal);
  setting.text = "as written";
  return setting;
}

/// What a profile's settings come to, channels looked at as well.
Desired ResolveOn(RecordedKernel& kernel, const std::vector<Setting>& settings) {
  const Device device = Interface(kernel, "eth0");
  Observation seen;
  for (const auto& tunable : {MakeChannels(), MakeRss()}) {
    Observation part = tunable->Observe(kernel, device, {});
    seen.values.merge(part.values);
    seen.problems.merge(part.problems);
  }
  return Resolve(MakeCatalog(), {{device, settings}}, seen, CpuFacts{});
}

const Address kTable{"eth0", "rss", "indirection"};
const Address kKey{"eth0", "rss", "key"};

TEST(RssTest, ATableIsSetWithWhatRepeatsInIt) {
  RecordedKernel kernel = Card();
  TunableProbe rss = Rss(kernel);
  EXPECT_EQ(rss.Text("indirection"), "default");
  ASSERT_THAT(rss.Set({{"indirection", Text("equal 2")}}), IsOk());
  EXPECT_THAT(kernel.writes(), ElementsAre("ethtool eth0 rss indirection=0 1"));
  rss.Look();
  EXPECT_EQ(rss.Text("indirection"), "equal 2");
  EXPECT_EQ(rss.StatusOf("indirection", Text("start 0 equal 2")), Status::kOk);
  EXPECT_EQ(rss.StatusOf("indirection", kDefault), Status::kDrift);
}

TEST(RssTest, TheDefaultIsAskedForWithATableOfNothing) {
  RecordedKernel kernel = Card();
  TunableProbe rss = Rss(kernel);
  ASSERT_THAT(rss.Set({{"indirection", Text("weight 1 0 0 1")}}), IsOk());
  ASSERT_THAT(rss.Set({{"indirection", kDefault}}), IsOk());
  EXPECT_EQ(kernel.writes().back(), "ethtool eth0 rss indirection=");
  EXPECT_EQ(rss.Look().Text("indirection"), "default");
}

TEST(RssTest, WhatTheDriverMakesByItselfIsTheDefaultToo) {
  RecordedKernel kernel = Card("igb");
  const TunableProbe rss = Rss(kernel);
  EXPECT_EQ(rss.Text("indirection"), "weight 1 1 1 1");
  EXPECT_EQ(rss.StatusOf("indirection", kDefault), Status::kOk);
  EXPECT_EQ(rss.StatusOf("indirection", Text("equal 4")), Status::kDrift);
}

TEST(RssTest, AnotherTableWithTheSameBeginningIsSetByWayOfAThird) {
  RecordedKernel kernel = Card();
  TunableProbe rss = Rss(kernel);
  ASSERT_THAT(rss.Set({{"indirection", Text("weight 1 1")}}), IsOk());
  ASSERT_THAT(rss.Set({{"indirection", Text("weight 3 1")}}), IsOk());
  ASSERT_EQ(kernel.writes().size(), 3U);
  EXPECT_THAT(kernel.writes()[1], HasSubstr("indirection=1 0 0 0 0 0 0 0 0 0 0 0 1 1 1 1"));
  EXPECT_EQ(rss.Look().Text("indirection"), "weight 3 1");
}

TEST(RssTest, EveryKeyIsARequestOfItsOwn) {
  RecordedKernel kernel = Card();
  const auto steps = Rss(kernel).Steps({{"indirection", kDefault}, {"key", Text("01:02:03:04")}});
  ASSERT_EQ(steps.size(), 2U);
  EXPECT_FALSE(steps[0].disruptive);
  EXPECT_EQ(steps[0].effect, "flows move to other queues");
}

TEST(RssTest, WhatTheDriverHasNotGotIsRefusedAndNothingElse) {
  RecordedKernel kernel = Card();
  const auto set = Rss(kernel).Set({{"hash-function", Text("xor")}});
  ASSERT_FALSE(set);
  EXPECT_EQ(set.error().code, ErrorCode::kImmovable);
  EXPECT_THAT(set.error().message, HasSubstr("eth0 rss hash-function xor"));
}

TEST(RssTest, AKeyIsNeverInAMessage) {
  RecordedKernel kernel = Card();
  const auto set = Rss(kernel).Set({{"key", Text("aa:bb")}});
  ASSERT_FALSE(set);
  EXPECT_EQ(set.error().sys_errno, EINVAL);
  EXPECT_THAT(set.error().message, testing::Not(HasSubstr("aa:bb")));
}

TEST(RssTest, WithoutATableThereIsNothingToSpread) {
  RecordedKernel kernel = TreeBuilder()
                              .Nic("eth0", "virtio_net")
                              .Ethtool(EthtoolTopic::kRss, {{"hash-function", "toeplitz"}})
                              .Build();
  TunableProbe rss = Rss(kernel);
  rss.Look({"indirection", "key"});
  EXPECT_EQ(rss.Problem("indirection").code, ErrorCode::kUnsupported);
  EXPECT_THAT(rss.Problem("indirection").message, HasSubstr("no RSS table"));
  EXPECT_THAT(rss.Problem("key").message, HasSubstr("a capture has none"));
}

TEST(RssTest, AnInputTransformationThatIsNotToldIsNone) {
  RecordedKernel kernel = Card();
  EXPECT_EQ(Rss(kernel).Text("input-transformation"), "none");
}

TEST(RssTest, AQueueThatIsNotThereIsAnError) {
  RecordedKernel kernel = Card();
  const Desired desired = ResolveOn(kernel, {Want("rss", "indirection", std::string("equal 8"))});
  ASSERT_EQ(desired.findings.size(), 1U);
  EXPECT_EQ(desired.findings[0].status, Status::kError);
  EXPECT_EQ(desired.findings[0].reason, "there is no queue 7: the interface has 4 that receive");
}

TEST(RssTest, AQueueThatTheChannelsBringIsWaitedFor) {
  RecordedKernel kernel = Card();
  const Desired desired = ResolveOn(kernel, {Want("channels", "combined", uint64_t{8}),
                                             Want("rss", "indirection", std::string("equal 8"))});
  EXPECT_THAT(desired.findings, IsEmpty());
  const Verdict verdict = Rss(kernel).Judge("indirection", desired.wishes.at(kTable).value);
  EXPECT_EQ(verdict.status, Status::kPending);
  EXPECT_THAT(verdict.reason, HasSubstr("it waits for the channels"));
}

TEST(RssTest, ATableMustFitTheChannelsThatAreToBe) {
  RecordedKernel kernel = Card();
  const Desired desired = ResolveOn(kernel, {Want("channels", "combined", uint64_t{2}),
                                             Want("rss", "indirection", std::string("equal 4"))});
  ASSERT_EQ(desired.findings.size(), 1U);
  EXPECT_THAT(desired.findings[0].reason, HasSubstr("there is no queue 3"));
}

TEST(RssTest, ASymmetricKeyIsAsLongAsTheDevices) {
  RecordedKernel kernel = Card();
  const Desired desired = ResolveOn(kernel, {Want("rss", "key", std::string("symmetric"))});
  EXPECT_EQ(desired.wishes.at(kKey).value, Text("6d:5a:6d:5a"));
  EXPECT_EQ(desired.wishes.at(kKey).wanted, "symmetric");
}

TEST(RssTest, AKeyOfAnotherLengthIsAnErrorThatDoesNotTellIt) {
  RecordedKernel kernel = Card();
  const Desired desired = ResolveOn(kernel, {Want("rss", "key", std::string("AA:BB:CC"))});
  ASSERT_EQ(desired.findings.size(), 1U);
  EXPECT_EQ(desired.findings[0].reason, "the device's key has 4 bytes, and this one 3");
  EXPECT_EQ(desired.findings[0].wanted, "3 bytes, AA:BB:..");
  EXPECT_EQ(desired.findings[0].actual, "");
}

TEST(RssTest, AKeysLettersAreSmall) {
  RecordedKernel kernel = Card();
  const Desired desired = ResolveOn(kernel, {Want("rss", "key", std::string("AA:BB:CC:DD"))});
  EXPECT_EQ(desired.wishes.at(kKey).value, Text("aa:bb:cc:dd"));
}

TEST(RssTest, OtherContextsAreNamedAndLeftAlone) {
  RecordedKernel kernel = Card();
  kernel.SetRows("eth0", QueryTopic::kRssContexts, {{}, {{"context", 1UL}}, {{"context", 3UL}}});
  const Desired desired = ResolveOn(kernel, {Want("rss", "indirection", std::string("equal 2"))});
  EXPECT_EQ(desired.wishes.at(kTable).note, "the tables of other contexts are left alone: 1 3");
}

TEST(RssTest, BeforeChannelsShrinkTheTableIsMadeTheDefault) {
  RecordedKernel kernel = Card();
  const TunableProbe rss = Rss(kernel);
  const Device device = Interface(kernel, "eth0");
  Step step;
  step.tunable = "channels";
  step.changes = {{{"eth0", "channels", "combined"}, uint64_t{4}, uint64_t{2}}};
  const auto before = rss.tunable().StepsBefore(device, step, rss.seen().values);
  ASSERT_EQ(before.size(), 1U);
  EXPECT_EQ(before[0].changes[0].after, kDefault);
  step.changes[0].after = uint64_t{8};
  EXPECT_THAT(rss.tunable().StepsBefore(device, step, rss.seen().values), IsEmpty());
}

TEST(RssTest, AKeyIsNotComparedWithOtherHosts) {
  RecordedKernel kernel = Card();
  const TunableProbe rss = Rss(kernel);
  EXPECT_EQ(rss.tunable().PlaceOf(kKey, rss.seen().values), std::nullopt);
  EXPECT_NE(rss.tunable().PlaceOf(kTable, rss.seen().values), std::nullopt);
}

}  // namespace
}  // namespace netkeel
