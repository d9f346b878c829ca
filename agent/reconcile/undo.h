// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "history/ledger.h"
#include "kernel/kernel.h"
#include "reconcile/reconciler.h"

namespace netkeel {

/// What was there before the run `id`: the earliest value that it or any later run found at each
/// address it changed. Without `id`, before the last apply that left something changed. kNotFound
/// where there is no such run, kBadInput where a record that would be needed is damaged.
Result<Checkpoint> StateBefore(const Kernel& kernel, const Ledger::History& history,
                               std::optional<uint64_t> id);

/// `netkeel rollback`: goes back to StateBefore, by an apply like any other, with checkpoint and
/// place in the history. One that is open, because it waits for confirmation, is overdue or was
/// killed, is put back instead, and none besides.
Report Undo(Kernel& kernel, const Catalog& catalog, const Options& options,
            const std::string& state_directory, std::optional<uint64_t> id);

/// What Undo would do first. Writes nothing.
Reconciler::Preview PreviewUndo(const Kernel& kernel, const Catalog& catalog,
                                const Options& options, const std::string& state_directory,
                                std::optional<uint64_t> id);

}  // namespace netkeel
