// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <string_view>

namespace netkeel {

/// Features by name, those that are on: `ethtool -k` in the kernel's own words.
using FeatureSet = std::set<std::string, std::less<>>;

/// Why the core (netdev_fix_features) or the driver takes `feature`, one of `on`, off again:
/// "needs tx-scatter-gather". "" where no rule is known to.
std::string WhyFeatureFalls(std::string_view driver, std::string_view feature,
                            const FeatureSet& on);

/// `on` without what falls, and without what needs that in its turn.
FeatureSet FixFeatures(std::string_view driver, FeatureSet on);

/// Whether setting the feature resets the interface. Of what the stack does alone never; of a
/// driver that is not known, whatever it does itself may.
bool FeatureResets(std::string_view driver, std::string_view feature);

}  // namespace netkeel
