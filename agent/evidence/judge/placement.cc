// SPDX-License-Identifier: Apache-2.0
#include "evidence/judge/placement.h"

#include <algorithm>

namespace netkeel {
namespace {

/// In quotes, as YAML has a text.
std::string Quoted(const std::string& text) { return '"' + text + '"'; }

/// How many CPUs of the card's node are kept for nobody; 0 where the node is not known.
size_t FreeLocals(const Scene& scene, const std::string& interface, const CpuSet& without) {
  const std::string node = scene.clues.Fact("setting", interface, "numa_node");
  if (node.empty()) return 0;
  const std::vector<unsigned> free = FreeOnes(scene).Except(without).Cpus();
  return static_cast<size_t>(std::count_if(free.begin(), free.end(), [&](unsigned cpu) {
    return scene.clues.Fact("cpu", "cpu" + std::to_string(cpu), "node") == node;
  }));
}

/// "online except isolated except 2": CPUs for interrupts, without those that are kept for others.
/// Those near the card, where there are `least` of them.
std::string FreeCpus(const Scene& scene, const std::string& interface, const CpuSet& without,
                     size_t least) {
  const bool isolated = !scene.clues.Cpus("setting", "host", "isolated").Empty();
  const bool local = FreeLocals(scene, interface, without) >= least;
  std::string text = local ? "online and local" : "online";
  if (isolated) text += " except isolated";
  if (!without.Empty()) text += " except " + without.ToList();
  return text;
}

}  // namespace

CpuSet FreeOnes(const Scene& scene) {
  return scene.clues.Cpus("setting", "host", "online")
      .Except(scene.clues.Cpus("setting", "host", "isolated"));
}

std::vector<Knob> SpreadKnobs(const Scene& scene, const CardClues& card, const CpuSet& without) {
  if (FreeOnes(scene).Except(without).Empty()) return {};
  // Several queues on the one CPU of the card's node are not spread.
  const size_t least = card.queues.size() > 1 ? 2 : 1;
  return {{card.name, "irq", "affinity", "spread"},
          {card.name, "irq", "cpus", Quoted(FreeCpus(scene, card.name, without, least))}};
}

std::vector<Knob> HandOnKnobs(const Scene& scene, const CardClues& card, const CpuSet& polling) {
  if (FreeOnes(scene).Except(polling).Empty()) return {};
  return {{card.name, "queues", "rps_cpus", Quoted(FreeCpus(scene, card.name, polling, 1))}};
}

std::vector<Knob> MoreQueuesKnobs(const Scene& scene, const CardClues& card) {
  for (const std::string key : {"combined", "rx"}) {
    const auto now = scene.clues.Setting(card.name, "channels." + key);
    const auto most = scene.clues.Setting(card.name, "channels." + key + "-max");
    if (!now || !most || *now == 0) continue;
    const uint64_t wanted = std::min<uint64_t>(*most, FreeOnes(scene).Size());
    if (wanted <= *now) return {};
    return {{card.name, "channels", key, std::to_string(wanted)}};
  }
  return {};
}

}  // namespace netkeel
