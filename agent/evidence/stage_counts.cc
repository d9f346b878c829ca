// SPDX-License-Identifier: Apache-2.0
#include "evidence/stage_counts.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>

#include "evidence/nic_table.h"

namespace netkeel {
namespace {

struct Came {
  std::string_view source;
  std::string_view name;
  Stage stage;
};

// What wakes a CPU's backlog (received_rps) is an interrupt, and no packet.
constexpr std::array kCame{
    Came{"softnet", "processed", Stage::kSoftirq},  Came{"ip", "IpInReceives", Stage::kIp},
    Came{"ip", "Ip6InReceives", Stage::kIp},        Came{"udp", "UdpInDatagrams", Stage::kSocket},
    Came{"udp", "Udp6InDatagrams", Stage::kSocket}, Came{"tcp", "TcpInSegs", Stage::kTcp}};

struct Total {
  uint64_t counted = 0;
  uint64_t lost = 0;
};
using Totals = std::map<Stage, Total>;

/// Cards and sockets count what they hand on, the others what comes to them.
std::optional<uint64_t> CameTo(Stage stage, Totals& totals) {
  const Total& card = totals[Stage::kCard];
  const Total& total = totals[stage];
  switch (stage) {
    case Stage::kWire:
      return card.counted + card.lost + total.lost;
    case Stage::kBacklog:
      return std::nullopt;
    case Stage::kCard:
    case Stage::kSocket:
      return total.counted + total.lost;
    default:
      return total.counted;
  }
}

}  // namespace

std::optional<Stage> CameTo(const CounterId& id) {
  const auto* const row = std::find_if(kCame.begin(), kCame.end(), [&id](const Came& each) {
    return each.source == id.source && each.name == id.name;
  });
  if (row == kCame.end()) return std::nullopt;
  return row->stage;
}

std::vector<StageCount> CountStages(const Window& window) {
  Totals totals;
  const NicTable nics(window);
  for (const CounterId& id : window.ids()) {
    const NicCounts& nic = nics.Of(id);
    const LossCounter loss = LossCounterOf(id, nic);
    if (loss.kind == LossKind::kLoss) {
      totals[loss.stage].lost += window.Count(id.source, id.place, id.name);
    }
    const bool came = id.source == "link" && id.name == "rx_packets" && !nic.upper;
    const auto stage = came ? Stage::kCard : CameTo(id);
    if (stage) totals[*stage].counted += window.Count(id.source, id.place, id.name);
  }
  std::vector<StageCount> counts;
  for (const Stage stage : kStages) {
    if (stage == Stage::kInterrupt) continue;  // what it counts is no packets
    counts.push_back({stage, CameTo(stage, totals), totals[stage].lost});
  }
  return counts;
}

}  // namespace netkeel
