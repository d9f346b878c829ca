// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tunables/tunable.h"

namespace netkeel {

/// What `irq: {affinity, cpus, other}` of one target comes to: a wish for every vector.
void ResolvePlacement(const Situation& situation, Desired& desired);

}  // namespace netkeel
