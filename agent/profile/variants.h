// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "profile/profile.h"

namespace netkeel {

/// Puts settings behind others: later wins, key by key, and a key keeps its first place. One under
/// a condition takes nothing away from what was there, and stands behind it.
void MergeSettings(std::vector<Setting>&& from, std::vector<Setting>& into);

/// Whether anything of it is under a condition.
bool HasConditions(const Profile& profile);

/// Whether any condition asks whether the host is a virtual machine.
bool AsksWhetherVirtual(const Profile& profile);

/// What of the profile is for this host, without conditions but those of drivers.
Profile VariantFor(const Profile& profile, const HostTraits& traits);

}  // namespace netkeel
