// SPDX-License-Identifier: Apache-2.0
#include "reconcile/confirm.h"

#include <algorithm>
#include <iterator>

#include "base/text.h"
#include "history/run_record.h"
#include "history/unended.h"
#include "host/inventory.h"
#include "reconcile/reconciler.h"
#include "reconcile/recovery.h"
#include "reconcile/restore.h"

namespace netkeel {
namespace {

using Slot = Ledger::Slot;

constexpr std::chrono::milliseconds kBetweenLooks(500);

// Of packaging/systemd. systemd has such an entry for each service that is active.
constexpr const char* kConfirmUnitActive = "invocation:netkeel-confirm.service";
constexpr const char* kConfirmPathEnabled =
    "/etc/systemd/system/paths.target.wants/netkeel-confirm.path";

/// "; the last one, apply 3 of feed.yaml, was not confirmed, rolled back".
std::string LastRun(const Ledger& ledger) {
  const auto history = ledger.LoadHistory();
  if (!history || history->records.empty()) return "";
  const Record& last = history->records.back();
  return "; the last run, " + NameOf(last) + ": " + ToText(last.ending);
}

/// Whether the history knows how the run ended.
bool HasEnded(const std::string& state_directory, uint64_t id) {
  const auto ledger = Ledger::OpenToRead(state_directory);
  if (!ledger) return false;
  const auto history = ledger->LoadHistory();
  if (!history) return false;
  return !history->records.empty() && history->records.back().id >= id;
}

/// The record that waits; nothing where none does or where it cannot be read just now.
std::optional<Record> PendingIn(const std::string& state_directory) {
  const auto ledger = Ledger::OpenToRead(state_directory);
  if (!ledger) return std::nullopt;
  auto pending = ledger->Load(Slot::kPending);
  return pending ? std::move(*pending) : std::nullopt;
}

/// The signal that ended the wait before its time, "" where none did.
std::string AwaitDeadline(const Kernel& kernel, const std::string& state_directory,
                          const Record& waiting, SignalHold& signals) {
  while (!IsOverdue(waiting) && !HasEnded(state_directory, waiting.id)) {
    if (std::string signal = signals.Held(); !signal.empty()) return signal;
    kernel.Pause(kBetweenLooks);
  }
  return "";
}

/// Whether systemd sees to it: in the directory of the package, for the namespace of the host. The
/// unit is started by the record that waits, so where it is enabled it may be a moment late.
bool IsHandedOver(const Kernel& kernel, const std::string& state_directory) {
  constexpr int kLooks = 10;
  if (state_directory != kStateDirectory || !Ledger::IsOfInitialNamespace()) return false;
  const bool enabled = kernel.ResolveLink(kConfirmPathEnabled).has_value();
  for (int look = 0; look < (enabled ? kLooks : 1); ++look) {
    if (look > 0) kernel.Pause(kBetweenLooks);
    const auto active = kernel.ListDirectory("/run/systemd/units");
    if (active && std::count(active->begin(), active->end(), kConfirmUnitActive) > 0) return true;
  }
  return false;
}

Result<Ledger> OpenAtAnyCost(const std::string& state_directory) {
  constexpr const char* kWho = "guard of a confirmation";
  auto ledger = Ledger::Open(state_directory, kLockPatience, kWho);
  while (!ledger && ledger.error().code == ErrorCode::kBusy) {
    ledger = Ledger::Open(state_directory, kLockPatience, kWho);
  }
  return ledger;
}

/// Puts a run back as its time would, and says so: `what`, whether all is back, and what is left.
std::vector<std::string> PutBackUnconfirmed(Kernel& kernel, const Catalog& catalog,
                                            const Result<Ledger>& ledger, Record record,
                                            const std::string& what) {
  record.ending = Ending::kUnconfirmed;
  const RollBackRules rules{kCarrierTimeout, record.allow_disruptive};
  std::vector<std::string> left = PutBack(kernel, catalog, record, rules).left;
  std::vector<std::string> messages = {
      what + (left.empty() ? ": rolled it back" : ": could not roll all of it back:")};
  std::move(left.begin(), left.end(), std::back_inserter(messages));
  if (!ledger) return messages;
  for (std::string& line : Conclude(*ledger, Slot::kPending, record)) {
    messages.push_back(std::move(line));
  }
  return messages;
}

/// Before its time, since nobody will be there when it is over.
std::vector<std::string> EndEarly(Kernel& kernel, const Catalog& catalog,
                                  const std::string& state_directory, const Record& waiting,
                                  const std::string& signal) {
  const auto ledger = OpenAtAnyCost(state_directory);
  if (HasEnded(state_directory, waiting.id)) return {};
  return PutBackUnconfirmed(
      kernel, catalog, ledger, waiting,
      NameOf(waiting) + " was not confirmed when " + signal + " ended the wait for it");
}

/// Through the ledger where it can be had, from memory where not.
std::vector<std::string> EndIt(Kernel& kernel, const Catalog& catalog,
                               const std::string& state_directory,
                               const std::optional<Record>& waiting) {
  const auto is_over = [&] { return waiting && HasEnded(state_directory, waiting->id); };
  if (is_over()) return {};
  std::vector<std::string> messages;
  const auto ledger = OpenAtAnyCost(state_directory);
  // What another run left open meanwhile is for a verb that says so.
  if (is_over()) return {};
  if (ledger && Recover(kernel, catalog, *ledger, nullptr, messages) && (!waiting || is_over())) {
    return messages;
  }
  if (!waiting || is_over()) return messages;
  return PutBackUnconfirmed(kernel, catalog, ledger, *waiting,
                            NameOf(*waiting) +
                                " was never confirmed; the state directory is damaged or gone; "
                                "from memory");
}

}  // namespace

Result<std::string> Confirm(Kernel& kernel, const Catalog& catalog,
                            const std::string& state_directory) {
  // Without a directory no run waits, and it is not for this verb to make one.
  if (const auto there = Ledger::OpenToRead(state_directory); !there) return Fail(there.error());
  const auto ledger = Ledger::Open(state_directory, kLockPatience, "confirm");
  if (!ledger) return Fail(ledger.error());
  if (const Unended unended = FindUnended(kernel, *ledger); unended.killed) {
    return Fail(ErrorCode::kNotFound,
                "nothing waits for confirmation: " + KilledText(*unended.killed) +
                    "; `netkeel rollback` puts it back");
  }
  const auto pending = ledger->Load(Slot::kPending);
  std::vector<std::string> messages;
  const auto recovered = Recover(kernel, catalog, *ledger, nullptr, messages);
  if (recovered || recovered.error().code != ErrorCode::kBusy) {
    const std::string why = recovered ? Join(messages, "; ") : recovered.error().message;
    const bool late = pending && *pending;
    return Fail(late ? ErrorCode::kBadInput : ErrorCode::kNotFound,
                (late ? "too late" : "nothing waits for confirmation" + LastRun(*ledger)) +
                    (why.empty() ? "" : ": " + why));
  }
  Record record = **pending;
  record.ending = Ending::kConfirmed;
  record.deadline = 0;
  KeepWhatDiffers(kernel, catalog, record);
  // First the history: by that the guard knows a confirmation from a loss.
  if (auto added = ledger->AddToHistory(record); !added) {
    return Fail(At("not confirmed, since that cannot be written down", added.error()));
  }
  if (auto gone = ledger->Discard(Slot::kPending); !gone) return Fail(gone.error());
  return NameOf(record) + " is confirmed: " + std::to_string(record.changes.size()) +
         " changes stay";
}

std::string AwaitVerdict(Kernel& kernel, const Catalog& catalog, const std::string& state_directory,
                         SignalHold& signals, OnSignal on_signal) {
  std::optional<Record> waiting = PendingIn(state_directory);
  // A reboot has undone it, and its deadline counts from the boot.
  if (waiting && waiting->before.boot_id != BootId(kernel)) waiting.reset();
  const std::string signal =
      waiting ? AwaitDeadline(kernel, state_directory, *waiting, signals) : "";
  if (signal.empty()) return Join(EndIt(kernel, catalog, state_directory, waiting), "; ");
  const bool may_leave = on_signal == OnSignal::kHandOver;
  if (may_leave && IsHandedOver(kernel, state_directory)) return "";
  return Join(EndEarly(kernel, catalog, state_directory, *waiting, signal), "; ");
}

}  // namespace netkeel
