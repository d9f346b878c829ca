// SPDX-License-Identifier: Apache-2.0
#include "reconcile/undo.h"

#include <algorithm>

#include "kernel/inventory.h"
#include "reconcile/apply_run.h"
#include "reconcile/recovery.h"
#include "reconcile/report_parts.h"
#include "reconcile/restore.h"
#include "reconcile/run_record.h"

namespace netkeel {
namespace {

using Slot = Ledger::Slot;

/// The run to go back before.
Result<uint64_t> Target(const Ledger::History& history, std::optional<uint64_t> id) {
  const std::vector<Record>& records = history.records;
  if (id) {
    const bool known = std::any_of(records.begin(), records.end(),
                                   [&](const Record& record) { return record.id == *id; });
    if (known || history.unreadable.contains(*id)) return *id;
    return Fail(ErrorCode::kNotFound,
                "the history has no run " + std::to_string(*id) + "; `netkeel history` lists them");
  }
  const auto last = std::find_if(records.rbegin(), records.rend(), [](const Record& record) {
    return record.verb == "apply" && LeftChanges(record.ending);
  });
  if (last != records.rend()) return last->id;
  return Fail(ErrorCode::kNotFound, "the history has no apply that changed anything");
}

void AddEarlier(const Checkpoint& earlier, Checkpoint& all) {
  all.values.insert(earlier.values.begin(), earlier.values.end());
  for (const Device& device : earlier.devices) {
    const bool known = std::any_of(all.devices.begin(), all.devices.end(),
                                   [&](const Device& other) { return other.name == device.name; });
    if (!known) all.devices.push_back(device);
  }
}

Report ReportOf(const Kernel& kernel, const std::string& name) {
  Report report;
  report.profile = name;
  report.host = HostName(kernel);
  return report;
}

Report Failed(Report report, const Error& error) {
  report.messages.push_back("nothing was changed: " + error.message);
  report.exit_code = ExitCode::kError;
  return report;
}

/// `checkpoint` must outlive the goal.
Goal GoalOf(const Kernel& kernel, const Catalog& catalog, const Checkpoint& checkpoint,
            std::vector<std::string> messages) {
  Goal goal{
      [&](const Kernel& now) -> Result<Look> { return LookAtCheckpoint(now, catalog, checkpoint); },
      "rollback", ReportOf(kernel, checkpoint.profile), nullptr, /*exact=*/true};
  goal.report.messages = std::move(messages);
  return goal;
}

/// Ends a run that waits, before its time.
Report Withdraw(Kernel& kernel, const Catalog& catalog, const Options& options,
                const Ledger& ledger, Record record) {
  record.ending = Ending::kWithdrawn;
  Report report = ReportOf(kernel, NameOf(record));
  const std::vector<std::string> left =
      PutBack(kernel, catalog, ledger, record, options.carrier_timeout);
  report.messages.push_back(
      NameOf(record) + " was not confirmed and is withdrawn: " +
      (left.empty() ? "everything is as it was before" : "put back, but for"));
  report.messages.insert(report.messages.end(), left.begin(), left.end());
  report.exit_code = left.empty() ? ExitCode::kAsWanted : ExitCode::kNotRolledBack;
  if (const auto gone = ledger.Discard(Slot::kPending); !gone) {
    report.messages.push_back(gone.error().message);
    report.exit_code = ExitCode::kNotRolledBack;
  }
  return report;
}

bool Waits(const Kernel& kernel, const std::optional<Record>& pending) {
  return pending && pending->before.boot_id == BootId(kernel) &&
         SecondsSinceBoot() < pending->deadline;
}

Error ConfirmFirst(const Record& pending) {
  return {ErrorCode::kBusy, NameOf(pending) +
                                " waits for confirmation: first `netkeel confirm` it, or "
                                "`netkeel rollback` without a number"};
}

}  // namespace

Result<Checkpoint> StateBefore(const Kernel& kernel, const Ledger::History& history,
                               std::optional<uint64_t> id) {
  const auto target = Target(history, id);
  if (!target) return Fail(target.error());
  const auto damaged = history.unreadable.lower_bound(*target);
  if (damaged != history.unreadable.end()) {
    return Fail(At("run " + std::to_string(damaged->first) +
                       " of the history would be needed, and cannot be read",
                   damaged->second));
  }
  Checkpoint all;
  all.boot_id = BootId(kernel);
  for (const Record& record : history.records) {
    if (record.id == *target) all.profile = "before " + NameOf(record);
    if (record.id < *target || !LeftChanges(record.ending)) continue;
    AddEarlier(AsPresent(kernel, record.before), all);
  }
  return all;
}

Report Undo(Kernel& kernel, const Catalog& catalog, const Options& options,
            const std::string& state_directory, std::optional<uint64_t> id) {
  Report report = ReportOf(kernel, "rollback");
  const auto ledger = Ledger::Open(state_directory);
  if (!ledger) return Failed(std::move(report), ledger.error());
  const auto pending = LoadOrSetAside(*ledger, Slot::kPending, report.messages);
  if (!pending) return Failed(std::move(report), pending.error());
  if (Waits(kernel, *pending)) {
    if (id) return Failed(std::move(report), ConfirmFirst(**pending));
    return Withdraw(kernel, catalog, options, *ledger, **pending);
  }
  const auto recovered =
      Recover(kernel, catalog, *ledger, options.carrier_timeout, report.messages);
  if (!recovered) return Failed(std::move(report), recovered.error());
  const auto history = ledger->LoadHistory();
  if (!history) return Failed(std::move(report), history.error());
  const auto before = StateBefore(kernel, *history, id);
  if (!before) return Failed(std::move(report), before.error());
  Goal goal = GoalOf(kernel, catalog, *before, std::move(report.messages));
  return ApplyRun(kernel, catalog, std::move(goal), options, &*ledger).Run();
}

Reconciler::Preview PreviewUndo(const Kernel& kernel, const Catalog& catalog,
                                const Options& options, const std::string& state_directory,
                                std::optional<uint64_t> id) {
  const Report report = ReportOf(kernel, "rollback");
  const auto ledger = Ledger::OpenToRead(state_directory);
  if (!ledger) return {Failed(report, ledger.error()), {}};
  const auto history = ledger->LoadHistory();
  if (!history) return {Failed(report, history.error()), {}};
  const auto pending = ledger->Load(Slot::kPending);
  const bool withdraws = pending && Waits(kernel, *pending);
  if (withdraws && id) return {Failed(report, ConfirmFirst(**pending)), {}};
  Options rules = options;
  if (withdraws) rules.allow_disruptive = true;  // what it undoes was allowed to
  const auto before = withdraws ? Result<Checkpoint>(AsPresent(kernel, (*pending)->before))
                                : StateBefore(kernel, *history, id);
  if (!before) return {Failed(report, before.error()), {}};
  return PreviewOf(kernel, catalog, GoalOf(kernel, catalog, *before, {}), rules);
}

}  // namespace netkeel
