// SPDX-License-Identifier: Apache-2.0
#include "evidence/timeline/path_totals.h"

#include <algorithm>
#include <numeric>

#include "evidence/nic_words.h"
#include "evidence/stage_counts.h"

namespace netkeel {
namespace {

std::string_view UnitOf(Stage stage) {
  if (stage == Stage::kWire) return "frames";
  if (stage == Stage::kInterrupt) return "interrupts";
  return "packets";
}

StageTotal& At(std::vector<StageTotal>& totals, Stage stage) {
  return totals[static_cast<size_t>(stage)];
}

/// Packets that a card took, by its driver's word for them.
bool CountsReceived(const NicTable& nics, const CounterId& id) {
  return id.source == "nic" &&
         MeaningOf(nics.Of(id).driver, id.name).meaning == NicMeaning::kReceived;
}

/// Of interfaces whose driver has no such word, what the kernel counts.
void AddCards(const Timeline& timeline, const NicTable& nics, StageTotal& card) {
  std::map<std::string, std::pair<uint64_t, uint64_t>> received;  // by driver, by link
  for (const Series* series : timeline.Moved()) {
    auto& [by_driver, by_link] = received[series->id.place];
    if (CountsReceived(nics, series->id)) by_driver += series->total;
    if (series->id.source == "link" && series->id.name == "rx_packets") by_link = series->total;
  }
  for (const auto& [place, totals] : received) {
    if (nics.Named(place).upper) continue;
    card.came += totals.first > 0 ? totals.first : totals.second;
  }
}

}  // namespace

NicTable NicsOf(const Timeline& timeline) {
  return {timeline.Ids(), [&timeline](const CounterId& id) { return timeline.Fact(id); }};
}

std::vector<StageTotal> PathTotals(const Timeline& timeline) {
  const NicTable nics = NicsOf(timeline);
  std::vector<StageTotal> totals;
  for (const Stage stage : kStages) totals.push_back({stage, UnitOf(stage)});
  for (const Series* series : timeline.Moved()) {
    const CounterId& id = series->id;
    const LossCounter loss = nics.LossOf(id);
    if (loss.kind == LossKind::kLoss) At(totals, loss.stage).lost += series->total;
    const auto came = id.source == "vector" ? Stage::kInterrupt : CameTo(id);
    if (came) At(totals, *came).came += series->total;
  }
  StageTotal& card = At(totals, Stage::kCard);
  AddCards(timeline, nics, card);
  card.came += card.lost;
  StageTotal& wire = At(totals, Stage::kWire);
  wire.came = card.came + wire.lost;
  At(totals, Stage::kSocket).came += At(totals, Stage::kSocket).lost;
  return totals;
}

std::vector<size_t> WorstPoints(const Timeline& timeline) {
  const NicTable nics = NicsOf(timeline);
  std::map<Stage, std::vector<double>> lost;
  for (const Series* series : timeline.Moved()) {
    const LossCounter loss = nics.LossOf(series->id);
    if (loss.kind != LossKind::kLoss || series->values.empty()) continue;
    auto& of_stage = lost[loss.stage];
    of_stage.resize(timeline.points().size());
    for (size_t i = 0; i < series->values.size(); ++i) {
      of_stage[series->first + i] += static_cast<double>(series->values[i]);
    }
  }
  std::vector<std::pair<double, size_t>> worst;  // what the stage lost in all, and its point
  for (const auto& [stage, of_stage] : lost) {
    const auto most = std::max_element(of_stage.begin(), of_stage.end());
    worst.emplace_back(-std::accumulate(of_stage.begin(), of_stage.end(), 0.0),
                       static_cast<size_t>(most - of_stage.begin()));
  }
  std::stable_sort(worst.begin(), worst.end());
  std::vector<size_t> points;
  for (const auto& each : worst) {
    const bool named = std::count(points.begin(), points.end(), each.second) > 0;
    if (!named) points.push_back(each.second);
  }
  return points;
}

}  // namespace netkeel
