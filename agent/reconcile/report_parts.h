// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernel/kernel.h"
#include "model/report.h"
#include "reconcile/goal.h"
#include "reconcile/look.h"
#include "reconcile/planner.h"
#include "reconcile/reconciler.h"

namespace netkeel {

/// A report with all that does not depend on a look.
Report StartReport(const Kernel& kernel, const Profile& profile);

/// What an apply says that goes on without a checkpoint.
std::string WithoutCheckpoint(const Error& why);

/// The run of a profile.
Goal ProfileGoal(const Kernel& kernel, const Catalog& catalog, const Profile& profile,
                 const Options& options);

/// What a run of this goal would do first.
Reconciler::Preview PreviewOf(const Kernel& kernel, const Catalog& catalog, const Goal& goal,
                              const Options& options);

/// Adds what was changed before `changes`: the first "before", the last "after".
void AddChanges(const std::vector<Change>& earlier, std::vector<Change>& changes);

/// kBadInput, naming the links, where an operator's rollback would leave a part of it held: a state
/// that nobody had.
Result<void> WholeOrNothing(const std::vector<Finding>& findings);

/// Puts a look's devices, findings and exit code into the report.
void TakeLook(const Look& look, const Planned& planned, Report& report);

}  // namespace netkeel
