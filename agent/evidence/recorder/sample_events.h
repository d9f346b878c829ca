// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "evidence/recording/recording.h"

namespace netkeel {

/// What happened between two looks, as their numbers and facts tell: "link" events, "clock" where
/// it was set. Pure.
std::vector<Event> LinkEvents(const Sample& before, const Sample& after);
std::vector<Event> ClockEvents(const Sample& before, const Sample& after);

/// Settings that differ between the facts of two looks: kind "setting", place the file where there
/// is one, else the interface or "host". Files in `known` are left out: it is known of them
/// already.
std::vector<Event> SettingEvents(const Sample& before, const Sample& after,
                                 const std::set<std::string>& known);

}  // namespace netkeel
