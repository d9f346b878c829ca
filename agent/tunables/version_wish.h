// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "tunables/descriptor.h"
#include "tunables/resolve.h"

namespace netkeel {

/// What rows of versions have in common: versions have an order.
extern const TextForm kVersionForm;

/// Works a setting of such a row out: `at-least` and `at-most` want what is there where that is
/// good enough. kUnsupported where what is there has no version that could be held against it.
void ResolveVersion(const Situation& situation, const Setting& setting, Desired& desired);

/// Whether the words of `wanted` are the first of `actual`: "8.30" of "8.30 0x8000a49d 1.2926.0".
bool IsVersion(const std::string& wanted, const std::string& actual);

}  // namespace netkeel
