// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <set>
#include <string>
#include <vector>

#include "model/report.h"
#include "profile/waivers.h"

namespace netkeel {

/// Which waivers were of use, by their place in the list.
struct WaiverUse {
  std::set<size_t> concerned;  ///< those for a host that was looked at
  std::set<size_t> matched;    ///< those that match a setting, as wanted or not

  void Add(const WaiverUse& other);
};

/// Turns what is not as wanted, errors excepted, into kWaived where a waiver matches that has not
/// expired; the first one counts. The exit code follows.
WaiverUse Waive(const std::vector<Waiver>& waivers, std::chrono::sys_days today, Report& report);

/// A line for each waiver that has expired, and for each that matches nothing.
std::vector<std::string> WaiverWarnings(const std::vector<Waiver>& waivers,
                                        std::chrono::sys_days today, const WaiverUse& use);

}  // namespace netkeel
