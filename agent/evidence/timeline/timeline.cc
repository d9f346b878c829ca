// SPDX-License-Identifier: Apache-2.0
#include "evidence/timeline/timeline.h"

#include <algorithm>

namespace netkeel {
namespace {

void HalveOne(std::vector<float>& values, size_t first, bool largest) {
  std::vector<float> halves((first + values.size() + 1) / 2 - first / 2);
  for (size_t i = 0; i < values.size(); ++i) {
    float& half = halves[(first + i) / 2 - first / 2];
    half = largest ? std::max(half, values[i]) : half + values[i];
  }
  values = std::move(halves);
}

}  // namespace

/// When the sample was, and never before the last one.
WallTime Timeline::Onward(const Sample& sample) {
  using std::chrono::milliseconds;
  const WallTime at = sample.at + set_back_;
  if (samples_ == 0 || sample.at == WallTime{} || at > before_.at) return at;
  const WallTime onward = before_.at + std::max(TimeBetween(before_, sample), milliseconds(1));
  set_back_ += onward - at;
  return onward;
}

/// Whether the interval up to `sample` is known at all.
bool Timeline::OpenStep(const Sample& sample) {
  const WallTime at = Onward(sample);
  const bool first = samples_++ == 0;
  const double seconds = std::chrono::duration<double>(TimeBetween(before_, sample)).count();
  const WallTime from = before_.at;
  before_.uptime = sample.uptime;
  before_.boot = sample.boot;
  before_.at = at;
  step_ = first ? 0 : seconds;
  constexpr double kShortest = 10;
  const bool skipped = usual_ > 0 && step_ > std::max(5 * usual_, kShortest);
  drawn_ = step_ > 0 && !skipped;
  if (step_ > 0) usual_ = skipped ? 0 : step_;
  gap_ = gap_ || (!first && !drawn_);
  if (!drawn_) return step_ > 0;
  if (points_.empty() || gap_ || points_.back().steps >= stride_) {
    MakeRoom();
    if (gap_ || points_.empty() || points_.back().steps >= stride_) {
      points_.push_back({.from = from, .after_gap = gap_});
      gap_ = false;
    }
  }
  TimePoint& point = points_.back();
  point.to = at;
  point.seconds += step_;
  ++point.steps;
  return true;
}

void Timeline::MakeRoom() {
  constexpr size_t kMostNumbers = 4'000'000;
  constexpr size_t kFewestPoints = 600;
  const bool crowded = points_.size() > kFewestPoints && moving_ * points_.size() > kMostNumbers;
  if (points_.size() < most_ && !crowded) return;
  Halve();
  stride_ *= 2;
}

Timeline::Course& Timeline::CourseOf(std::map<CounterId, Course>::iterator& at,
                                     const CounterId& id) {
  while (at != courses_.end() && at->first < id) ++at;
  if (at == courses_.end() || id < at->first) {
    at = courses_.emplace_hint(at, id, Course{});
    const CounterRow* const row = FindCounterRow(id.source, id.name);
    if (row != nullptr) at->second.row = *row;
    at->second.series.id = id;
    at->second.series.gauge = row != nullptr && row->gauge;
  }
  return at->second;
}

void Timeline::Put(Series& series, double value, double peak) {
  const size_t now = points_.size() - 1;
  if (series.values.empty()) {
    series.first = now;
    ++moving_;
  }
  series.values.resize(now - series.first + 1);
  series.peaks.resize(series.values.size());
  series.values.back() += static_cast<float>(value);
  series.peaks.back() = std::max(series.peaks.back(), static_cast<float>(peak));
}

void Timeline::Step(Course& course, uint64_t value, bool follows) {
  Series& series = course.series;
  const bool is_next = course.seen + 1 == samples_;
  if (series.gauge) {
    series.total = std::max(series.total, value);
    const auto now = static_cast<double>(value);
    if (drawn_ && (value != 0 || !series.values.empty())) Put(series, now, now);
  } else if (follows && (is_next || WasZero(course))) {
    const uint64_t before = is_next ? course.last : 0;
    const CounterStep step = StepOf(before, value, course.row);
    series.restarted = series.restarted || step.restarted;
    series.total += step.rise;
    const auto count = static_cast<double>(step.rise);
    if (drawn_ && (step.rise != 0 || !series.values.empty())) Put(series, count, count / step_);
  }
  course.last = value;
  course.seen = samples_;
  if (!is_next) course.seen_first = samples_;
}

bool Timeline::WasZero(const Course& course) const {
  const size_t before = samples_ - 1;
  const auto has = [&](const CounterId& id) {
    const auto found = courses_.find(id);
    return found != courses_.end() && found->second.WasIn(before);
  };
  const auto has_place = [&](const CounterId& id) {
    for (auto at = courses_.lower_bound({id.source, id.place, ""}); at != courses_.end(); ++at) {
      if (at->first.source != id.source || at->first.place != id.place) return false;
      if (at->second.WasIn(before)) return true;
    }
    return false;
  };
  return IsZero(course.series.id, course.row.sparse, has, has_place);
}

void Timeline::Add(const Sample& sample) {
  const bool follows = OpenStep(sample);
  auto at = courses_.begin();
  for (const auto& [id, value] : sample.values) Step(CourseOf(at, id), value, follows);
  KeepFacts(sample);
}

void Timeline::KeepFacts(const Sample& sample) {
  auto at = facts_.begin();
  for (const auto& [id, text] : sample.facts) {
    while (at != facts_.end() && at->first < id) ++at;
    if (at == facts_.end() || id < at->first) {
      at = facts_.emplace_hint(at, id, text);
    } else if (at->second != text) {
      at->second = text;
    }
  }
}

void Timeline::Halve() {
  std::vector<TimePoint> halves;
  for (size_t i = 0; i < points_.size(); ++i) {
    if (i % 2 == 0) {
      halves.push_back(points_[i]);
      continue;
    }
    TimePoint& half = halves.back();
    half.to = points_[i].to;
    half.seconds += points_[i].seconds;
    half.steps += points_[i].steps;
    half.after_gap = half.after_gap || points_[i].after_gap;
  }
  points_ = std::move(halves);
  for (auto& [id, course] : courses_) {
    Series& series = course.series;
    HalveOne(series.values, series.first, false);
    HalveOne(series.peaks, series.first, true);
    series.first /= 2;
  }
}

std::vector<const Series*> Timeline::Moved() const {
  std::vector<const Series*> moved;
  for (const auto& [id, course] : courses_) {
    const Series& series = course.series;
    if (series.total == 0) continue;
    const auto [least, most] = std::minmax_element(series.peaks.begin(), series.peaks.end());
    const bool flat = series.gauge && series.first == 0 && least != most && *least == *most;
    if (!flat) moved.push_back(&series);
  }
  return moved;
}

const Series* Timeline::Find(const CounterId& id) const {
  const auto found = courses_.find(id);
  return found == courses_.end() ? nullptr : &found->second.series;
}

bool Timeline::Has(const std::string& source, const std::string& place) const {
  const auto found = courses_.lower_bound(CounterId{source, place, ""});
  return found != courses_.end() && found->first.source == source && found->first.place == place;
}

std::vector<CounterId> Timeline::Ids() const {
  std::vector<CounterId> ids;
  for (const auto& [id, course] : courses_) ids.push_back(id);
  return ids;
}

std::string Timeline::Fact(const CounterId& id) const {
  const auto found = facts_.find(id);
  return found == facts_.end() ? "" : found->second;
}

}  // namespace netkeel
