// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "evidence/figures.h"
#include "evidence/judge/rule.h"

namespace netkeel {
namespace {

constexpr const char* kMaxBacklog = "net.core.netdev_max_backlog";
constexpr uint64_t kDefaultBacklog = 1000;

/// CPUs whose flow limit dropped: it is counted on the one that hands the packet on, and the drop
/// on the one that it is for.
CpuSet Limiting(const Scene& scene, uint64_t& limited) {
  CpuSet limiting;
  for (const CpuClues& cpu : scene.cpus) {
    const uint64_t count = scene.clues.Count("softnet", cpu.name(), "flow_limit");
    limited += count;
    if (count > 0) limiting.Add(cpu.number);
  }
  return limiting;
}

}  // namespace

std::vector<Loss> BacklogLosses(const Scene& scene) {
  std::vector<Loss> losses;
  for (const CpuClues& cpu : scene.cpus) {
    Loss loss{nullptr, &cpu, scene.clues.StepsOf("softnet", cpu.name(), "dropped"),
              Sum(cpu.packets)};
    if (IsLoss(Sum(loss.lost), loss.passed + Sum(loss.lost))) losses.push_back(std::move(loss));
  }
  return losses;
}

std::optional<Why> FlowLimit(const Scene& scene, const Loss& loss) {
  if (loss.cpu == nullptr || loss.card != nullptr) return std::nullopt;
  uint64_t limited = 0;
  const CpuSet limiting = Limiting(scene, limited);
  limited = std::min(limited, Sum(loss.lost));
  if (2 * limited <= Sum(loss.lost)) return std::nullopt;
  Why why{
      "the flow limit, which drops from the largest flows once the backlog is half full, took " +
          CountText(limited, "packet"),
      "a feed is one large flow: take the CPUs that hand it on out of flow_limit_cpu_bitmap"};
  const CpuSet left =
      CpuSet::ParseMask(scene.clues.Fact("setting", "host", "net.core.flow_limit_cpu_bitmap"))
          .value_or(CpuSet())
          .Except(limiting);
  why.knobs = {HostKnob("net.core.flow_limit_cpu_bitmap",
                        left.Empty() ? std::string("none") : '"' + left.ToList() + '"')};
  for (const unsigned cpu : limiting.Cpus()) {
    scene.clues.Prove("softnet", "cpu" + std::to_string(cpu), {"flow_limit"}, why.proofs);
  }
  return why;
}

std::optional<Why> Backlog(const Scene& scene, const Loss& loss) {
  if (loss.cpu == nullptr || loss.card != nullptr) return std::nullopt;
  const auto limit = scene.clues.Setting("host", kMaxBacklog);
  const std::string size = limit ? " of " + NumberText(*limit) + " packets" : "";
  Why why{"its backlog" + size + " was full", "let more packets wait for that CPU"};
  const uint64_t burst = *std::max_element(loss.lost.begin(), loss.lost.end());
  const uint64_t now = limit.value_or(kDefaultBacklog);
  constexpr uint64_t kMostUseful = 100'000;
  const uint64_t wanted = std::max({2 * now, std::min(now + burst, kMostUseful), kDefaultBacklog});
  const bool handed_on = scene.clues.Count("softnet", loss.cpu->name(), "received_rps") > 0;
  why.knobs = RaiseKnobs(scene.clues, kMaxBacklog, wanted);
  if (why.knobs.empty()) why.advice = AtItsMost(kMaxBacklog) + ": that CPU must do less";
  if (handed_on) why.advice += ", or hand them on to more CPUs (queues.rps_cpus)";
  scene.clues.Prove("softnet", loss.cpu->name(), {"received_rps"}, why.proofs);
  return why;
}

}  // namespace netkeel
