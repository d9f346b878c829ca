// SPDX-License-Identifier: Apache-2.0
#include "reconcile/undo.h"

#include <algorithm>

#include "history/run_record.h"
#include "history/unended.h"
#include "host/inventory.h"
#include "reconcile/apply_run.h"
#include "reconcile/recovery.h"
#include "reconcile/report_parts.h"
#include "reconcile/restore.h"

namespace netkeel {
namespace {

using Slot = Ledger::Slot;

/// The run to go back before.
Result<uint64_t> RunToUndo(const Ledger::History& history, std::optional<uint64_t> id) {
  const std::vector<Record>& records = history.records;
  if (id) {
    const bool known = std::any_of(records.begin(), records.end(),
                                   [&](const Record& record) { return record.id == *id; });
    if (known || history.unreadable.contains(*id)) return *id;
    return Fail(ErrorCode::kNotFound,
                "the history has no run " + std::to_string(*id) + "; `netkeel history` lists them");
  }
  const auto last = std::find_if(records.rbegin(), records.rend(), [](const Record& record) {
    const bool makes = record.verb == "apply" || record.verb == "trial";
    return makes && LeftChanges(record.ending) && !record.before.values.empty();
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

/// The report on a run that was put back as a whole: by its record from before that.
Report ReportOn(const Kernel& kernel, const Catalog& catalog, const Record& record,
                PutBackDone done) {
  Checkpoint before = AsPresent(kernel, record.before);
  before.profile = "before " + NameOf(record);
  Report report = ReportOf(kernel, before.profile);
  const Look look = LookAtCheckpoint(kernel, catalog, before);
  TakeLook(look, MakePlan(catalog, look, {}, {.hold_disruptive = false, .exact = true}), report);
  report.changes = std::move(done.changes);
  report.exit_code = done.left.empty() ? ExitCode::kAsWanted : ExitCode::kNotRolledBack;
  return report;
}

/// Ends a run that waits, before its time.
Report Withdraw(Kernel& kernel, const Catalog& catalog, const Options& options,
                const Ledger& ledger, const Record& waiting) {
  Record record = waiting;
  record.ending = Ending::kWithdrawn;
  PutBackDone done =
      PutBack(kernel, catalog, record,
              {options.carrier_timeout, options.allow_disruptive || waiting.allow_disruptive});
  std::vector<std::string> messages = {
      NameOf(record) + " was not confirmed and is withdrawn: " +
      (done.left.empty() ? "every setting is as it was before" : "put back, but for")};
  messages.insert(messages.end(), done.left.begin(), done.left.end());
  for (std::string& line : Conclude(ledger, Slot::kPending, record)) {
    messages.push_back(std::move(line));
  }
  Report report = ReportOn(kernel, catalog, waiting, std::move(done));
  report.messages = std::move(messages);
  return report;
}

/// "apply 1 of day1.yaml stands; `netkeel rollback` once more undoes that"; "" where none does.
std::string WhatStands(const Ledger::History& history, std::string_view verb) {
  const auto target = RunToUndo(history, std::nullopt);
  if (!target) return "";
  for (const Record& record : history.records) {
    if (record.id != *target) continue;
    return NameOf(record) + " stands; `netkeel rollback` once more " + std::string(verb) + " that";
  }
  return "";
}

/// The end of a rollback that had one run to recover: that was it.
Report Stopped(const Kernel& kernel, const Catalog& catalog, const Ledger& ledger,
               const Recovered& recovered, std::vector<std::string> messages) {
  const bool rebooted = recovered.ended->ending == Ending::kRebooted;
  Report report = rebooted ? ReportOf(kernel, "before " + NameOf(*recovered.ended))
                           : ReportOn(kernel, catalog, *recovered.ended, recovered.done);
  report.messages = std::move(messages);
  const auto history = ledger.LoadHistory();
  const std::string stands = history ? WhatStands(*history, "undoes") : "";
  if (!stands.empty()) report.messages.push_back(stands);
  return report;
}

/// With what a recovery has left of the flap budget.
Options LessResets(Options options, const std::map<std::string, uint64_t>& resets) {
  if (!options.flap_budget) return options;
  for (const auto& [link, times] : resets) {
    *options.flap_budget -= std::min(times, *options.flap_budget);
  }
  return options;
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

Reconciler::Preview PreviewOfHistory(const Kernel& kernel, const Catalog& catalog,
                                     const Options& options, const Ledger::History& history,
                                     std::optional<uint64_t> id) {
  const auto before = StateBefore(kernel, history, id);
  if (!before) return {Failed(ReportOf(kernel, "rollback"), before.error()), {}};
  return PreviewOf(kernel, catalog, GoalOf(kernel, catalog, *before, {}), options);
}

/// Of a rollback that ends the run that is open, and that one only.
Reconciler::Preview PreviewOfOpen(const Kernel& kernel, const Catalog& catalog,
                                  const Options& rights, const Unended& unended,
                                  const Ledger::History& history) {
  const bool killed = unended.killed.has_value();
  const Record& open = killed ? *unended.killed : *unended.waiting;
  const auto recovery = killed || IsOverdue(open)
                            ? PlanRecovery(kernel, catalog, unended, rights)
                            : Result<std::optional<RecoveryPlan>>(std::nullopt);
  if (!recovery) return {Failed(ReportOf(kernel, "rollback"), recovery.error()), {}};
  Checkpoint before = AsPresent(kernel, open.before);
  before.profile = "before " + NameOf(open);
  std::vector<std::string> messages = {(killed ? KilledText(open)
                                        : IsOverdue(open)
                                            ? OverdueText(open)
                                            : NameOf(open) + " waits for confirmation") +
                                       ": this would be undone, and nothing else"};
  const std::string stands = WhatStands(history, "would undo");
  if (!stands.empty()) messages.push_back(stands);
  return PreviewOf(kernel, catalog, GoalOf(kernel, catalog, before, std::move(messages)), rights);
}

}  // namespace

Result<Checkpoint> StateBefore(const Kernel& kernel, const Ledger::History& history,
                               std::optional<uint64_t> id) {
  const auto target = RunToUndo(history, id);
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
  const auto ledger = Ledger::Open(state_directory, kLockPatience, "rollback");
  if (!ledger) return Failed(std::move(report), ledger.error());
  const auto pending = LoadOrSetAside(*ledger, Slot::kPending, report.messages);
  if (!pending) return Failed(std::move(report), pending.error());
  auto rights = options;
  rights.allow_disruptive |= *pending && (*pending)->allow_disruptive;  // what it undoes was
  if (Waits(kernel, *pending)) {
    if (id) return Failed(std::move(report), ConfirmFirst(**pending));
    const auto may = MayGoBack(kernel, catalog, AsPresent(kernel, (*pending)->before), rights,
                               NameOf(**pending) + " waits for confirmation");
    if (!may) return Failed(std::move(report), may.error());
    return Withdraw(kernel, catalog, options, *ledger, **pending);
  }
  const auto recovered = Recover(kernel, catalog, *ledger, &rights, report.messages);
  if (!recovered) return Failed(std::move(report), recovered.error());
  if (recovered->ended && (!id || *id == recovered->ended->id)) {
    return Stopped(kernel, catalog, *ledger, *recovered, std::move(report.messages));
  }
  const auto history = ledger->LoadHistory();
  if (!history) return Failed(std::move(report), history.error());
  const auto before = StateBefore(kernel, *history, id);
  if (!before) return Failed(std::move(report), before.error());
  Goal goal = GoalOf(kernel, catalog, *before, std::move(report.messages));
  goal.report.changes = recovered->done.changes;
  return ApplyRun(kernel, catalog, std::move(goal), LessResets(options, recovered->resets))
      .Run(*ledger);
}

Reconciler::Preview PreviewUndo(const Kernel& kernel, const Catalog& catalog,
                                const Options& options, const std::string& state_directory,
                                std::optional<uint64_t> id) {
  const Report report = ReportOf(kernel, "rollback");
  const auto ledger = Ledger::OpenToRead(state_directory);
  if (!ledger) return {Failed(report, ledger.error()), {}};
  auto history = ledger->LoadHistory();
  if (!history) return {Failed(report, history.error()), {}};
  const Unended unended = FindUnended(kernel, *ledger);
  const std::optional<Record>& open = unended.killed ? unended.killed : unended.waiting;
  if (!open) return PreviewOfHistory(kernel, catalog, options, *history, id);
  if (id && !unended.killed && !IsOverdue(*open)) {
    return {Failed(report, ConfirmFirst(*open)), {}};
  }
  Options rights = options;
  rights.allow_disruptive |= !unended.killed && open->allow_disruptive;  // what it undoes was
  if (id && *id != open->id) {
    history->records.push_back(*open);
    return PreviewOfHistory(kernel, catalog, rights, *history, id);
  }
  return PreviewOfOpen(kernel, catalog, rights, unended, *history);
}

}  // namespace netkeel
