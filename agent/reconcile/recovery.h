// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "history/ledger.h"
#include "history/unended.h"
#include "kernel/kernel.h"
#include "reconcile/reconciler.h"
#include "reconcile/roll_back.h"
#include "tunables/tunable.h"

namespace netkeel {

/// A run's "before", put back.
struct PutBackDone {
  std::vector<Change> changes;    ///< by that; address order
  std::vector<std::string> left;  ///< a line for each setting that could not be put back
};

/// What Recover has done.
struct Recovered {
  std::optional<Record> ended;  ///< as it was kept, with its ending; nothing where nothing was open
  PutBackDone done;
  std::map<std::string, uint64_t> resets;  ///< live links that it has reset, and how often
};

/// Ends what an earlier run left open: rolls back one that was killed, and one that was not
/// confirmed in time; sets aside what is damaged. Says in `messages` what it did. kBusy where a run
/// still waits for confirmation: nothing else may be written then. kBadInput, naming the links,
/// where it would reset live ones and the command's `options` do not allow that, or not so many.
/// Null where no command has asked for it: the leave is then the run's own.
Result<Recovered> Recover(Kernel& kernel, const Catalog& catalog, const Ledger& ledger,
                          const Options* options, std::vector<std::string>& messages);

/// What Recover would do first.
struct RecoveryPlan {
  Record record;  ///< of the run, with its devices as they are now
  Plan steps;
};
/// Nothing where nothing is open; errors as Recover's.
Result<std::optional<RecoveryPlan>> PlanRecovery(const Kernel& kernel, const Catalog& catalog,
                                                 const Unended& unended, const Options& options);

/// kBadInput, naming the links, where going back to `before` (as of AsPresent) resets live ones and
/// `options` do not allow that, or not so many. `what` begins the sentence.
Result<void> MayGoBack(const Kernel& kernel, const Catalog& catalog, const Checkpoint& before,
                       const Options& options, const std::string& what);

/// Puts back what was there before the record's run, and leaves in the record what the history is
/// to have. Its ending becomes kHalf where something is left.
PutBackDone PutBack(Kernel& kernel, const Catalog& catalog, Record& record,
                    const RollBackRules& rules);

/// Ends the slot's run in the history, and returns what must be said of that.
std::vector<std::string> Conclude(const Ledger& ledger, Ledger::Slot slot, const Record& record);

/// What is said where Ledger::Conclude had no room for the record.
std::string NotInFull(const std::string& why);

/// The slot's record, nothing where there is none or where it is damaged; a damaged one is set
/// aside, and `messages` says so.
Result<std::optional<Record>> LoadOrSetAside(const Ledger& ledger, Ledger::Slot slot,
                                             std::vector<std::string>& messages);

}  // namespace netkeel
