// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>

#include "history/ledger.h"
#include "kernel/kernel.h"
#include "reconcile/execute.h"
#include "reconcile/goal.h"
#include "reconcile/learner.h"
#include "reconcile/look.h"
#include "reconcile/planner.h"
#include "reconcile/reconciler.h"
#include "reconcile/signal_hold.h"

namespace netkeel {

/// One run: an apply, or a rollback. It may take several passes, since what an apply waits for
/// comes later: they have one checkpoint, from before the first, one flap budget, and one place in
/// the history.
class ApplyRun {
 public:
  /// Everything must outlive it.
  ApplyRun(Kernel& kernel, const Catalog& catalog, Goal goal, const Options& options);

  /// Of a single pass.
  Report Run(const Ledger& ledger);

  /// From a look to the verified end, or to the roll back of all passes. Without a `ledger` nothing
  /// is kept on disk.
  void Pass(const Ledger* ledger);

  /// A pass that could not even begin.
  void Refuse(const Error& cause);
  void SayOnce(const std::string& message);

  /// Another run is at work or waits for confirmation: a later pass may do better.
  bool IsBlocked() const { return refused_ && refused_->code == ErrorCode::kBusy; }
  /// It was refused or rolled back, for good.
  bool IsOver() const { return failed_ || (refused_ && !IsBlocked()); }
  const std::vector<Finding>& findings() const { return report_.findings; }

  /// The report on all passes.
  Report Take();

 private:
  Result<void> Prepare();
  bool Write();
  Result<void> HeedRollbacks();
  Result<void> SaveCheckpoint();
  Result<void> SaveRecord();
  Result<void> RecordBefore();
  bool RecordOnce();
  void LeaveStrangers();
  Result<void> MakeRounds(SignalHold& signals);
  Result<void> MakeRound(SignalHold& signals);
  bool IsPassing(const Failure& failure);
  void Remember(const Execution& execution);
  Result<void> LookAgain();
  Result<void> PlanAnew();
  void Undo(const Error& cause);
  void KeepGrants();
  void NameOthers();
  void NoteIpv6(const Change& change);
  void SayWhatWentWithIpv6();
  void ReportChanges();
  void AddChangesBeside();
  Result<void> Finish();
  Result<void> AwaitConfirmation();
  Result<void> KeepWayBack();
  void NoteThatAllIsWell();
  void DiscardCheckpoint();

  Kernel& kernel_;
  const Catalog& catalog_;
  const Goal goal_;
  const Options& options_;
  const Ledger* ledger_ = nullptr;  ///< of this pass

  Report report_;
  Look look_;
  Planned planned_;
  std::optional<Error> refused_;  ///< why the last pass did not come to its plan
  bool failed_ = false;           ///< and was rolled back
  Record record_;
  bool saved_ = false;           ///< the record, as checkpoint
  std::vector<Change> earlier_;  ///< of what was recovered first
  ResetLeave leave_;
  Learner learner_;
  Grants known_;                 ///< what the state directory has of grants
  std::map<Address, int> gone_;  ///< how often a write said that it is not there
  std::map<Address, std::optional<Value>> written_;  ///< with what was there before
  std::set<std::string> without_ipv6_;               ///< from which it took IPv6
  State beside_;                                     ///< what companions of these were before
};

}  // namespace netkeel
