// SPDX-License-Identifier: Apache-2.0
#include "history/unended.h"

#include <unistd.h>

#include <algorithm>

#include "history/run_record.h"
#include "host/inventory.h"

namespace netkeel {
namespace {

using Slot = Ledger::Slot;

std::optional<Record> OpenIn(const Kernel& kernel, const Ledger& ledger, Slot slot,
                             std::vector<Error>& damaged) {
  auto found = ledger.Load(slot);
  if (!found) damaged.push_back(found.error());
  if (!found || !*found) return std::nullopt;
  const bool open = (*found)->before.boot_id == BootId(kernel) && !ledger.HasEnded((*found)->id);
  return open ? std::move(*found) : std::nullopt;
}

bool IsIn(uint64_t id, const std::vector<Record>& records) {
  return std::any_of(records.begin(), records.end(),
                     [id](const Record& record) { return record.id == id; });
}

std::string LineOf(const Unended& unended) {
  constexpr const char* kPutsItBack = "; `netkeel rollback` puts it back";
  if (unended.killed) return KilledText(*unended.killed) + kPutsItBack;
  if (!unended.waiting) return "";
  if (IsOverdue(*unended.waiting)) return OverdueText(*unended.waiting) + kPutsItBack;
  return NameOf(*unended.waiting) + " waits for confirmation for another " +
         std::to_string(unended.waiting->deadline - SecondsSinceBoot()) +
         " s: `netkeel confirm` keeps it";
}

}  // namespace

Unended FindUnended(const Kernel& kernel, const Ledger& ledger) {
  Unended unended;
  unended.killed = OpenIn(kernel, ledger, Slot::kCheckpoint, unended.damaged);
  // A run that has ended or begun in between is not one that was killed.
  const bool at_work = ledger.IsAtWork();
  const auto still = ledger.Load(Slot::kCheckpoint);
  const bool same = unended.killed && still && *still && (*still)->id == unended.killed->id;
  if (at_work || !same) unended.killed.reset();
  unended.waiting = OpenIn(kernel, ledger, Slot::kPending, unended.damaged);
  // Killed when it had just begun to wait: the same run.
  const bool one = unended.killed && unended.waiting && unended.waiting->id == unended.killed->id;
  if (one) unended.waiting.reset();
  return unended;
}

Result<Ledger::History> LoadEverything(const Kernel& kernel, const Ledger& ledger) {
  auto history = ledger.LoadHistory();
  if (!history) return history;
  const Unended unended = FindUnended(kernel, ledger);
  for (const Slot slot : {Slot::kCheckpoint, Slot::kPending}) {
    auto found = ledger.Load(slot);
    if (!found || !*found || IsIn((*found)->id, history->records)) continue;
    Record& record = **found;
    if (unended.killed && unended.killed->id == record.id) record.ending = Ending::kKilled;
    if (record.before.boot_id != BootId(kernel)) record.ending = Ending::kRebooted;
    history->records.push_back(std::move(record));
  }
  return history;
}

bool IsOverdue(const Record& waiting) { return SecondsSinceBoot() >= waiting.deadline; }

std::string KilledText(const Record& record) {
  return NameOf(record) + " was killed (it began at " + TimeText(record.when) +
         ") and is half done";
}

std::string OverdueText(const Record& record) {
  return NameOf(record) + " was never confirmed, and its time is over";
}

void ReportUnended(const Kernel& kernel, const std::string& state_directory, Report& report) {
  const auto ledger = Ledger::OpenToRead(state_directory);
  const bool closed = !ledger && ledger.error().code == ErrorCode::kPermission;
  if (!ledger && (ledger.error().code == ErrorCode::kNotFound || (closed && ::geteuid() != 0))) {
    return;
  }
  if (!ledger) {
    report.messages.insert(report.messages.begin(), ledger.error().message);
    return;
  }
  const Unended unended = FindUnended(kernel, *ledger);
  for (const Error& error : unended.damaged) report.messages.push_back(error.message);
  const std::string line = LineOf(unended);
  if (!line.empty()) report.messages.insert(report.messages.begin(), line);
  const bool amiss = unended.killed || (unended.waiting && IsOverdue(*unended.waiting));
  if (amiss && report.exit_code == ExitCode::kAsWanted) report.exit_code = ExitCode::kDrift;
}

}  // namespace netkeel
