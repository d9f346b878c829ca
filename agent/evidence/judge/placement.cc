// SPDX-License-Identifier: Apache-2.0
#include "evidence/judge/placement.h"

#include <algorithm>

namespace netkeel {
namespace {

/// In quotes, as YAML has a text.
std::string Quoted(const std::string& text) { return '"' + text + '"'; }

CpuSet FreeOnes(const Scene& scene) {
  return scene.clues.Cpus("setting", "host", "online")
      .Except(scene.clues.Cpus("setting", "host", "isolated"));
}

/// Whether the card's node is known, and has a CPU that is not kept for others.
bool HasFreeLocal(const Scene& scene, const std::string& interface, const CpuSet& without) {
  const std::string node = scene.clues.Fact("setting", interface, "numa_node");
  if (node.empty()) return false;
  const std::vector<unsigned> free = FreeOnes(scene).Except(without).Cpus();
  return std::any_of(free.begin(), free.end(), [&](unsigned cpu) {
    return scene.clues.Fact("cpu", "cpu" + std::to_string(cpu), "node") == node;
  });
}

}  // namespace

std::string FreeCpus(const Scene& scene, const std::string& interface, const CpuSet& without) {
  const bool isolated = !scene.clues.Cpus("setting", "host", "isolated").Empty();
  std::string text = HasFreeLocal(scene, interface, without) ? "online and local" : "online";
  if (isolated) text += " except isolated";
  if (!without.Empty()) text += " except " + without.ToList();
  return text;
}

std::vector<Knob> SpreadKnobs(const Scene& scene, const CardClues& card, const CpuSet& without) {
  if (FreeOnes(scene).Except(without).Empty()) return {};
  return {{card.name, "irq", "affinity", "spread"},
          {card.name, "irq", "cpus", Quoted(FreeCpus(scene, card.name, without))}};
}

std::vector<Knob> HandOnKnobs(const Scene& scene, const CardClues& card, const CpuSet& polling) {
  if (FreeOnes(scene).Except(polling).Empty()) return {};
  return {{card.name, "queues", "rps_cpus", Quoted(FreeCpus(scene, card.name, polling))}};
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
