// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace netkeel {

/// Numbers of a version, first to last: {6, 12} is every 6.12.
using Version = std::vector<uint64_t>;

/// "6.12" or "6.12.117": numbers with dots between them; nothing where it is something else.
std::optional<Version> ParseVersion(std::string_view text);

/// The numbers that a release begins with: {6, 12, 117} of "6.12.117+deb13-amd64".
Version VersionOf(std::string_view release);

/// Where a setting or block is for (`when:`); everything given must hold.
struct Condition {
  std::optional<uint64_t> least_cpus{};  ///< online ones
  std::optional<uint64_t> most_cpus{};
  std::optional<Version> least_kernel{};
  std::optional<Version> most_kernel{};  ///< {6, 12}: every 6.12 and what was before
  std::optional<bool> is_virtual{};
  std::vector<std::string> driver{};  ///< globs; of the interface
};

/// What conditions ask of a host.
struct HostTraits {
  uint64_t cpus = 0;  ///< online ones
  Version kernel{};
  std::optional<bool> is_virtual{};  ///< none where that is not known
};

/// Whether all of it but `driver` holds on this host. What is not known holds not.
bool HoldsOn(const Condition& condition, const HostTraits& traits);

/// Whether `driver` holds for an interface of that driver.
bool HoldsFor(const Condition& condition, const std::string& driver);

}  // namespace netkeel
