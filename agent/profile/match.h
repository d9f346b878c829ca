// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/device.h"
#include "model/report.h"
#include "profile/profile.h"

namespace netkeel {

struct Matched {
  std::vector<Target> targets;    ///< the host first, if the profile names anything of it
  std::vector<Finding> findings;  ///< blocks that match nothing; ambiguous ones (errors)
};

/// Pairs blocks with the interfaces that are there. Of conditions only those of drivers are looked
/// at: the profile is the variant for this host.
Matched MatchInterfaces(const Profile& profile, const std::vector<Device>& interfaces);

/// Whether the block is for this interface.
bool Matches(const Match& match, const Device& device);

}  // namespace netkeel
