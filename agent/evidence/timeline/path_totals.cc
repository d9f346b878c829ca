// SPDX-License-Identifier: Apache-2.0
#include "evidence/timeline/path_totals.h"

#include <algorithm>
#include <numeric>

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

}  // namespace

NicTable NicsOf(const Timeline& timeline) {
  return {timeline.Ids(), [&timeline](const CounterId& id) { return timeline.Fact(id); }};
}

std::vector<StageTotal> PathTotals(const Timeline& timeline) {
  const NicTable nics = NicsOf(timeline);
  StageSums sums;
  std::vector<StageTotal> totals;
  for (const Stage stage : kStages) totals.push_back({stage, UnitOf(stage)});
  for (const Series* series : timeline.Moved()) {
    const CounterId& id = series->id;
    if (const auto part = PartOf(id, nics.Of(id))) sums.Add(*part, series->total);
    if (id.source == "vector") At(totals, Stage::kInterrupt).came += series->total;
  }
  for (const StageCount& count : sums.Counts()) {
    StageTotal& total = At(totals, count.stage);
    total.came = count.packets.value_or(0);
    total.lost = count.lost;
  }
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
