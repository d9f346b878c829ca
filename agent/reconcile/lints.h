// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "profile/profile.h"

namespace netkeel {

/// Settings of the profile that cannot work as written, a line each with its place: for people, not
/// for the exit code.
std::vector<std::string> Lint(const Profile& profile);

}  // namespace netkeel
