// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/cpu_facts.h"
#include "model/desired.h"
#include "model/device.h"
#include "model/state.h"
#include "profile/profile.h"

namespace netkeel {

/// One device and all that the profile wants of it; later blocks have won, key by key.
struct Target {
  Device device;
  std::vector<Setting> settings;  ///< at most one for a tunable and key, the last written last
};

struct Matched {
  std::vector<Target> targets;    ///< the host first, if the profile names anything of it
  std::vector<Finding> findings;  ///< blocks that match nothing; ambiguous ones (errors)
};

/// Pairs blocks with the interfaces that are there.
Matched MatchInterfaces(const Profile& profile, const std::vector<Device>& interfaces);

/// Whether the block is for this interface.
bool Matches(const Match& match, const Device& device);

/// Values for everything the targets want: `max`, `at-least`, CPU sets and placements worked out
/// against what was observed. What cannot be is a finding.
Desired Resolve(const std::vector<Target>& targets, const Observation& observed,
                const CpuFacts& facts);

/// Whether any setting needs CPU facts, or the topology (`spread`).
bool NeedsCpuFacts(const std::vector<Target>& targets);
bool NeedsTopology(const std::vector<Target>& targets);

}  // namespace netkeel
