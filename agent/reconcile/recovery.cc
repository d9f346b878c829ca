// SPDX-License-Identifier: Apache-2.0
#include "reconcile/recovery.h"

#include "reconcile/restore.h"
#include "reconcile/roll_back.h"
#include "reconcile/run_record.h"

namespace netkeel {
namespace {

using Slot = Ledger::Slot;

class Recovery {
 public:
  Recovery(Kernel& kernel, const Catalog& catalog, const Ledger& ledger,
           std::chrono::seconds carrier_timeout, std::vector<std::string>& messages)
      : kernel_(kernel),
        catalog_(catalog),
        ledger_(ledger),
        carrier_timeout_(carrier_timeout),
        messages_(messages) {}

  Result<void> Run() {
    const auto checkpoint = LoadOrSetAside(ledger_, Slot::kCheckpoint, messages_);
    if (!checkpoint) return Fail(checkpoint.error());
    const auto pending = LoadOrSetAside(ledger_, Slot::kPending, messages_);
    if (!pending) return Fail(pending.error());
    if (*checkpoint) return EndInterrupted(**checkpoint, *pending);
    if (*pending) return EndPending(**pending);
    return {};
  }

 private:
  Result<void> EndInterrupted(const Record& record, const std::optional<Record>& pending) {
    // It was killed when it had just begun to wait: the same run, and the checkpoint is what
    // counts.
    if (pending && pending->id == record.id) {
      if (auto gone = ledger_.Discard(Slot::kPending); !gone) return gone;
    }
    End(record, "an earlier " + NameOf(record) + " was interrupted", Ending::kInterrupted);
    return ledger_.Discard(Slot::kCheckpoint);
  }

  Result<void> EndPending(const Record& record) {
    const uint64_t now = SecondsSinceBoot();
    if (record.before.boot_id == BootId(kernel_) && now < record.deadline) {
      return Fail(ErrorCode::kBusy, NameOf(record) + " waits for confirmation for another " +
                                        std::to_string(record.deadline - now) +
                                        " s: `netkeel confirm` keeps it, `netkeel rollback` "
                                        "undoes it");
    }
    End(record, NameOf(record) + " was never confirmed", Ending::kUnconfirmed);
    return ledger_.Discard(Slot::kPending);
  }

  void End(Record record, const std::string& what, Ending ending) {
    if (record.before.boot_id != BootId(kernel_)) {
      messages_.push_back(what + "; the host has booted since, which undid it");
      record.ending = Ending::kRebooted;
      record.before.values.clear();
      record.before.devices.clear();
      if (const auto added = ledger_.AddToHistory(record); !added) {
        messages_.push_back("the history does not have it: " + added.error().message);
      }
      return;
    }
    record.ending = ending;
    const std::vector<std::string> left =
        PutBack(kernel_, catalog_, ledger_, std::move(record), carrier_timeout_);
    messages_.push_back(
        what + (left.empty() ? "; rolled it back first" : "; could not roll all of it back:"));
    messages_.insert(messages_.end(), left.begin(), left.end());
  }

  Kernel& kernel_;
  const Catalog& catalog_;
  const Ledger& ledger_;
  const std::chrono::seconds carrier_timeout_;
  std::vector<std::string>& messages_;
};

}  // namespace

Result<void> Recover(Kernel& kernel, const Catalog& catalog, const Ledger& ledger,
                     std::chrono::seconds carrier_timeout, std::vector<std::string>& messages) {
  return Recovery(kernel, catalog, ledger, carrier_timeout, messages).Run();
}

std::vector<std::string> PutBack(Kernel& kernel, const Catalog& catalog, const Ledger& ledger,
                                 Record record, std::chrono::seconds carrier_timeout) {
  std::vector<std::string> left =
      RollBack(kernel, catalog, record.before, {carrier_timeout, record.allow_disruptive});
  if (!left.empty()) record.ending = Ending::kHalf;
  KeepWhatDiffers(kernel, catalog, record);
  // The host is what counts; that it is in no list is said, and no reason to stop.
  if (const auto added = ledger.AddToHistory(record); !added && !left.empty()) {
    left.push_back("the history does not have it: " + added.error().message);
  }
  return left;
}

Result<std::optional<Record>> LoadOrSetAside(const Ledger& ledger, Ledger::Slot slot,
                                             std::vector<std::string>& messages) {
  auto found = ledger.Load(slot);
  if (found || found.error().code != ErrorCode::kBadInput) return found;
  const auto aside = ledger.SetAside(slot);
  if (!aside) return Fail(aside.error());
  messages.push_back(found.error().message + "; set aside as " + *aside +
                     ", nothing of it was applied");
  return std::nullopt;
}

}  // namespace netkeel
