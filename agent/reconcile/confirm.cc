// SPDX-License-Identifier: Apache-2.0
#include "reconcile/confirm.h"

#include <iterator>

#include "base/text.h"
#include "reconcile/reconciler.h"
#include "reconcile/recovery.h"
#include "reconcile/run_record.h"
#include "reconcile/unended.h"

namespace netkeel {
namespace {

using Slot = Ledger::Slot;

constexpr std::chrono::milliseconds kBetweenLooks(500);

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

void AwaitDeadline(const Kernel& kernel, const std::string& state_directory,
                   const Record& waiting) {
  while (SecondsSinceBoot() < waiting.deadline && !HasEnded(state_directory, waiting.id)) {
    kernel.Pause(kBetweenLooks);
  }
}

/// Through the ledger where it can be had, from memory where not.
std::vector<std::string> EndIt(Kernel& kernel, const Catalog& catalog,
                               const std::string& state_directory,
                               const std::optional<Record>& waiting) {
  std::vector<std::string> messages;
  auto ledger = Ledger::Open(state_directory, kLockPatience, "guard of a confirmation");
  while (!ledger && ledger.error().code == ErrorCode::kBusy) {
    ledger = Ledger::Open(state_directory, kLockPatience, "guard of a confirmation");
  }
  if (ledger && Recover(kernel, catalog, *ledger, nullptr, messages) &&
      (!waiting || HasEnded(state_directory, waiting->id))) {
    return messages;
  }
  if (!waiting || HasEnded(state_directory, waiting->id)) return messages;
  messages.push_back(NameOf(*waiting) +
                     " was never confirmed; the state directory is damaged or "
                     "gone: rolled it back from memory");
  Record record = *waiting;
  record.ending = Ending::kUnconfirmed;
  std::vector<std::string> left =
      PutBack(kernel, catalog, record, {kCarrierTimeout, record.allow_disruptive}).left;
  std::move(left.begin(), left.end(), std::back_inserter(messages));
  if (!ledger) return messages;
  if (const auto added = ledger->AddToHistory(record); !added) {
    messages.push_back("the history does not have it: " + added.error().message);
  }
  return messages;
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

std::string AwaitVerdict(Kernel& kernel, const Catalog& catalog,
                         const std::string& state_directory) {
  const std::optional<Record> waiting = PendingIn(state_directory);
  if (waiting) AwaitDeadline(kernel, state_directory, *waiting);
  return Join(EndIt(kernel, catalog, state_directory, waiting), "; ");
}

}  // namespace netkeel
