// SPDX-License-Identifier: Apache-2.0
#include "model/condition.h"

#include <algorithm>

#include "base/text.h"
#include "model/version_text.h"

namespace netkeel {
std::optional<Version> ParseVersion(std::string_view text) {
  Version version;
  for (const std::string_view part : Split(text, ".")) {
    const auto number = ParseUnsigned(part);
    if (!number) return std::nullopt;
    version.push_back(*number);
  }
  return version;
}

Version VersionOf(std::string_view release) {
  return ParseVersion(Trim(release.substr(0, release.find_first_not_of("0123456789."))))
      .value_or(Version{});
}

bool HoldsOn(const Condition& condition, const HostTraits& traits) {
  const Condition& asked = condition;
  return (!asked.least_cpus || traits.cpus >= *asked.least_cpus) &&
         (!asked.most_cpus || traits.cpus <= *asked.most_cpus) &&
         (!asked.least_kernel || Compare(traits.kernel, *asked.least_kernel) >= 0) &&
         (!asked.most_kernel || Compare(traits.kernel, *asked.most_kernel) <= 0) &&
         (!asked.is_virtual || traits.is_virtual == *asked.is_virtual);
}

bool HoldsFor(const Condition& condition, const std::string& driver) {
  const auto& globs = condition.driver;
  return globs.empty() || std::any_of(globs.begin(), globs.end(), [&](const std::string& glob) {
           return MatchesGlob(driver, glob);
         });
}

}  // namespace netkeel
