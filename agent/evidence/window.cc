// SPDX-License-Identifier: Apache-2.0
#include "evidence/window.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "evidence/counter_row.h"
#include "evidence/sources.h"

namespace netkeel {
namespace {

/// Puts those of `values` that are not there yet into `ids`, which are in order.
void AddIds(const std::map<CounterId, uint64_t>& values, std::vector<CounterId>& ids) {
  const size_t known = ids.size();
  size_t at = 0;
  for (const auto& [id, value] : values) {
    while (at < known && ids[at] < id) ++at;
    if (at < known && ids[at] == id) {
      ++at;
    } else {
      ids.push_back(id);
    }
  }
  const auto middle = ids.begin() + static_cast<std::ptrdiff_t>(known);
  std::inplace_merge(ids.begin(), middle, ids.end());
}

/// The entries of one source and place, in a map by CounterId.
template <typename Map>
auto FirstOf(const Map& map, std::string_view source, std::string_view place = "") {
  return map.lower_bound(CounterId{std::string(source), std::string(place), ""});
}

/// The same of ids in order.
auto FirstOf(const std::vector<CounterId>& ids, std::string_view source,
             std::string_view place = "") {
  return std::lower_bound(ids.begin(), ids.end(),
                          CounterId{std::string(source), std::string(place), ""});
}

bool HasPlace(const Sample& sample, const CounterId& id) {
  const auto other = FirstOf(sample.values, id.source, id.place);
  return other != sample.values.end() && other->first.source == id.source &&
         other->first.place == id.place;
}

bool IsZeroIn(const Sample& sample, const CounterId& id, Sparse sparse) {
  return IsZero(
      id, sparse, [&sample](const CounterId& each) { return sample.values.contains(each); },
      [&sample](const CounterId& each) { return HasPlace(sample, each); });
}

struct Pair {
  uint64_t before = 0;
  uint64_t after = 0;
};

/// A counter in two samples that follow each other; none where what rose cannot be told. One that
/// is gone has not risen.
std::optional<Pair> PairOf(const Sample& before, const Sample& after, const CounterId& id,
                           const CounterRow& row) {
  const auto now = after.values.find(id);
  if (now == after.values.end()) return std::nullopt;
  const auto then = before.values.find(id);
  if (then != before.values.end()) return Pair{then->second, now->second};
  if (IsZeroIn(before, id, row.sparse)) return Pair{0, now->second};
  return std::nullopt;
}

/// Names of interfaces that are another one's from a sample on, for each sample.
std::vector<std::set<std::string>> Others(const std::vector<Sample>& samples) {
  std::vector<std::set<std::string>> others(samples.size());
  std::map<std::string, std::string> known;
  for (size_t i = 0; i < samples.size(); ++i) {
    for (auto fact = FirstOf(samples[i].facts, "link");
         fact != samples[i].facts.end() && fact->first.source == "link"; ++fact) {
      if (fact->first.name != kIfindexFact) continue;
      const auto [before, is_new] = known.try_emplace(fact->first.place, fact->second);
      if (is_new || before->second == fact->second) continue;
      before->second = fact->second;
      others[i].insert(fact->first.place);
    }
  }
  return others;
}

CounterRow RowOf(const CounterId& id) {
  const CounterRow* const row = FindCounterRow(id.source, id.name);
  return row == nullptr ? CounterRow{} : *row;
}

}  // namespace

Result<Window> Window::Of(std::vector<Sample> samples) {
  if (samples.size() < 2) {
    return Fail(ErrorCode::kBadInput, "two samples at least are needed to tell what rose");
  }
  for (const Sample& sample : samples) {
    if (const auto timed = NeedTime(sample); !timed) return Fail(timed.error());
  }
  for (size_t i = 1; i < samples.size(); ++i) {
    if (AreOfTwoBoots(samples[i - 1], samples[i])) {
      return Fail(ErrorCode::kBadInput,
                  "the host was booted between the samples: counters start anew at a boot");
    }
    if (TimeBetween(samples[i - 1], samples[i]).count() > 0) continue;
    return Fail(ErrorCode::kBadInput,
                "the host was booted between the samples, or they are not in the order of time: "
                "counters start anew at a boot");
  }
  return Window(std::move(samples));
}

Window::Window(std::vector<Sample> samples) : samples_(std::move(samples)) {
  for (const Sample& sample : samples_) AddIds(sample.values, ids_);
  others_ = Others(samples_);
}

bool Window::IsOfAnother(size_t at, const CounterId& id) const {
  constexpr std::array<std::string_view, 6> kOfInterfaces{"link",   "nic",    "nicstat",
                                                          "qstats", "vector", "group"};
  return !others_[at].empty() &&
         std::find(kOfInterfaces.begin(), kOfInterfaces.end(), id.source) != kOfInterfaces.end() &&
         others_[at].contains(id.place.substr(0, id.place.find(' ')));
}

double Window::seconds() const {
  return std::chrono::duration<double>(last().uptime - first().uptime).count();
}

std::optional<Course> Window::Rise(const CounterId& id) const {
  const CounterRow row = RowOf(id);
  std::optional<Course> course;
  for (size_t i = 1; i < samples_.size(); ++i) {
    const auto step = PairOf(samples_[i - 1], samples_[i], id, row);
    if (!step || IsOfAnother(i, id)) continue;
    if (!course) course = Course{.before = step->before};
    course->after = step->after;
    const CounterStep risen = StepOf(step->before, step->after, row);
    course->rise += risen.rise;
    course->restarted = course->restarted || risen.restarted;
  }
  return course;
}

std::vector<uint64_t> Window::RiseByStep(const CounterId& id) const {
  const CounterRow row = RowOf(id);
  std::vector<uint64_t> rises;
  for (size_t i = 1; i < samples_.size(); ++i) {
    const auto pair = PairOf(samples_[i - 1], samples_[i], id, row);
    const bool known = pair && !IsOfAnother(i, id);
    const CounterStep step = known ? StepOf(pair->before, pair->after, row) : CounterStep{};
    rises.push_back(step.restarted ? 0 : step.rise);
  }
  return rises;
}

std::set<CounterId> Window::Restarted() const {
  std::set<CounterId> restarted;
  const auto look = [&restarted](const CounterId& id, uint64_t before, uint64_t now, bool other) {
    if (now >= before && !other) return;
    const CounterRow row = RowOf(id);
    if (!row.gauge && (other || StepOf(before, now, row).restarted)) restarted.insert(id);
  };
  for (size_t i = 1; i < samples_.size(); ++i) {
    auto before = samples_[i - 1].values.begin();
    const auto end = samples_[i - 1].values.end();
    // Both are in order: to look each one up would take most of the time of a verdict.
    for (const auto& [id, now] : samples_[i].values) {
      while (before != end && before->first < id) ++before;
      if (before != end && before->first == id) {
        look(id, before->second, now, IsOfAnother(i, id));
      }
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
  for (auto at = FirstOf(ids_, source); at != ids_.end() && at->source == source; ++at) {
    if (places.empty() || places.back() != at->place) places.push_back(at->place);
  }
  std::sort(places.begin(), places.end(), NaturalLess);
  return places;
}

std::vector<std::string> Window::Names(std::string_view source, std::string_view place) const {
  std::vector<std::string> names;
  for (auto at = FirstOf(ids_, source, place); at != ids_.end(); ++at) {
    if (at->source != source || at->place != place) break;
    names.push_back(at->name);
  }
  return names;
}

}  // namespace netkeel
