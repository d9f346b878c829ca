// SPDX-License-Identifier: Apache-2.0
#include "model/condition.h"

#include <algorithm>

#include "base/text.h"

namespace netkeel {
namespace {

/// Below 0 where `have` is less, 0 where it begins with `asked`. A number that is not there is 0.
int Compare(const Version& have, const Version& asked) {
  for (size_t i = 0; i < asked.size(); ++i) {
    const uint64_t number = i < have.size() ? have[i] : 0;
    if (number != asked[i]) return number < asked[i] ? -1 : 1;
  }
  return 0;
}

}  // namespace

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
