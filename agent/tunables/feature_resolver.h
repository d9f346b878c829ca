// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tunables/tunable.h"

namespace netkeel {

/// Companions of a feature. One that may be changed has what was asked for last, which Linux
/// remembers and comes back to when what stood in its way is gone: in ethtool(8)'s words, "on" or
/// "off [requested on]", so that it is another one whenever the feature is. Only a rollback writes
/// it. Any other feature has its state there, and no value of its own.
inline constexpr const char* kAskedSuffix = "/wanted";
inline constexpr const char* kFixedSuffix = "/fixed";

std::string AskedText(bool asked, bool active);
bool IsAskedOn(const Value& companion);

Address FeatureAddress(const Device& device, const std::string& key);

/// What the target's features come to: groups by their names, and for what cannot be, why.
void ResolveFeatures(const Situation& situation, Desired& desired);

}  // namespace netkeel
