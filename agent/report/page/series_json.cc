// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <tuple>

#include "base/text.h"
#include "evidence/nic_words.h"
#include "evidence/timeline/path_totals.h"
#include "report/page/page_json.h"

namespace netkeel {
namespace {

using Json = nlohmann::ordered_json;

struct SourceStage {
  std::string_view source;
  Stage stage;
};

/// Of counters that no row knows.
constexpr std::array kSourceStages{
    SourceStage{"vector", Stage::kInterrupt}, SourceStage{"softnet", Stage::kSoftirq},
    SourceStage{"softirq", Stage::kSoftirq},  SourceStage{"cpu", Stage::kSoftirq},
    SourceStage{"task", Stage::kSoftirq},     SourceStage{"ip", Stage::kIp},
    SourceStage{"group", Stage::kIp},         SourceStage{"udp", Stage::kSocket},
    SourceStage{"socket", Stage::kSocket},    SourceStage{"tcp", Stage::kTcp}};

Stage StageOf(const CounterId& id, const LossCounter& loss) {
  if (loss.kind != LossKind::kNone) return loss.stage;
  const CounterRow* const row = FindCounterRow(id.source, id.name);
  if (row != nullptr) return row->stage;
  const auto* const known =
      std::find_if(kSourceStages.begin(), kSourceStages.end(),
                   [&id](const SourceStage& each) { return each.source == id.source; });
  return known == kSourceStages.end() ? Stage::kCard : known->stage;
}

/// Four digits are more than a chart can show.
void AppendNumber(float number, std::string& text) {
  std::array<char, 32> digits{};
  auto value = static_cast<double>(number);
  constexpr double kWhole = 1e15;  // and more is no longer exact, nor in any integer's range
  if (value >= 1000 && value < kWhole) {
    const double unit = std::pow(10, std::floor(std::log10(value)) - 3);
    value = std::round(value / unit) * unit;
    const auto whole = static_cast<uint64_t>(value);
    text.append(digits.data(),
                std::to_chars(digits.data(), digits.data() + digits.size(), whole).ptr);
    return;
  }
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value,
                                 std::chars_format::general, 4);
  text.append(digits.data(), end.ptr);
}

std::string ArrayText(const std::vector<float>& numbers) {
  std::string text = "[";
  for (const float number : numbers) {
    if (text.size() > 1) text += ',';
    AppendNumber(number, text);
  }
  return text + ']';
}

/// What is said of a counter once, however many CPUs and queues have it.
class Rows {
 public:
  size_t Of(const CounterId& id) {
    const CounterRow* const row = FindCounterRow(id.source, id.name);
    const auto [at, is_new] = places_.try_emplace(row, rows_.size());
    if (is_new) rows_.push_back(JsonOf(row));
    return at->second;
  }
  const Json& json() const { return rows_; }

 private:
  static Json JsonOf(const CounterRow* row) {
    if (row == nullptr) return {{"unit", ""}, {"help", ""}, {"caution", ""}};
    return {{"unit", row->unit}, {"help", row->help}, {"caution", row->caution}};
  }

  std::map<const CounterRow*, size_t> places_;
  Json rows_ = Json::array();
};

/// A second, or of a gauge a sample.
std::vector<float> Means(const Timeline& timeline, const Series& series) {
  std::vector<float> means;
  for (size_t i = 0; i < series.values.size(); ++i) {
    const TimePoint& point = timeline.points()[series.first + i];
    const double by = series.gauge ? static_cast<double>(point.steps) : point.seconds;
    means.push_back(static_cast<float>(series.values[i] / by));
  }
  return means;
}

bool IsThinned(const Timeline& timeline) {
  return std::any_of(timeline.points().begin(), timeline.points().end(),
                     [](const TimePoint& point) { return point.steps > 1; });
}

std::string OneSeries(const Timeline& timeline, const NicTable& nics, const Series& series,
                      Rows& rows) {
  const CounterId& id = series.id;
  const LossCounter loss = nics.LossOf(id);
  Json head = {{"source", id.source},        {"place", Printable(id.place)},
               {"name", Printable(id.name)}, {"stage", ToText(StageOf(id, loss))},
               {"row", rows.Of(id)},         {"total", series.total},
               {"first", series.first}};
  if (loss.kind != LossKind::kNone) head["loss"] = loss.kind == LossKind::kLoss ? "loss" : "again";
  if (id.source == "nic") {
    const NicWord word = MeaningOf(nics.Of(id).driver, id.name);
    if (word.meaning != NicMeaning::kOther) head["meaning"] = ToText(word.meaning);
    if (word.queue) head["queue"] = *word.queue;
  }
  if (series.gauge) head["gauge"] = true;
  if (series.restarted) head["restarted"] = true;
  std::string text = head.dump();
  text.pop_back();
  text += ",\"mean\":" + ArrayText(Means(timeline, series));
  if (IsThinned(timeline)) text += ",\"peak\":" + ArrayText(series.peaks);
  return text + '}';
}

std::string PointsText(const Timeline& timeline) {
  std::string text = "[";
  for (const TimePoint& point : timeline.points()) {
    if (text.size() > 1) text += ',';
    text += '[' + std::to_string(point.from.time_since_epoch().count()) + ',' +
            std::to_string(point.to.time_since_epoch().count()) + (point.after_gap ? ",1]" : "]");
  }
  return text + ']';
}

/// The lower, the sooner a reader wants it.
int RankOf(const CounterId& id, LossKind kind) {
  if (kind == LossKind::kLoss) return 0;
  if (kind == LossKind::kAgain) return 1;
  if (id.source == "softnet" || id.source == "link" || id.name == "softirq") return 2;
  return id.source == "task" || id.source == "vector" ? 4 : 3;
}

}  // namespace

std::vector<const Series*> ChosenSeries(const Timeline& timeline) {
  const NicTable nics = NicsOf(timeline);
  std::vector<std::tuple<int, Stage, const Series*>> ranked;
  for (const Series* const series : timeline.Moved()) {
    if (series->id.name == "limit") continue;  // that of a socket's queue, which is what moves
    const LossCounter loss = nics.LossOf(series->id);
    ranked.emplace_back(RankOf(series->id, loss.kind), StageOf(series->id, loss), series);
  }
  std::stable_sort(ranked.begin(), ranked.end(), [](const auto& left, const auto& right) {
    const auto key = [](const auto& each) {
      return std::pair(std::get<0>(each), std::get<1>(each));
    };
    return key(left) < key(right);
  });
  std::vector<const Series*> chosen;
  for (const auto& each : ranked) chosen.push_back(std::get<2>(each));
  return chosen;
}

std::string SeriesJson(const Timeline& timeline, const std::vector<const Series*>& chosen) {
  const NicTable nics = NicsOf(timeline);
  Rows rows;
  std::string series;
  for (const Series* const each : chosen) {
    series += (series.empty() ? "" : ",\n") + OneSeries(timeline, nics, *each, rows);
  }
  return "\"points\":" + PointsText(timeline) + ",\n\"series\":[" + series +
         "],\n\"rows\":" + rows.json().dump();
}

}  // namespace netkeel
