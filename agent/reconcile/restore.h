// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "history/record.h"
#include "kernel/kernel.h"
#include "reconcile/look.h"
#include "tunables/tunable.h"

namespace netkeel {

/// The whole state of every device of the plan, and of the host what the look wishes. Nothing of an
/// interface that left its name meanwhile: kBusy.
Result<Checkpoint> CheckpointOf(const Kernel& kernel, const Catalog& catalog, const Look& look,
                                const Plan& plan);

/// The checkpoint with its interfaces, and all that is said of them, by the names they have now.
/// Within a boot an interface is known by its index, in another one by its permanent MAC address,
/// else its PCI address, else, being virtual, its name. One that is gone is left as it was.
Checkpoint AsPresent(const Kernel& kernel, Checkpoint checkpoint);

/// A look whose wishes are the checkpoint's writable values, to the letter. `checkpoint` is as of
/// AsPresent; an interface that has gone since has no device and nothing observed.
Look LookAtCheckpoint(const Kernel& kernel, const Catalog& catalog, const Checkpoint& checkpoint);

/// Everything that can be observed now of what the checkpoint holds.
Observation ObserveAgain(const Kernel& kernel, const Catalog& catalog,
                         const Checkpoint& checkpoint);

/// Leaves in `record.before` only what is other now than it was: what this run changed, and what
/// was lost by that. That is what a later `netkeel rollback` puts back; what somebody else sets in
/// the meantime is not its business.
void KeepWhatDiffers(const Kernel& kernel, const Catalog& catalog, Record& record);

}  // namespace netkeel
