// SPDX-License-Identifier: Apache-2.0
#include "reconcile/waive.h"

#include <algorithm>

#include "base/text.h"

namespace netkeel {
namespace {

bool AnyGlob(const std::vector<std::string>& globs, const std::string& text) {
  return std::any_of(globs.begin(), globs.end(),
                     [&text](const std::string& glob) { return MatchesGlob(text, glob); });
}

void Excuse(const Waiver& waiver, Finding& finding) {
  if (IsCompliant(finding) || finding.status == Status::kError) return;
  finding.waived =
      Waived{finding.status, waiver.reason, waiver.owner, ToText(waiver.expires), waiver.source};
  finding.status = Status::kWaived;
}

std::string Described(const Waiver& waiver) {
  return ToText(waiver.source) + ": the waiver for " + Join(waiver.addresses, ", ") + " (" +
         waiver.owner + ": " + waiver.reason + ')';
}

}  // namespace

void WaiverUse::Add(const WaiverUse& other) {
  concerned.insert(other.concerned.begin(), other.concerned.end());
  matched.insert(other.matched.begin(), other.matched.end());
}

WaiverUse Waive(const std::vector<Waiver>& waivers, std::chrono::sys_days today, Report& report) {
  WaiverUse use;
  for (size_t i = 0; i < waivers.size(); ++i) {
    const Waiver& waiver = waivers[i];
    if (!waiver.hosts.empty() && !AnyGlob(waiver.hosts, report.host)) continue;
    use.concerned.insert(i);
    for (Finding& finding : report.findings) {
      if (!AnyGlob(waiver.addresses, ToText(finding.address))) continue;
      use.matched.insert(i);
      if (waiver.expires >= today) Excuse(waiver, finding);
    }
  }
  if (report.exit_code == ExitCode::kDrift) report.exit_code = ExitCodeOf(report.findings);
  return use;
}

std::vector<std::string> WaiverWarnings(const std::vector<Waiver>& waivers,
                                        std::chrono::sys_days today, const WaiverUse& use) {
  std::vector<std::string> warnings;
  for (const size_t i : use.concerned) {
    const Waiver& waiver = waivers[i];
    if (waiver.expires < today) {
      const auto days = (today - waiver.expires).count();
      warnings.push_back(Described(waiver) + " expired on " + ToText(waiver.expires) + ", " +
                         std::to_string(days) + (days == 1 ? " day" : " days") +
                         " ago; mend the setting, or give it a new date");
    } else if (!use.matched.contains(i)) {
      warnings.push_back(Described(waiver) + " matches no setting of the profile; remove it, or " +
                         "write the address as `check -v` has it");
    }
  }
  return warnings;
}

}  // namespace netkeel
