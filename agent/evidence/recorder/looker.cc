// SPDX-License-Identifier: Apache-2.0
#include "evidence/recorder/looker.h"

#include <algorithm>

#include "evidence/recorder/sample_events.h"
#include "evidence/recorder/ticker.h"
#include "evidence/watch/setting_watch.h"

namespace netkeel {
namespace {

using std::chrono::milliseconds;

constexpr milliseconds kFactsEvery(10'000);
constexpr milliseconds kScopeEvery(60'000);
constexpr milliseconds kScopeAtMostEvery(2000);

/// What events are made of.
Sample Essence(const Sample& sample) {
  Sample essence;
  essence.uptime = sample.uptime;
  essence.at = sample.at;
  essence.facts = sample.facts;
  essence.unread = sample.unread;
  const auto end = sample.values.upper_bound({"link", "\xFF", ""});
  essence.values.insert(sample.values.lower_bound({"link", "", ""}), end);
  return essence;
}

}  // namespace

Result<void> Looker::RenewScope(milliseconds now) {
  auto scope = ScopeOf(kernel_, interfaces_);
  const bool first = scope_time_.count() == 0;
  if (!scope && (first || scope.error().code == ErrorCode::kForeign)) return Fail(scope.error());
  scope_time_ = now;
  if (!scope) return {};
  scope_ = std::move(*scope);
  scope_is_new_ = true;
  return {};
}

Result<Sample> Looker::Look() {
  const milliseconds now = TimeSinceBoot();
  scope_is_new_ = false;
  const milliseconds age = now - scope_time_;
  const bool renew = scope_time_.count() == 0 || age >= (renew_ ? kScopeAtMostEvery : kScopeEvery);
  const bool facts = renew || now - facts_time_ >= kFactsEvery;
  if (renew) {
    if (auto renewed = RenewScope(now); !renewed) return Fail(renewed.error());
    renew_ = false;
  }
  scope_.facts = facts;
  const milliseconds uptime = TimeSinceBoot();
  const WallTime at = WallNow();
  Sample sample = TakeSample(kernel_, scope_);
  // Finer than /proc/uptime's hundredths.
  sample.uptime = std::max(uptime, now_.uptime + milliseconds(1));
  sample.at = at;
  if (boot_.empty()) boot_ = sample.boot;
  renew_ = renew_ || sample.scope_is_old;
  if (facts) {
    facts_time_ = now;
    sample.facts[{"setting", "host", kNamespaceFact}] = namespace_;
  }
  before_ = std::move(now_);
  if (!facts) {
    // What was not looked at is as it was.
    auto old = before_.facts;
    sample.facts.merge(old);
    for (const auto& [place, why] : before_.unread) {
      if (place.ends_with("/owner")) sample.unread.emplace(place, why);
    }
  }
  now_ = Essence(sample);
  return sample;
}

std::vector<std::string> Looker::SettingFolders() const {
  std::vector<std::string> interfaces;
  std::vector<unsigned> interrupts;
  for (const Device& device : scope_.devices) interfaces.push_back(device.name);
  for (const auto& [interface, found] : scope_.vectors) {
    for (const IrqVector& vector : found.vectors) interrupts.push_back(vector.irq);
  }
  return netkeel::SettingFolders(kernel_, interfaces, interrupts);
}

std::vector<Event> Looker::Events(const std::set<std::string>& known) const {
  if (before_.uptime.count() == 0) return {};
  std::vector<Event> events = LinkEvents(before_, now_);
  for (Event& event : ClockEvents(before_, now_)) events.push_back(std::move(event));
  if (!scope_.facts) return events;
  for (Event& event : SettingEvents(before_, now_, known)) events.push_back(std::move(event));
  return events;
}

}  // namespace netkeel
