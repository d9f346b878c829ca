// SPDX-License-Identifier: Apache-2.0
//
// As many queues as a set has CPUs, and expectations by count: as parsed, and under attack.
#include <gmock/gmock.h>

#include "profile/load.h"
#include "tunables/resolve.h"

namespace netkeel {
namespace {

using testing::HasSubstr;

Result<Profile> Parse(const std::string& text) {
  return ParseProfileWith("version: 1\n" + text, "p.yaml", {Descriptors(), {}, Caller{}});
}

Setting ChannelsOf(const std::string& value) {
  const auto profile = Parse("interfaces: [{match: {name: a}, channels: " + value + "}]\n");
  if (profile) return profile->interfaces[0].settings[0];
  ADD_FAILURE() << profile.error().message;
  return {};
}

TEST(CountTest, AsManyAsASetIsClampedUnlessTheProfileSaysOtherwise) {
  const Setting plain = ChannelsOf("{combined: {cpus: isolated and local}}");
  EXPECT_EQ(std::get<CpuCount>(plain.literal).cpus.text(), "isolated and local");
  EXPECT_EQ(plain.text, "isolated and local");
  EXPECT_EQ(plain.on_exceed, OnExceed::kClamp);
  EXPECT_EQ(ChannelsOf("{rx: {on-exceed: error, cpus: 3}}").on_exceed, OnExceed::kError);
  EXPECT_EQ(ChannelsOf("{rx: {cpus: 3, on-exceed: error}}").on_exceed, OnExceed::kError);
  EXPECT_EQ(ChannelsOf("{queues: {value: 3}}").on_exceed, OnExceed::kError);
}

TEST(CountTest, ACountOfCpusIsABoundWithItsWords) {
  const auto profile = Parse("host: {cpu: {isolated: {at-least: 2   cpus, optional: true}}}\n");
  ASSERT_TRUE(profile) << profile.error().message;
  const Setting& setting = profile->host[0];
  EXPECT_EQ(std::get<uint64_t>(setting.literal), 2U);
  EXPECT_EQ(setting.bound, Bound::kAtLeast);
  EXPECT_EQ(setting.text, "at least 2 cpus");
  EXPECT_TRUE(setting.optional && setting.audit);
}

std::string Times(int count, const std::string& piece) {
  std::string text;
  for (int i = 0; i < count; ++i) text += piece;
  return text;
}

TEST(CountTest, ABombOfAliasedSetsIsRefused) {
  const auto bomb = Parse("a: &a {cpus: isolated, audit: true}\nb: &b [" + Times(999, "*a, ") +
                          "*a]\nc: [" + Times(99, "*b, ") + "*b]\n");
  ASSERT_FALSE(bomb);
  EXPECT_THAT(bomb.error().message, HasSubstr("more than 20000 values"));
}

TEST(CountTest, AnAliasedSetIsASet) {
  const auto profile = Parse(
      "interfaces:\n"
      "  - match: {name: a}\n"
      "    channels: {rx: &all {cpus: online}, tx: *all}\n");
  ASSERT_TRUE(profile) << profile.error().message;
  EXPECT_TRUE(std::holds_alternative<CpuCount>(profile->interfaces[0].settings[1].literal));
}

Desired ResolveOn(const std::string& channels, const CpuFacts& facts) {
  const auto profile = Parse("interfaces: [{match: {name: a}, channels: " + channels + "}]\n");
  Device device;
  device.name = "a";
  Observation observed;
  observed.values[{"a", "channels", "combined"}] = uint64_t{4};
  observed.values[{"a", "channels", "combined-max"}] = uint64_t{63};
  return Resolve(MakeCatalog(), {Target{device, profile->interfaces[0].settings}}, observed, facts);
}

TEST(CountTest, MoreCpusThanAnyCardHasQueuesAreCut) {
  CpuFacts facts;
  facts.possible = facts.present = facts.online = CpuSet::Range(0, 8'191);
  const Desired desired = ResolveOn("{queues: {cpus: 'local and 0-8191:1/1'}}", facts);
  ASSERT_EQ(desired.wishes.size(), 1U);
  const Wish& wish = desired.wishes.begin()->second;
  EXPECT_EQ(wish.value, Value{uint64_t{63}});
  EXPECT_EQ(wish.wanted, "local and 0-8191:1/1 (8192)");
  EXPECT_EQ(wish.clamped, "combined 8192 exceeds combined-max 63");
}

TEST(CountTest, ASetThatIsEmptyByItsWordingIsAnError) {
  CpuFacts facts;
  facts.possible = facts.present = facts.online = CpuSet::Range(0, 3);
  for (const std::string set : {"none", "0 and 1", "online except online"}) {
    const Desired desired = ResolveOn("{combined: {cpus: " + set + "}}", facts);
    ASSERT_EQ(desired.findings.size(), 1U) << set;
    EXPECT_EQ(desired.findings[0].status, Status::kError) << set;
    EXPECT_THAT(desired.findings[0].reason, HasSubstr("is no CPU on this host")) << set;
  }
}

TEST(CountTest, SetsOfAnyLengthAreExplainedShortly) {
  const std::string text = "isolated" + Times(2'000, " or isolated");
  const auto set = CpuExpression::Parse(text);
  ASSERT_TRUE(set) << set.error().message;
  EXPECT_LT(set->WhyEmpty(CpuFacts{}, -1).size(), 200U);
}

}  // namespace
}  // namespace netkeel
