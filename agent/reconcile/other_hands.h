// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "kernel/kernel.h"
#include "reconcile/look.h"
#include "writers/writer.h"

namespace netkeel {

/// There where netkeel.service is enabled.
inline constexpr const char* kEnabledLink =
    "/etc/systemd/system/multi-user.target.wants/netkeel.service";

/// Every observed value, as others may write it. Points into `devices`.
std::vector<Sought> SoughtOf(const std::map<std::string, Device>& devices, const State& observed);

/// What the report judges, as others may write it. Points into `look`.
std::vector<Sought> SoughtOf(const Look& look, const std::vector<Finding>& findings);

/// Says in the report who else writes its settings: who is likely behind a drift, in its reason;
/// who will undo what is as wanted now, as a warning; and what is not safe from one moment to the
/// next is a conflict. Reads nothing where no finding could be affected.
void NameOtherHands(const Kernel& kernel, const Look& look, Report& report);

}  // namespace netkeel
