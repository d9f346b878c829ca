// SPDX-License-Identifier: Apache-2.0
#include "evidence/stage_counts.h"

#include <algorithm>
#include <array>
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

size_t IndexOf(Stage stage) { return static_cast<size_t>(stage); }

}  // namespace

std::optional<StagePart> PartOf(const CounterId& id, const NicCounts& nic) {
  const LossCounter loss = LossCounterOf(id, nic);
  if (loss.kind == LossKind::kLoss) return StagePart{loss.stage, true};
  if (id.source == "link" && id.name == "rx_packets" && !nic.upper) return StagePart{Stage::kCard};
  const auto* const row = std::find_if(kCame.begin(), kCame.end(), [&id](const Came& each) {
    return each.source == id.source && each.name == id.name;
  });
  if (row == kCame.end()) return std::nullopt;
  return StagePart{row->stage};
}

void StageSums::Add(const StagePart& part, uint64_t rise) {
  Total& total = totals_[IndexOf(part.stage)];
  (part.lost ? total.lost : total.counted) += rise;
}

/// Cards and sockets count what they hand on, the others what comes to them.
std::optional<uint64_t> StageSums::CameTo(Stage stage) const {
  const Total& card = totals_[IndexOf(Stage::kCard)];
  const Total& total = totals_[IndexOf(stage)];
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

std::vector<StageCount> StageSums::Counts() const {
  std::vector<StageCount> counts;
  for (const Stage stage : kStages) {
    if (stage == Stage::kInterrupt) continue;  // what it counts is no packets
    counts.push_back({stage, CameTo(stage), totals_[IndexOf(stage)].lost});
  }
  return counts;
}

std::vector<StageCount> CountStages(const Window& window) {
  StageSums sums;
  const NicTable nics(window);
  for (const CounterId& id : window.ids()) {
    const auto part = PartOf(id, nics.Of(id));
    if (part) sums.Add(*part, window.Count(id.source, id.place, id.name));
  }
  return sums.Counts();
}

}  // namespace netkeel
