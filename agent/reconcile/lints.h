// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "profile/profile.h"
#include "reconcile/look.h"

namespace netkeel {

/// Settings that cannot work as written, a line each with its place in the profile: for people, not
/// for the exit code. What the profile alone tells.
std::vector<std::string> Lint(const Profile& profile);

/// What the devices that are there tell besides.
std::vector<std::string> Lint(const Look& look);

}  // namespace netkeel
