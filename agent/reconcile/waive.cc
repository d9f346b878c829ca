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

/// "eth0/queues/rx-0..7/rps_cpus", as reports fold settings that say the same, means rx-0 to rx-7.
std::string Unfolded(const std::string& glob, const Address& address) {
  constexpr const char* kDigits = "0123456789";
  const size_t dots = glob.rfind("..");
  const size_t at = address.key.find_first_of(kDigits);
  if (dots == std::string::npos || dots == 0 || at == std::string::npos) return glob;
  const size_t before = glob.find_last_not_of(kDigits, dots - 1);
  const size_t first = before == std::string::npos ? 0 : before + 1;
  const size_t end = std::min(glob.find_first_not_of(kDigits, dots + 2), glob.size());
  const size_t length =
      std::min(address.key.find_first_not_of(kDigits, at), address.key.size()) - at;
  const std::string text = address.key.substr(at, length);
  const auto low = ParseUnsigned(glob.substr(first, dots - first));
  const auto high = ParseUnsigned(glob.substr(dots + 2, end - dots - 2));
  const auto number = ParseUnsigned(text);
  if (!low || !high || !number || *number < *low || *number > *high) return glob;
  return glob.substr(0, first) + text + glob.substr(end);
}

bool AnyAddress(const std::vector<std::string>& globs, const Address& address) {
  const std::string text = ToText(address);
  return std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
    return MatchesGlob(text, glob) || MatchesGlob(text, Unfolded(glob, address));
  });
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
      if (!AnyAddress(waiver.addresses, finding.address)) continue;
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
