// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/result.h"
#include "model/report.h"

namespace netkeel {

/// A drift that somebody answers for, until a date.
struct Waiver {
  std::vector<std::string> addresses;  ///< globs: "eth0/rings/*"; any may match
  std::vector<std::string> hosts;      ///< globs of host names; empty: every host
  std::string reason;
  std::string owner;
  std::chrono::sys_days expires{};  ///< the last day on which it counts, UTC
  Source source;
};

/// "2027-01-31"
std::string ToText(std::chrono::sys_days day);

/// Reads a file of waivers; the caller must be able to trust it as a profile. kBadInput with every
/// mistake found, one a line, each "file:line: what; what to do"; kNotFound, kPermission or kIo
/// where it cannot be read.
Result<std::vector<Waiver>> LoadWaivers(const std::string& path);

/// The same from text; `name` stands for the file in messages.
Result<std::vector<Waiver>> ParseWaivers(const std::string& text, const std::string& name);

}  // namespace netkeel
