// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernel/kernel.h"
#include "model/report.h"
#include "reconcile/look.h"
#include "reconcile/planner.h"
#include "reconcile/reconciler.h"

namespace netkeel {

/// A report with all that does not depend on a look.
Report StartReport(const Kernel& kernel, const Profile& profile);

/// Puts a look's devices, findings and exit code into the report.
void TakeLook(const Look& look, const Planned& planned, Report& report);

}  // namespace netkeel
