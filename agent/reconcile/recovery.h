// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "kernel/kernel.h"
#include "reconcile/ledger.h"
#include "tunables/tunable.h"

namespace netkeel {

/// Ends what an earlier run left: rolls back one that was interrupted, and one that was not
/// confirmed in time; sets aside what is damaged. Says in `messages` what it did. kBusy where a run
/// still waits for confirmation: nothing else may be written then.
Result<void> Recover(Kernel& kernel, const Catalog& catalog, const Ledger& ledger,
                     std::chrono::seconds carrier_timeout, std::vector<std::string>& messages);

/// Puts back what was before the record's run, and writes it into the history with the ending that
/// it has, or as kHalf. Returns a line for each setting that could not be put back.
std::vector<std::string> PutBack(Kernel& kernel, const Catalog& catalog, const Ledger& ledger,
                                 Record record, std::chrono::seconds carrier_timeout);

/// The slot's record, nothing where there is none or where it is damaged; a damaged one is set
/// aside, and `messages` says so.
Result<std::optional<Record>> LoadOrSetAside(const Ledger& ledger, Ledger::Slot slot,
                                             std::vector<std::string>& messages);

}  // namespace netkeel
