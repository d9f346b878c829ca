// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "tunables/observed_vectors.h"
#include "tunables/tunable.h"

namespace netkeel {

/// Interrupts, or threads: what is placed by `affinity`, `cpus` and, of interrupts, `other`.
struct Placed {
  std::string_view tunable;
  std::string_view what;  ///< "vector"
  std::vector<ObservedVector> all;
  Error missing;  ///< why there are none to be placed, where nothing was observed that says so
};

/// What those settings of one target come to: a wish for each that is placed.
void ResolvePlacement(const Situation& situation, const Placed& placed, Desired& desired);

}  // namespace netkeel
