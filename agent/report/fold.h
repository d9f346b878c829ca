// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/report.h"

namespace netkeel {

/// Findings that differ in nothing but a queue's number.
struct FoldedFinding {
  Finding finding;  ///< the first one; of several, with the key "rx-0..7/rps_cpus"
  Address first;
  size_t count = 1;
};

/// Three findings or more of queues in a row that say the same become one: a card has as many
/// queues as the host has CPUs.
std::vector<Finding> Folded(const std::vector<Finding>& findings);

/// The same for those that have the status and the line of the profile in common, whatever the
/// values: "actual 0, 1, 2, ...".
std::vector<FoldedFinding> FoldByKind(const std::vector<Finding>& findings);

}  // namespace netkeel
