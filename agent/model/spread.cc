// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <tuple>

#include "model/cpu_expression.h"

namespace netkeel {
namespace {

/// Sort key: earlier is taken first.
struct Rank {
  size_t thread;         ///< which hardware thread of its core, of those asked for
  size_t round;          ///< which core of its cache
  size_t cache_of_node;  ///< which cache of its node: nodes take turns
  int node;
  unsigned cpu;

  auto operator<=>(const Rank& other) const = default;
};

/// An offline or unknown CPU is alone on its core, in one cache with its like.
CpuPlace PlaceOf(unsigned cpu, const CpuFacts& facts) {
  const auto found = facts.places.find(cpu);
  if (found != facts.places.end()) return found->second;
  return {cpu, std::numeric_limits<unsigned>::max(), 0};
}

/// Numbers the caches of each node from 0.
std::map<unsigned, size_t> CachesOfNodes(const std::vector<unsigned>& cpus, const CpuFacts& facts) {
  std::map<unsigned, size_t> numbers;
  std::map<int, size_t> count;
  for (const unsigned cpu : cpus) {
    const CpuPlace place = PlaceOf(cpu, facts);
    if (numbers.contains(place.last_level_cache)) continue;
    numbers[place.last_level_cache] = count[place.node]++;
  }
  return numbers;
}

}  // namespace

std::vector<unsigned> SpreadOrder(const CpuSet& cpus, const CpuFacts& facts) {
  std::vector<unsigned> order = cpus.Cpus();
  const std::map<unsigned, size_t> cache_of_node = CachesOfNodes(order, facts);
  std::map<unsigned, size_t> threads;                    // core -> CPUs seen
  std::map<std::pair<unsigned, size_t>, size_t> rounds;  // cache and thread -> cores seen
  std::vector<Rank> ranks;
  for (const unsigned cpu : order) {
    const CpuPlace place = PlaceOf(cpu, facts);
    const size_t thread = threads[place.core]++;
    const size_t round = rounds[{place.last_level_cache, thread}]++;
    ranks.push_back({thread, round, cache_of_node.at(place.last_level_cache), place.node, cpu});
  }
  std::sort(ranks.begin(), ranks.end());
  std::transform(ranks.begin(), ranks.end(), order.begin(), [](const Rank& r) { return r.cpu; });
  return order;
}

}  // namespace netkeel
