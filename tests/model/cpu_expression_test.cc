// SPDX-License-Identifier: Apache-2.0
#include "model/cpu_expression.h"

#include <gtest/gtest.h>

namespace netkeel {
namespace {

/// 8 CPUs present of 16 possible, two nodes, 2-5 isolated, 4-5 without a tick, 7 offline.
CpuFacts Host() {
  CpuFacts facts;
  facts.possible = CpuSet::Range(0, 15);
  facts.present = CpuSet::Range(0, 7);
  facts.online = CpuSet::Range(0, 6);
  facts.isolated = CpuSet::Range(2, 5);
  facts.nohz_full = CpuSet::Range(4, 5);
  facts.nodes = {{0, CpuSet::Range(0, 3)}, {1, CpuSet::Range(4, 7)}};
  return facts;
}

std::string On(const std::string& text, int node = -1) {
  const auto expression = CpuExpression::Parse(text);
  if (!expression) return "parse: " + expression.error().message;
  const auto cpus = expression->Evaluate(Host(), node);
  if (!cpus) return cpus.error().message;
  return cpus->ToList();
}

TEST(CpuExpressionTest, EveryNameIsItsSet) {
  EXPECT_EQ(On("present"), "0-7");
  EXPECT_EQ(On("online"), "0-6");
  EXPECT_EQ(On("isolated"), "2-5");
  EXPECT_EQ(On("nohz-full"), "4-5");
  EXPECT_EQ(On("housekeeping"), "0-1,6");
  EXPECT_EQ(On("node 1"), "4-7");
  EXPECT_EQ(On("none"), "");
  EXPECT_EQ(On("local", 0), "0-3");
}

TEST(CpuExpressionTest, KernelListsHaveStridesAndTheLastCpu) {
  EXPECT_EQ(On("0-3,5"), "0-3,5");
  EXPECT_EQ(On("0-7:1/2"), "0,2,4,6");
  EXPECT_EQ(On("6-N"), "6-7");
  EXPECT_EQ(On("N"), "7");
}

TEST(CpuExpressionTest, JoinsGoFromLeftToRight) {
  EXPECT_EQ(On("isolated and local", 1), "4-5");
  EXPECT_EQ(On("0 or 1 and 1"), "1");
  EXPECT_EQ(On("0 and 0 or 1"), "0-1");
  EXPECT_EQ(On("  online   except 0-1 except isolated "), "6");
}

TEST(CpuExpressionTest, AThousandCpusAreNoLimit) {
  CpuFacts facts;
  facts.present = CpuSet::Range(0, 8191);
  const auto expression = CpuExpression::Parse("1024-8191:1/1024 except 2048");
  EXPECT_EQ(expression->Evaluate(facts, -1)->ToList(), "1024,3072,4096,5120,6144,7168");
}

TEST(CpuExpressionTest, LocalOfADeviceWithoutNodeIsAnErrorAndNeverCpu0) {
  EXPECT_EQ(On("isolated and local", -1),
            "'isolated and local': 'local' has no meaning here: the kernel reports no NUMA node "
            "for this device (-1), and this host has CPUs on nodes 0-1; write the CPUs or `node N` "
            "instead");
}

/// `local` for a device on `node`, on a host of these nodes.
std::string LocalOn(const std::map<int, CpuSet>& nodes, int node) {
  CpuFacts facts = Host();
  facts.nodes = nodes;
  const auto cpus = CpuExpression::Parse("local")->Evaluate(facts, node);
  return cpus ? cpus->ToList() : cpus.error().message;
}

TEST(CpuExpressionTest, WhereOneNodeHasAllCpusLocalIsAllOfThemWhateverTheFirmwareSays) {
  const std::map<int, CpuSet> one{{0, CpuSet::Range(0, 6)}};
  EXPECT_EQ(LocalOn({}, -1), "0-6");
  EXPECT_EQ(LocalOn({}, 0), "0-6");
  EXPECT_EQ(LocalOn(one, -1), "0-6");
  EXPECT_EQ(LocalOn(one, 0), "0-6");
  // Memory alone, as of a CXL device, makes no second node.
  EXPECT_EQ(LocalOn({{0, CpuSet::Range(0, 6)}, {1, CpuSet{}}}, -1), "0-6");
  EXPECT_EQ(LocalOn({{0, CpuSet::Range(0, 6)}, {1, CpuSet{}}}, 1), "0-6");
}

TEST(CpuExpressionTest, ACardOnANodeOfMemoryAloneIsAnErrorAmongSeveral) {
  EXPECT_EQ(LocalOn({{0, CpuSet{0}}, {1, CpuSet{}}, {2, CpuSet{1}}}, 1),
            "'local': 'local' is empty here: the device is on node 1, which has no CPUs; write the "
            "CPUs or `node N` instead, one of 0,2");
}

TEST(CpuExpressionTest, AnEmptySetIsExplainedByWhatItIsMadeOf) {
  CpuFacts facts = Host();
  const auto beside = CpuExpression::Parse("isolated and local except 2-3");
  EXPECT_EQ(
      beside->WhyEmpty(facts, 0),
      " (isolated: 2-5; local: 0-3); choose CPUs beside the card, or name others here, such as "
      "`online and local`");
  EXPECT_EQ(CpuExpression::Parse("nohz-full and 0")->WhyEmpty(facts, 0),
            " (nohz-full: 4-5); name other CPUs here");
  facts.isolated = CpuSet{};
  EXPECT_EQ(CpuExpression::Parse("isolated")->WhyEmpty(facts, 0),
            " (isolated: none); isolate CPUs at boot (isolcpus=), or name others here, such as "
            "`online and local`");
}

TEST(CpuExpressionTest, ACpuThatIsNotPresentIsNamed) {
  EXPECT_EQ(On("3,9"), "'3,9': CPU 9 is not present; this host has 0-7");
  EXPECT_EQ(On("online except 8-11"),
            "'online except 8-11': CPUs 8-11 are not present; this host has 0-7");
}

TEST(CpuExpressionTest, ANodeThatIsNotPresentIsNamed) {
  EXPECT_EQ(On("node 2"), "'node 2': node 2 is not present; this host's nodes: 0-1");
  EXPECT_EQ(On("local", 3), "'local': node 3 is not present; this host's nodes: 0-1");
}

TEST(CpuExpressionTest, AWrongWordGetsASuggestion) {
  EXPECT_EQ(On("isolatd"), "parse: unknown word 'isolatd' among CPUs; did you mean 'isolated'?");
  EXPECT_EQ(On("nohz_full"),
            "parse: unknown word 'nohz_full' among CPUs; did you mean 'nohz-full'?");
  EXPECT_EQ(On("everything"),
            "parse: unknown word 'everything' among CPUs; write a CPU list (0-3,8), node N, or one "
            "of present, online, isolated, nohz-full, housekeeping, local, auto, none");
}

TEST(CpuExpressionTest, BrokenGrammarSaysWhereItBreaks) {
  EXPECT_EQ(On(" "), "parse: no CPUs given; write `none` for the empty set");
  EXPECT_EQ(On("isolated and"), "parse: 'and' needs a CPU set on both sides");
  EXPECT_EQ(On("or 3"), "parse: 'or' needs a CPU set on both sides");
  EXPECT_EQ(On("1 and or 2"), "parse: 'or' needs a CPU set on both sides");
  EXPECT_EQ(On("node"), "parse: 'node' needs a number after it, as in `node 0`");
  EXPECT_EQ(On("isolated local"),
            "parse: expected 'and', 'or' or 'except' before 'local', after 'isolated'");
  EXPECT_EQ(On("0, 3"), "parse: the CPU list '0,' ends in a comma; write lists without blanks");
}

TEST(CpuExpressionTest, TheTextIsKeptWithSingleBlanks) {
  EXPECT_EQ(CpuExpression::Parse(" isolated\tand  node 0 ")->text(), "isolated and node 0");
}

/// What the text comes to where the profile names `app` and what is made of it.
std::string With(const std::string& app, const std::string& text, const CpuFacts& facts, int node) {
  NamedCpuSets sets;
  sets.emplace("app", *CpuExpression::Parse(app));
  sets.emplace("rest", *CpuExpression::Parse("online except app", sets));
  const auto cpus = CpuExpression::Parse(text, sets)->Evaluate(facts, node);
  return cpus ? cpus->ToList() : cpus.error().message;
}

TEST(CpuExpressionTest, AProfilesNameStandsForItsSetAsAWhole) {
  EXPECT_EQ(With("1-2", "rest", Host(), -1), "0,3-6");
  // Not `1-2 and online except app`: what a name stands for is joined as one.
  EXPECT_EQ(With("1-2", "0-3 and rest", Host(), -1), "0,3");
  EXPECT_EQ(With("1-2", "app or 6", Host(), -1), "1-2,6");
}

TEST(CpuExpressionTest, AnErrorInANamedSetSaysWhichNameItIs) {
  EXPECT_EQ(With("9", "0 or app", Host(), -1),
            "'0 or app': app: CPU 9 is not present; this host has 0-7");
}

TEST(CpuExpressionTest, AWordThatNobodyNamedIsRefusedWithTheNamesThatThereAre) {
  NamedCpuSets sets;
  sets.emplace("workers", *CpuExpression::Parse("0"));
  const auto parsed = CpuExpression::Parse("online and worker", sets);
  ASSERT_FALSE(parsed);
  EXPECT_EQ(parsed.error().message, "unknown word 'worker' among CPUs; did you mean 'workers'?");
}

/// 8 CPUs online, threads N and N + 4 on a core, cores 0-1 and 2-3 on a node each; 3 isolated.
CpuFacts Threads() {
  CpuFacts facts;
  facts.possible = facts.present = facts.online = CpuSet::Range(0, 7);
  facts.isolated = CpuSet{3};
  facts.nodes = {{0, *CpuSet::ParseList("0-1,4-5", 7)}, {1, *CpuSet::ParseList("2-3,6-7", 7)}};
  for (unsigned cpu = 0; cpu < 8; ++cpu) {
    facts.places[cpu] = {cpu % 4, cpu % 4 / 2 * 2, static_cast<int>(cpu % 4 / 2)};
  }
  return facts;
}

TEST(CpuExpressionTest, AutoTakesOneThreadOfEachCoreBesideTheCard) {
  EXPECT_EQ(CpuExpression::Parse("auto")->Evaluate(Threads(), 0)->ToList(), "0-1");
  // The sibling of the isolated CPU is as good as another.
  EXPECT_EQ(CpuExpression::Parse("auto")->Evaluate(Threads(), 1)->ToList(), "2,7");
  EXPECT_EQ(CpuExpression::Parse("auto")->Evaluate(Threads(), -1)->ToList(), "0-2,7");
}

TEST(CpuExpressionTest, AutoLeavesTheApplicationsCpusAloneAndSaysWhy) {
  EXPECT_EQ(With("0", "auto", Threads(), 0), "1,4");
  EXPECT_EQ(With("0-1,4-5", "auto", Threads(), 0), "");
  NamedCpuSets sets;
  sets.emplace("app", *CpuExpression::Parse("0"));
  EXPECT_EQ(CpuExpression::Parse("auto", sets)->WhyThese(Threads(), 0),
            "auto: near the card, one a core, without app 0, without isolated 3");
  EXPECT_EQ(CpuExpression::Parse("auto")->WhyThese(Threads(), -1),
            "auto: wherever the card is, one a core, without isolated 3");
  EXPECT_EQ(CpuExpression::Parse("local")->WhyThese(Threads(), 0), "");
}

TEST(CpuExpressionTest, OnlyAutoNeedsTheTopologyAndAlsoInsideOfAName) {
  NamedCpuSets sets;
  EXPECT_FALSE(CpuExpression::Parse("local and online", sets)->NeedsTopology());
  sets.emplace("rx", *CpuExpression::Parse("auto", sets));
  EXPECT_TRUE(CpuExpression::Parse("node 0 or rx", sets)->NeedsTopology());
}

}  // namespace
}  // namespace netkeel
