// SPDX-License-Identifier: Apache-2.0
#include "evidence/stage_counts.h"

#include <algorithm>
#include <array>
#include <map>
#include <string>
#include <string_view>

#include "evidence/loss_counters.h"

namespace netkeel {
namespace {

struct Came {
  std::string_view source;
  std::string_view name;
  Stage stage;
};

constexpr std::array kCame{
    Came{"softnet", "processed", Stage::kSoftirq}, Came{"softnet", "received_rps", Stage::kBacklog},
    Came{"ip", "IpInReceives", Stage::kIp},        Came{"ip", "Ip6InReceives", Stage::kIp},
    Came{"udp", "UdpInDatagrams", Stage::kSocket}, Came{"udp", "Udp6InDatagrams", Stage::kSocket},
    Came{"tcp", "TcpInSegs", Stage::kTcp}};

/// Packets that passed, without what was lost there, and what was.
using Totals = std::map<Stage, StageCount>;

/// What is known of the interfaces whose counters are counted, each asked for once.
class Nics {
 public:
  explicit Nics(const Window& window) : window_(window) {}

  const NicCounts& Of(const CounterId& id) {
    static const NicCounts kNone;
    if (id.source != "nic" && id.source != "link") return kNone;
    const auto [at, is_new] = nics_.try_emplace(id.place);
    if (is_new) {
      at->second = {window_.Fact("nic", id.place, "driver"),
                    !window_.Names("nic", id.place).empty()};
    }
    return at->second;
  }

 private:
  const Window& window_;
  std::map<std::string, NicCounts> nics_;
};

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
  Nics nics(window);
  for (const CounterId& id : window.ids()) {
    const LossCounter loss = LossCounterOf(id, nics.Of(id));
    if (loss.kind == LossKind::kLoss) {
      totals[loss.stage].lost += window.Count(id.source, id.place, id.name);
    }
    const bool came = id.source == "link" && id.name == "rx_packets" && id.place != "lo";
    const auto stage = came ? Stage::kCard : CameTo(id);
    if (stage) totals[*stage].packets += window.Count(id.source, id.place, id.name);
  }
  totals[Stage::kWire].packets = totals[Stage::kCard].packets + totals[Stage::kCard].lost;
  std::vector<StageCount> counts;
  for (const Stage stage : kStages) {
    if (stage == Stage::kInterrupt) continue;  // what it counts is no packets
    StageCount& count = totals[stage];
    counts.push_back({stage, count.packets + count.lost, count.lost});
  }
  return counts;
}

}  // namespace netkeel
