// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "history/ledger.h"
#include "kernel/kernel.h"
#include "reconcile/signal_hold.h"
#include "tunables/tunable.h"

namespace netkeel {

/// `netkeel confirm`: the run that waits for it stays, and what it did is said. kNotFound where
/// none waits, kBadInput where its time was over and it is rolled back now.
Result<std::string> Confirm(Kernel& kernel, const Catalog& catalog,
                            const std::string& state_directory);

/// What a signal does that ends a wait before its time.
enum class OnSignal {
  kHandOver,  ///< leaves the run to netkeel-confirm.service where that waits, too
  kRollBack,
};

/// Returns when no run waits any more: confirmed, withdrawn, or its time over and rolled back by
/// this. Rolls back one that was killed, too. It keeps the record in memory, so a state directory
/// that is lost in the meantime is no confirmation. A signal that `signals` holds ends the wait:
/// what nobody else sees to is then rolled back at once. Returns what it did, "" for nothing.
std::string AwaitVerdict(Kernel& kernel, const Catalog& catalog, const std::string& state_directory,
                         SignalHold& signals, OnSignal on_signal);

}  // namespace netkeel
