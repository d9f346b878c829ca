// SPDX-License-Identifier: Apache-2.0
#include "cli/trial_metric.h"

#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <set>
#include <vector>

#include "base/text.h"
#include "evidence/counter_row.h"
#include "evidence/stage_counts.h"
#include "evidence/trial/link_guard.h"
#include "evidence/window.h"
#include "kernel/plain_file.h"

namespace netkeel {
namespace {

constexpr std::string_view kFile = "file:";

/// "UdpRcvbufErrors", or the whole id.
bool IsMeant(const CounterId& id, const std::string& metric) {
  return id.name == metric || ToText(id) == metric;
}

Result<uint64_t> NumberInFile(const std::string& path) {
  const auto fd = OpenPlain(path, LastLink::kFollow);
  if (!fd) return Fail(fd.error());
  std::array<char, 64> text = {};
  const ssize_t size = ::read(fd->get(), text.data(), text.size());
  if (size < 0) return Fail(ErrnoError(path, errno));
  const auto number = ParseUnsigned(Trim({text.data(), static_cast<size_t>(size)}));
  if (number) return *number;
  return Fail(ErrorCode::kBadInput, path + ": holds no whole number, and nothing but that is read");
}

}  // namespace

Result<TrialMetric> TrialMetric::Of(const Kernel& kernel, const Request& request) {
  TrialMetric metric(kernel, request);
  if (auto begun = metric.Begin(); !begun) return Fail(begun.error());
  if (auto there = metric.SeeThatItIsThere(metric.before_); !there) return Fail(there.error());
  metric.carriers_ = WithCarrier(metric.before_);
  return metric;
}

Result<void> TrialMetric::Begin() {
  auto scope = ScopeOf(kernel_, request_.interfaces);
  if (!scope) return Fail(scope.error());
  scope_ = std::move(*scope);
  before_ = TakeSample(kernel_, scope_);
  const auto number = NumberIn(before_);
  if (!number) return Fail(number.error());
  number_ = *number;
  return {};
}

Result<TrialSeen> TrialMetric::End() { return SeenSince(std::move(before_)); }

Result<TrialSeen> TrialMetric::SoFar(std::chrono::milliseconds whole) {
  auto seen = SeenSince(before_);
  if (!seen || seen->seconds <= 0) return seen;
  // As if nothing more were lost: what is too much now is too much at the end.
  const double part = std::chrono::duration<double>(whole).count() / seen->seconds;
  const auto packets = static_cast<double>(seen->arm.packets) * std::max(1.0, part);
  seen->arm.packets = static_cast<uint64_t>(packets);
  return seen;
}

Result<TrialSeen> TrialMetric::SeenSince(Sample before) {
  scope_.facts = false;  // they are the first sample's
  Sample sample = TakeSample(kernel_, scope_);
  const auto number = NumberIn(sample);
  if (!number) return Fail(number.error());
  if (*number < number_) {
    return Fail(ErrorCode::kInvalid, request_.trial.metric + " went down from " +
                                         std::to_string(number_) + " to " +
                                         std::to_string(*number) + ": it is no count");
  }
  const auto window = Window::Of({std::move(before), std::move(sample)});
  if (!window) return Fail(window.error());
  TrialSeen seen{
      ArmOf(*window, *number - number_), {}, LinkTrouble(carriers_, *window), window->seconds()};
  for (const StageCount& count : CountStages(*window)) seen.lost[count.stage] = count.lost;
  return seen;
}

Result<uint64_t> TrialMetric::NumberIn(const Sample& sample) const {
  const std::string& metric = request_.trial.metric;
  if (metric.starts_with(kFile)) return NumberInFile(metric.substr(kFile.size()));
  uint64_t sum = 0;
  for (const auto& [id, value] : sample.values) {
    if (IsMeant(id, metric)) sum += value;
  }
  return sum;
}

Result<void> TrialMetric::SeeThatItIsThere(const Sample& sample) const {
  const std::string& metric = request_.trial.metric;
  if (metric == "loss" || metric.starts_with(kFile)) return {};
  std::set<std::string> names;
  for (const auto& [id, value] : sample.values) {
    const CounterRow* const row = FindCounterRow(id.source, id.name);
    const bool is_gauge = row != nullptr && row->gauge;
    if (IsMeant(id, metric) && is_gauge) {
      return Fail(ErrorCode::kBadInput,
                  Printable(metric) + ": goes up and down, and a trial needs what only rises");
    }
    if (IsMeant(id, metric)) return {};
    names.insert(id.name);
  }
  const std::string close = Closest(metric, {names.begin(), names.end()});
  return Fail(ErrorCode::kBadInput,
              "no counter \"" + Printable(metric) + "\"" +
                  (close.empty() ? "; it is loss, a counter of `netkeel observe`, or file:PATH"
                                 : "; did you mean " + close + '?'));
}

Arm TrialMetric::ArmOf(const Window& window, uint64_t number) const {
  if (request_.trial.metric != "loss") {
    return {number, static_cast<uint64_t>(window.seconds() * 1000)};
  }
  Arm arm;
  for (const StageCount& count : CountStages(window)) {
    arm.loss += count.lost;
    // Over loopback packets come to IP and to no card.
    const bool comes_in = count.stage == Stage::kCard || count.stage == Stage::kIp;
    if (comes_in) arm.packets = std::max(arm.packets, count.packets.value_or(0));
  }
  return arm;
}

}  // namespace netkeel
