// SPDX-License-Identifier: Apache-2.0
#include "evidence/window.h"

#include <algorithm>

#include "base/text.h"
#include "evidence/counter_row.h"

namespace netkeel {
namespace {

/// The entries of one source and place, in a map by CounterId.
template <typename Map>
auto FirstOf(const Map& map, std::string_view source, std::string_view place = "") {
  return map.lower_bound(CounterId{std::string(source), std::string(place), ""});
}

/// Adds what happened between two values of one counter.
void AddStep(uint64_t before, uint64_t after, const CounterRow& row, Course& course) {
  if (after >= before) {
    course.rise += after - before;
  } else if (row.bits32) {
    course.rise += (uint64_t{1} << 32) - before + after;
  } else if (!row.jitters) {
    course.rise += after;
    course.restarted = true;
  }
}

/// None where the sample does not say.
std::optional<uint64_t> ValueIn(const Sample& sample, const CounterId& id, bool sparse) {
  const auto found = sample.values.find(id);
  if (found != sample.values.end()) return found->second;
  if (!sparse) return std::nullopt;
  const auto other = FirstOf(sample.values, id.source, id.place);
  const bool has_place = other != sample.values.end() && other->first.source == id.source &&
                         other->first.place == id.place;
  return has_place ? std::optional<uint64_t>(0) : std::nullopt;
}

}  // namespace

Result<Window> Window::Of(std::vector<Sample> samples) {
  if (samples.size() < 2) {
    return Fail(ErrorCode::kBadInput, "two samples at least are needed to tell what rose");
  }
  for (size_t i = 1; i < samples.size(); ++i) {
    if (samples[i].uptime > samples[i - 1].uptime) continue;
    return Fail(ErrorCode::kBadInput,
                "the host was booted between the samples, or they are not in the order of time: "
                "counters start anew at a boot");
  }
  return Window(std::move(samples));
}

double Window::seconds() const {
  return std::chrono::duration<double>(last().uptime - first().uptime).count();
}

std::optional<Course> Window::Rise(const CounterId& id) const {
  const CounterRow* const found = FindCounterRow(id.source, id.name);
  const CounterRow row = found == nullptr ? CounterRow{} : *found;
  std::optional<Course> course;
  std::optional<uint64_t> before;
  for (const Sample& sample : samples_) {
    const auto now = ValueIn(sample, id, row.sparse);
    if (before && now) {
      if (!course) course = Course{.before = *before};
      course->after = *now;
      AddStep(*before, *now, row, *course);
    }
    before = now;
  }
  return course;
}

std::vector<uint64_t> Window::RiseByStep(const CounterId& id) const {
  const CounterRow* const found = FindCounterRow(id.source, id.name);
  const CounterRow row = found == nullptr ? CounterRow{} : *found;
  std::vector<uint64_t> rises;
  std::optional<uint64_t> before = ValueIn(samples_.front(), id, row.sparse);
  for (size_t i = 1; i < samples_.size(); ++i) {
    const auto now = ValueIn(samples_[i], id, row.sparse);
    Course step;
    if (before && now) AddStep(*before, *now, row, step);
    rises.push_back(step.restarted ? 0 : step.rise);
    before = now;
  }
  return rises;
}

std::set<CounterId> Window::Restarted() const {
  std::set<CounterId> restarted;
  const auto look = [&restarted](const CounterId& id, uint64_t before, uint64_t now) {
    if (now >= before) return;
    const CounterRow* const row = FindCounterRow(id.source, id.name);
    if (row == nullptr || !(row->gauge || row->bits32 || row->jitters)) restarted.insert(id);
  };
  for (size_t i = 1; i < samples_.size(); ++i) {
    auto before = samples_[i - 1].values.begin();
    const auto end = samples_[i - 1].values.end();
    // Both are in order: to look each one up would take most of the time of a verdict.
    for (const auto& [id, now] : samples_[i].values) {
      while (before != end && before->first < id) ++before;
      if (before != end && before->first == id) look(id, before->second, now);
    }
  }
  return restarted;
}

uint64_t Window::Count(std::string_view source, std::string_view place,
                       std::string_view name) const {
  const auto course = Rise({std::string(source), std::string(place), std::string(name)});
  return course ? course->rise : 0;
}

double Window::PerSecond(uint64_t count) const { return static_cast<double>(count) / seconds(); }

std::string Window::Fact(std::string_view source, std::string_view place,
                         std::string_view name) const {
  const CounterId id{std::string(source), std::string(place), std::string(name)};
  for (auto sample = samples_.rbegin(); sample != samples_.rend(); ++sample) {
    const auto found = sample->facts.find(id);
    if (found != sample->facts.end()) return found->second;
  }
  return "";
}

std::vector<std::string> Window::Places(std::string_view source) const {
  std::vector<std::string> places;
  const auto& values = last().values;
  for (auto at = FirstOf(values, source); at != values.end() && at->first.source == source; ++at) {
    if (places.empty() || places.back() != at->first.place) places.push_back(at->first.place);
  }
  std::sort(places.begin(), places.end(), NaturalLess);
  return places;
}

std::vector<std::string> Window::Names(std::string_view source, std::string_view place) const {
  std::vector<std::string> names;
  const auto& values = last().values;
  for (auto at = FirstOf(values, source, place); at != values.end() && at->first.source == source;
       ++at) {
    if (at->first.place != place) break;
    names.push_back(at->first.name);
  }
  return names;
}

}  // namespace netkeel
