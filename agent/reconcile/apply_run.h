// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>

#include "kernel/kernel.h"
#include "reconcile/execute.h"
#include "reconcile/goal.h"
#include "reconcile/learner.h"
#include "reconcile/ledger.h"
#include "reconcile/look.h"
#include "reconcile/planner.h"
#include "reconcile/reconciler.h"
#include "reconcile/signal_hold.h"

namespace netkeel {

/// One apply, from the first look to the verified end or the roll back.
class ApplyRun {
 public:
  /// Everything must outlive it. Without a `ledger` nothing is kept on disk.
  ApplyRun(Kernel& kernel, const Catalog& catalog, Goal goal, const Options& options,
           const Ledger* ledger);

  Report Run();

 private:
  Result<void> Prepare();
  Result<void> SaveCheckpoint();
  void RecordBefore();
  Result<void> MakeRounds(SignalHold& signals);
  Result<void> MakeRound(SignalHold& signals);
  bool IsPassing(const Failure& failure);
  void Remember(const Execution& execution);
  Result<void> LookAgain();
  Result<void> PlanAnew();
  void Undo(const Error& cause);
  void NameOthers();
  void ReportChanges();
  Result<void> Finish();
  Result<void> AwaitConfirmation();
  Result<void> KeepWayBack();
  void DiscardCheckpoint();
  Report Refused(const Error& cause);

  Kernel& kernel_;
  const Catalog& catalog_;
  const Goal goal_;
  const Options& options_;
  const Ledger* const ledger_;

  Report report_;
  Look look_;
  Planned planned_;
  Record record_;
  bool saved_ = false;           ///< the record, as checkpoint
  std::vector<Change> earlier_;  ///< of what was recovered first
  ResetLeave leave_;
  Learner learner_;
  std::map<Address, int> gone_;  ///< how often a write said that it is not there
  std::map<Address, std::optional<Value>> written_;  ///< with what was there before
};

}  // namespace netkeel
