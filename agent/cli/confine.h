// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "base/result.h"
#include "cli/request.h"

namespace netkeel {

/// The capabilities of capabilities(7) that a request needs, a bit each.
uint64_t NeededCapabilities(const Request& request);

/// Gives up for good every capability but those needed, and any chance to gain one by running
/// something. Three system calls; a guard that is forked later has what is left.
Result<void> Confine(const Request& request);

}  // namespace netkeel
