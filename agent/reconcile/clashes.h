// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>

#include "reconcile/look.h"
#include "tunables/tunable.h"

namespace netkeel {

/// Wishes that no state of the kernel can meet together, because they write one file differently,
/// each with the reason that names the other: a vector that two interfaces share, a sysctl by two
/// spellings.
std::map<Address, std::string> FindClashes(const Catalog& catalog, const Look& look);

}  // namespace netkeel
