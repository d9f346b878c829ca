// SPDX-License-Identifier: Apache-2.0
#include "reconcile/recovery.h"

#include "base/text.h"
#include "history/run_record.h"
#include "host/inventory.h"
#include "reconcile/planner.h"
#include "reconcile/reset_leave.h"
#include "reconcile/restore.h"

namespace netkeel {
namespace {

using Slot = Ledger::Slot;

/// What an open run is called, and how it ends by being put back.
struct OpenRun {
  Slot slot;
  Ending ending;
  std::string what;
};

OpenRun Killed(const Record& record) {
  return {Slot::kCheckpoint, Ending::kInterrupted, KilledText(record)};
}

OpenRun Overdue(const Record& record) {
  return {Slot::kPending, Ending::kUnconfirmed, OverdueText(record)};
}

Error StillWaits(const Record& record) {
  return {ErrorCode::kBusy, NameOf(record) + " waits for confirmation for another " +
                                std::to_string(record.deadline - SecondsSinceBoot()) +
                                " s: `netkeel confirm` keeps it, `netkeel rollback` undoes it"};
}

/// The steps back, and the live links that they reset.
struct WayBack {
  Plan steps;
  std::map<std::string, Device> devices;
};

/// `before` is as of AsPresent.
WayBack WayBackTo(const Kernel& kernel, const Catalog& catalog, const Checkpoint& before) {
  Look look = LookAtCheckpoint(kernel, catalog, before);
  Plan steps = MakePlan(catalog, look, {}, {.hold_disruptive = false, .exact = true}).plan;
  return {std::move(steps), std::move(look.devices)};
}

Result<void> Allowed(const WayBack& way, const Options& options, const std::string& what) {
  std::vector<std::string> links;
  for (const auto& [link, times] : ResetsOf(way.steps, way.devices)) links.push_back(link);
  if (!links.empty() && !options.allow_disruptive) {
    return Fail(ErrorCode::kBadInput,
                what + "; to put it back would reset " + Join(links, ", ") + ": " + kNoLeave);
  }
  const ResetLeave leave(options.allow_disruptive, options.flap_budget);
  const auto covered = leave.Covers(way.steps, way.devices);
  return covered ? covered : Fail(At(what + "; to put it back", covered.error()));
}

class Recovery {
 public:
  Recovery(Kernel& kernel, const Catalog& catalog, const Ledger& ledger, const Options* options,
           std::vector<std::string>& messages)
      : kernel_(kernel),
        catalog_(catalog),
        ledger_(ledger),
        options_(options),
        messages_(messages) {}

  Result<Recovered> Run() {
    const auto checkpoint = Find(Slot::kCheckpoint);
    if (!checkpoint) return Fail(checkpoint.error());
    const auto pending = Find(Slot::kPending);
    if (!pending) return Fail(pending.error());
    if (*checkpoint) return EndKilled(**checkpoint, *pending);
    if (*pending) return EndPending(**pending);
    return Recovered{};
  }

 private:
  /// Without one that has ended, and was killed when it was about to leave the slot.
  Result<std::optional<Record>> Find(Slot slot) {
    auto found = LoadOrSetAside(ledger_, slot, messages_);
    if (!found || !*found || !ledger_.HasEnded((*found)->id)) return found;
    if (auto gone = ledger_.Discard(slot); !gone) return Fail(gone.error());
    return std::nullopt;
  }

  Result<Recovered> EndKilled(const Record& record, const std::optional<Record>& pending) {
    auto recovered = End(record, Killed(record));
    // It was killed when it had just begun to wait: the same run.
    if (recovered && pending && pending->id == record.id) {
      if (auto gone = ledger_.Discard(Slot::kPending); !gone) return Fail(gone.error());
    }
    return recovered;
  }

  Result<Recovered> EndPending(const Record& record) {
    const bool same_boot = record.before.boot_id == BootId(kernel_);
    if (same_boot && !IsOverdue(record)) return Fail(StillWaits(record));
    return End(record, Overdue(record));
  }

  Result<Recovered> End(const Record& record, const OpenRun& run) {
    if (record.before.boot_id != BootId(kernel_)) return EndRebooted(record, run);
    Recovered recovered{record, {}, {}};
    const Checkpoint before = AsPresent(kernel_, record.before);
    const WayBack way = WayBackTo(kernel_, catalog_, before);
    if (options_ != nullptr) {
      if (auto allowed = Allowed(way, *options_, run.what); !allowed) return Fail(allowed.error());
      options_->on_begin();
    }
    recovered.resets = ResetsOf(way.steps, way.devices);
    Record ended = record;
    ended.ending = run.ending;
    recovered.done = PutBack(kernel_, catalog_, ended, RulesFor(record));
    const std::vector<std::string>& left = recovered.done.left;
    messages_.push_back(run.what +
                        (left.empty() ? ": rolled it back" : ": could not roll all of it back:"));
    messages_.insert(messages_.end(), left.begin(), left.end());
    Enter(run.slot, ended);
    return recovered;
  }

  RollBackRules RulesFor(const Record& record) const {
    if (options_ == nullptr) return {kCarrierTimeout, record.allow_disruptive};
    return {options_->carrier_timeout, options_->allow_disruptive};
  }

  Result<Recovered> EndRebooted(Record record, const OpenRun& run) {
    const bool killed = run.slot == Slot::kCheckpoint;
    messages_.push_back(NameOf(record) + (killed ? " was killed" : " was never confirmed") +
                        "; the host has booted since, which undid it");
    record.ending = Ending::kRebooted;
    record.before.values.clear();
    record.before.devices.clear();
    Enter(run.slot, record);
    return Recovered{record, {}, {}};
  }

  void Enter(Slot slot, const Record& ended) {
    for (std::string& line : Conclude(ledger_, slot, ended)) messages_.push_back(std::move(line));
  }

  Kernel& kernel_;
  const Catalog& catalog_;
  const Ledger& ledger_;
  const Options* const options_;
  std::vector<std::string>& messages_;
};

/// What is other now than in `was`, of what the checkpoint holds.
std::vector<Change> Differences(const State& was, const State& now, const Checkpoint& checkpoint) {
  std::vector<Change> changes;
  for (const auto& [address, saved] : checkpoint.values) {
    const auto after = now.find(address);
    if (after == now.end()) continue;
    const auto before = was.find(address);
    if (before == was.end()) {
      changes.push_back({address, std::nullopt, after->second});
    } else if (before->second != after->second) {
      changes.push_back({address, before->second, after->second});
    }
  }
  return changes;
}

}  // namespace

Result<void> MayGoBack(const Kernel& kernel, const Catalog& catalog, const Checkpoint& before,
                       const Options& options, const std::string& what) {
  return Allowed(WayBackTo(kernel, catalog, before), options, what);
}

Result<Recovered> Recover(Kernel& kernel, const Catalog& catalog, const Ledger& ledger,
                          const Options* options, std::vector<std::string>& messages) {
  return Recovery(kernel, catalog, ledger, options, messages).Run();
}

Result<std::optional<RecoveryPlan>> PlanRecovery(const Kernel& kernel, const Catalog& catalog,
                                                 const Unended& unended, const Options& options) {
  const std::optional<Record>& open = unended.killed ? unended.killed : unended.waiting;
  if (!open) return std::nullopt;
  if (!unended.killed && !IsOverdue(*open)) return Fail(StillWaits(*open));
  RecoveryPlan plan{*open, {}};
  plan.record.before = AsPresent(kernel, open->before);
  WayBack way = WayBackTo(kernel, catalog, plan.record.before);
  const std::string what = (unended.killed ? Killed(*open) : Overdue(*open)).what;
  if (auto allowed = Allowed(way, options, what); !allowed) return Fail(allowed.error());
  plan.steps = std::move(way.steps);
  return plan;
}

PutBackDone PutBack(Kernel& kernel, const Catalog& catalog, Record& record,
                    const RollBackRules& rules) {
  PutBackDone done;
  record.before = AsPresent(kernel, std::move(record.before));
  const Checkpoint before = record.before;
  const State was = ObserveAgain(kernel, catalog, before).values;
  done.left = RollBack(kernel, catalog, before, rules);
  done.changes = Differences(was, ObserveAgain(kernel, catalog, before).values, before);
  if (!done.left.empty()) record.ending = Ending::kHalf;
  KeepWhatDiffers(kernel, catalog, record);
  return done;
}

std::vector<std::string> Conclude(const Ledger& ledger, Ledger::Slot slot, const Record& record) {
  if (record.ending == Ending::kHalf) {
    const auto kept = ledger.Conclude(slot, record);
    if (kept && kept->empty()) return {};
    return {kept
                ? NotInFull(*kept)
                : NameOf(record) + " cannot be written down, and the next run takes it up again: " +
                      kept.error().message};
  }
  // The host is as before: nothing of the record is needed any more.
  std::vector<std::string> lines;
  auto added = ledger.AddToHistory(record);
  const auto gone = ledger.Discard(slot);
  // Without it there is more room. Whoever waits knows by the history that the run has ended.
  if (!added && gone) added = ledger.AddToHistory(record);
  if (!added) lines.push_back("the history does not have it: " + added.error().message);
  if (!gone) lines.push_back(gone.error().message + "; the next run takes it up again");
  return lines;
}

std::string NotInFull(const std::string& why) {
  return "the history has it without its list of changes (" + why +
         "): `netkeel rollback` puts back all that was there before it, also what others have set "
         "since; free some space in the state directory";
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
