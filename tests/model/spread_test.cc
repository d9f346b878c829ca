// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>

#include "model/cpu_expression.h"

namespace netkeel {
namespace {

struct Shape {
  unsigned nodes;
  unsigned caches;   // a node
  unsigned cores;    // a cache
  unsigned threads;  // a core
};

/// CPU numbers as x86 firmware gives them: first threads of all cores, then their siblings.
CpuFacts MakeHost(const Shape& shape) {
  CpuFacts facts;
  const unsigned cores = shape.nodes * shape.caches * shape.cores;
  for (unsigned cpu = 0; cpu < cores * shape.threads; ++cpu) {
    const unsigned core = cpu % cores;
    const unsigned cache = core / shape.cores;
    facts.places[cpu] = {core, cache * shape.cores, static_cast<int>(cache / shape.caches)};
    facts.online.Add(cpu);
  }
  facts.present = facts.online;
  return facts;
}

/// Cores of each cache that `cpus` has, and how many of them the prefix uses.
struct Use {
  size_t cores = 0;
  size_t used = 0;
};

std::map<unsigned, Use> UseOf(const std::vector<unsigned>& prefix, const CpuSet& cpus,
                              const CpuFacts& facts) {
  std::map<unsigned, std::set<unsigned>> cores;
  std::map<unsigned, std::set<unsigned>> used;
  for (const unsigned cpu : cpus.Cpus()) {
    cores[facts.places.at(cpu).last_level_cache].insert(facts.places.at(cpu).core);
  }
  for (const unsigned cpu : prefix) {
    used[facts.places.at(cpu).last_level_cache].insert(facts.places.at(cpu).core);
  }
  std::map<unsigned, Use> uses;
  for (const auto& [cache, all] : cores) uses[cache] = {all.size(), used[cache].size()};
  return uses;
}

/// While a cache has cores left, no other has more than one core more in use.
void ExpectWellSpread(const std::vector<unsigned>& prefix, const CpuSet& cpus,
                      const CpuFacts& facts) {
  const auto uses = UseOf(prefix, cpus, facts);
  size_t most = 0;
  for (const auto& [cache, use] : uses) most = std::max(most, use.used);
  size_t cores = 0;
  for (const auto& [cache, use] : uses) {
    cores += use.cores;
    if (use.used < use.cores) {
      EXPECT_LE(most - use.used, 1U) << "cache " << cache << " of " << cpus.ToList();
    }
  }
  std::set<unsigned> used_cores;
  for (const unsigned cpu : prefix) used_cores.insert(facts.places.at(cpu).core);
  EXPECT_EQ(used_cores.size(), std::min(prefix.size(), cores)) << "a sibling before a free core";
}

class SpreadPropertyTest : public testing::TestWithParam<Shape> {};

TEST_P(SpreadPropertyTest, EveryPrefixOfAnySetIsWellSpread) {
  const CpuFacts facts = MakeHost(GetParam());
  std::mt19937 random(7);
  for (int round = 0; round < 20; ++round) {
    CpuSet cpus;
    for (const auto& [cpu, place] : facts.places) {
      if (round == 0 || random() % 3 != 0) cpus.Add(cpu);
    }
    const std::vector<unsigned> order = SpreadOrder(cpus, facts);
    std::vector<unsigned> prefix;
    for (const unsigned cpu : order) {
      prefix.push_back(cpu);
      ExpectWellSpread(prefix, cpus, facts);
    }
    CpuSet all;
    for (const unsigned cpu : order) all.Add(cpu);
    EXPECT_EQ(all, cpus);
    EXPECT_EQ(order.size(), cpus.Size());
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes, SpreadPropertyTest,
                         testing::Values(Shape{1, 1, 1, 1}, Shape{1, 1, 4, 2}, Shape{1, 4, 4, 2},
                                         Shape{2, 1, 8, 2}, Shape{2, 4, 3, 2}, Shape{4, 2, 2, 1},
                                         Shape{2, 2, 4, 8}));

TEST(SpreadTest, NodesTakeTurnsBeforeTheCachesOfOne) {
  const CpuFacts facts = MakeHost({2, 2, 2, 1});
  EXPECT_EQ(SpreadOrder(facts.online, facts), (std::vector<unsigned>{0, 4, 2, 6, 1, 5, 3, 7}));
}

TEST(SpreadTest, SiblingsComeLastAndInTheSameTurns) {
  const CpuFacts facts = MakeHost({1, 2, 2, 2});
  EXPECT_EQ(SpreadOrder(facts.online, facts), (std::vector<unsigned>{0, 2, 1, 3, 4, 6, 5, 7}));
}

TEST(SpreadTest, CpusWithoutAKnownPlaceAreCoresOfTheirOwn) {
  EXPECT_EQ(SpreadOrder(CpuSet{3, 9, 1024}, CpuFacts{}), (std::vector<unsigned>{3, 9, 1024}));
}

}  // namespace
}  // namespace netkeel
