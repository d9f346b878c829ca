// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "profile/profile.h"
#include "reconcile/look.h"

namespace netkeel {

/// Settings that cannot work as written or contradict themselves, a line each with its place in the
/// profile and, last, the rule's name in brackets: for people; the exit code of `netkeel lint`
/// alone counts them. What the profile alone tells.
std::vector<std::string> Lint(const Profile& profile);

/// What the devices that are there tell besides; nothing of a rollback, which is to no profile.
std::vector<std::string> Lint(const Look& look);

/// The names of all rules, which are in lints/, a row each.
std::vector<std::string> LintRules();

}  // namespace netkeel
