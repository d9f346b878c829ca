// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "cli/outcome.h"
#include "cli/setup.h"
#include "cli/verbs.h"
#include "history/unended.h"
#include "reconcile/confirm.h"
#include "reconcile/undo.h"

namespace netkeel {
namespace {

/// The number of a run, nothing where none is given. kBadInput where it is no number.
Result<std::optional<uint64_t>> RunOf(const Request& request) {
  if (request.arguments.empty()) return std::nullopt;
  const std::string& text = request.arguments.front();
  if (const auto id = ParseUnsigned(text)) return id;
  return Fail(ErrorCode::kBadInput,
              "\"" + text + "\" is no number of a run; `netkeel history` lists them");
}

/// Waits with whoever else does; the first one has it.
Outcome RunWhenOverdue(const Request& request) {
  const auto there = Ledger::OpenToRead(request.state_directory);
  if (!there && there.error().code == ErrorCode::kNotFound)
    return {"nothing to undo\n", "", ExitCode::kAsWanted};
  if (!there) return FailedOutcome(request, there.error());
  const auto kernel = OpenKernel(request);
  if (!kernel) return FailedOutcome(request, kernel.error());
  SignalHold signals(SIGTERM);
  const std::string done =
      AwaitVerdict(**kernel, MakeCatalog(), request.state_directory, signals, OnSignal::kRollBack);
  const Unended open = FindUnended(**kernel, *there);
  const auto last = there->LastOfHistory();
  const bool half = !done.empty() && last && *last && (*last)->ending == Ending::kHalf;
  const bool left = half || open.killed || (open.waiting && IsOverdue(*open.waiting));
  return {(done.empty() ? "nothing to undo" : Printable(done)) + '\n', "",
          left ? ExitCode::kNotRolledBack : ExitCode::kAsWanted};
}

}  // namespace

Outcome RunRollback(const Request& request, const Terminal& terminal) {
  if (request.when_overdue) return RunWhenOverdue(request);
  const auto id = RunOf(request);
  if (!id) return FailedOutcome(request, id.error());
  const Catalog catalog = MakeCatalog();
  Options options;
  options.allow_disruptive = request.allow_disruptive;
  options.carrier_timeout = request.carrier_timeout;
  options.flap_budget = request.flap_budget;
  const auto kernel = OpenKernel(request);
  if (!kernel) return FailedOutcome(request, kernel.error());
  const std::string& folder = request.state_directory;
  if (request.dry_run) {
    const auto preview = PreviewUndo(**kernel, catalog, options, folder, *id);
    return ReportOutcome(request, terminal, preview.report, &preview.plan);
  }
  if (request.verbose) LogWrites();
  return ReportOutcome(request, terminal, Undo(**kernel, catalog, options, folder, *id));
}

}  // namespace netkeel
