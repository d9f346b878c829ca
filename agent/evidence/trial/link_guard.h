// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <set>
#include <string>
#include <vector>

#include "evidence/sample.h"
#include "evidence/window.h"

namespace netkeel {

/// The interfaces that have a carrier.
std::set<std::string> WithCarrier(const Sample& sample);

/// Carriers that are not as they were, a sentence each: of `had`, those before the first switch,
/// one that is not there at the window's end, whenever it went; of these and of those at the
/// window's begin one that went and came within it. A reset between two windows is none.
std::vector<std::string> LinkTrouble(const std::set<std::string>& had, const Window& window);

}  // namespace netkeel
