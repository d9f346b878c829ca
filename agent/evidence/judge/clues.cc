// SPDX-License-Identifier: Apache-2.0
#include "evidence/judge/clues.h"

#include <algorithm>
#include <array>
#include <limits>
#include <numeric>
#include <utility>

#include "base/text.h"
#include "model/state.h"

namespace netkeel {
namespace {

constexpr uint64_t kLeastLoss = 10;
constexpr double kLeastShare = 1e-6;

constexpr uint64_t kLargestInt = std::numeric_limits<int32_t>::max();
// As the table of sysctls has it, which is not seen from here: a test compares them.
constexpr std::array<std::pair<std::string_view, uint64_t>, 6> kMost{{
    {"net.core.netdev_budget", 1'000'000},
    {"net.core.netdev_budget_usecs", 1'000'000},
    {"net.core.netdev_max_backlog", 1'000'000},
    {"net.core.rmem_default", 1U << 28},
    {"net.core.rmem_max", kLargestInt},
    {"net.core.somaxconn", 1U << 20},
}};

CounterId IdOf(std::string_view source, std::string_view place, std::string_view name) {
  return {std::string(source), std::string(place), std::string(name)};
}

}  // namespace

Steps& operator+=(Steps& left, const Steps& right) {
  left.resize(std::max(left.size(), right.size()));
  for (size_t i = 0; i < right.size(); ++i) left[i] += right[i];
  return left;
}

uint64_t Sum(const Steps& steps) {
  return std::accumulate(steps.begin(), steps.end(), uint64_t{0});
}

uint64_t SumWhere(const Steps& steps, const Steps& lost) {
  if (Sum(lost) == 0) return Sum(steps);
  uint64_t sum = 0;
  for (size_t i = 0; i < std::min(steps.size(), lost.size()); ++i) {
    if (lost[i] > 0) sum += steps[i];
  }
  return sum;
}

bool Clues::Has(std::string_view source, std::string_view place, std::string_view name) const {
  return window_.Rise(IdOf(source, place, name)).has_value();
}

Steps Clues::StepsOf(std::string_view source, std::string_view place, std::string_view name) const {
  return window_.RiseByStep(IdOf(source, place, name));
}

uint64_t Clues::Count(std::string_view source, std::string_view place,
                      std::string_view name) const {
  return Sum(StepsOf(source, place, name));
}

uint64_t Clues::Total(std::string_view source, std::string_view place,
                      const std::vector<std::string_view>& names) const {
  uint64_t sum = 0;
  for (const std::string_view name : names) sum += Count(source, place, name);
  return sum;
}

std::optional<uint64_t> Clues::Gauge(std::string_view source, std::string_view place,
                                     std::string_view name) const {
  const CounterId id = IdOf(source, place, name);
  for (auto sample = window_.samples().rbegin(); sample != window_.samples().rend(); ++sample) {
    const auto found = sample->values.find(id);
    if (found != sample->values.end()) return found->second;
  }
  return std::nullopt;
}

double Clues::ShareOfSamples(std::string_view source, std::string_view place, std::string_view name,
                             double least) const {
  const CounterId id = IdOf(source, place, name);
  const auto& samples = window_.samples();
  const auto above = std::count_if(samples.begin(), samples.end(), [&](const Sample& sample) {
    const auto found = sample.values.find(id);
    return found != sample.values.end() && static_cast<double>(found->second) >= least;
  });
  return static_cast<double>(above) / static_cast<double>(samples.size());
}

std::optional<uint64_t> Clues::Setting(std::string_view place, std::string_view name) const {
  return ParseUnsigned(Trim(Fact("setting", place, name)));
}

CpuSet Clues::Cpus(std::string_view source, std::string_view place, std::string_view name) const {
  return CpuSet::ParseList(Fact(source, place, name)).value_or(CpuSet());
}

Proof Clues::Prove(std::string_view source, std::string_view place, std::string_view name) const {
  const CounterId id = IdOf(source, place, name);
  const Course course = window_.Rise(id).value_or(Course{});
  return {id, course.before, course.after, window_.PerSecond(Count(source, place, name))};
}

void Clues::Prove(std::string_view source, std::string_view place,
                  const std::vector<std::string_view>& names, std::vector<Proof>& proofs) const {
  for (const std::string_view name : names) {
    if (Count(source, place, name) > 0) proofs.push_back(Prove(source, place, name));
  }
}

bool IsLoss(uint64_t lost, uint64_t came) {
  if (lost == 0) return false;
  return lost >= kLeastLoss || static_cast<double>(lost) >= kLeastShare * static_cast<double>(came);
}

double ShareOf(uint64_t lost, uint64_t passed) {
  const uint64_t all = lost + passed;
  return all == 0 ? 0 : static_cast<double>(lost) / static_cast<double>(all);
}

Knob HostKnob(std::string key, std::string value) {
  return {kHostDevice, "sysctl", std::move(key), std::move(value)};
}

uint64_t MostOf(std::string_view key) {
  const auto* const row = std::find_if(kMost.begin(), kMost.end(),
                                       [key](const auto& each) { return each.first == key; });
  return row == kMost.end() ? kLargestInt : row->second;
}

std::vector<Knob> RaiseKnobs(const Clues& clues, const std::string& key, uint64_t wanted) {
  const uint64_t most = MostOf(key);
  if (clues.Setting("host", key).value_or(0) >= most) return {};
  return {HostKnob(key, "{at-least: " + std::to_string(std::min(wanted, most)) + '}')};
}

std::string AtItsMost(const std::string& key) { return key + " is as large as it can be set"; }

}  // namespace netkeel
