// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/host_view.h"

namespace netkeel {

/// As a table; queues that differ alike are one line.
std::string RenderDifferences(const std::vector<Difference>& differences, const HostView& a,
                              const HostView& b, size_t width);

/// One document: version, both hosts, and each difference; null for what is not there.
std::string DifferencesJson(const std::vector<Difference>& differences, const HostView& a,
                            const HostView& b);

}  // namespace netkeel
