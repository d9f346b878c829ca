// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "model/report.h"

namespace netkeel {

/// Runs of three findings or more that differ in nothing but a queue's number become one, whose key
/// is "rx-0..7/rps_cpus": a card has as many queues as the host has CPUs.
std::vector<Finding> Folded(const std::vector<Finding>& findings);

}  // namespace netkeel
