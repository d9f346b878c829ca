// SPDX-License-Identifier: Apache-2.0
//
// A run's record: the checkpoint before its first write, and its place in the history.
#include <algorithm>

#include "history/run_record.h"
#include "reconcile/apply_run.h"
#include "reconcile/recovery.h"
#include "reconcile/report_parts.h"
#include "reconcile/restore.h"
#include "reconcile/roll_back.h"

namespace netkeel {
namespace {

/// What `later` found where `before` knows nothing yet.
void AddLater(const Checkpoint& later, Checkpoint& before) {
  before.values.insert(later.values.begin(), later.values.end());
  for (const Device& device : later.devices) {
    const bool known = std::any_of(before.devices.begin(), before.devices.end(),
                                   [&](const Device& other) { return other.name == device.name; });
    if (!known) before.devices.push_back(device);
  }
}

}  // namespace

Result<void> ApplyRun::SaveCheckpoint() {
  if (auto recorded = RecordBefore(); !recorded) return recorded;
  LeaveStrangers();
  if (ledger_ == nullptr) return {};
  const auto saved = SaveRecord();
  saved_ = saved.has_value();
  if (saved_) return {};
  if (!options_.no_checkpoint) {
    return Fail(At("it could not be undone: no checkpoint", saved.error()));
  }
  report_.messages.push_back(WithoutCheckpoint(saved.error()));
  return {};
}

/// A later pass is the same run: as soon as the checkpoint has all of it, the history forgets the
/// first ones until it ends.
Result<void> ApplyRun::SaveRecord() {
  const bool again = saved_;
  const auto id = again ? Result<uint64_t>(record_.id) : ledger_->NextId();
  if (!id) return Fail(id.error());
  record_.id = *id;
  auto saved = ledger_->Save(Ledger::Slot::kCheckpoint, record_);
  if (!saved) return saved;
  saved = ledger_->Reserve(record_, options_.confirm_within.count() > 0);
  if (saved && again) saved = ledger_->Forget(record_.id);
  if (!saved) ledger_->Discard(Ledger::Slot::kCheckpoint);
  return saved;
}

Result<void> ApplyRun::RecordBefore() {
  constexpr int kTries = 4;
  constexpr std::chrono::milliseconds kBetweenTries(500);
  for (int tries = 1; !RecordOnce(); ++tries) {
    if (tries == kTries) {
      return Fail(ErrorCode::kBusy,
                  "interfaces come, go, or get other names while their settings are saved");
    }
    kernel_.Pause(kBetweenTries);
    if (auto looked = LookAgain(); !looked) return looked;
  }
  return {};
}

/// What an earlier pass found counts: `before` is what was there before the first. False, and
/// nothing is added, where an interface has left its name meanwhile.
bool ApplyRun::RecordOnce() {
  if (record_.verb.empty()) record_ = StartRecord(kernel_, goal_.verb, goal_.report.profile);
  record_.ending = Ending::kUnfinished;
  record_.allow_disruptive = options_.allow_disruptive;
  record_.before = AsPresent(kernel_, std::move(record_.before));
  const auto now = CheckpointOf(kernel_, catalog_, look_, planned_.plan);
  if (!now) return false;
  AddLater(*now, record_.before);
  return true;
}

/// What got a matching name, or came, after the checkpoint was made is no part of it, and a
/// rollback could not put it back: it is left for the next run.
void ApplyRun::LeaveStrangers() {
  const auto& known = record_.before.devices;
  std::set<std::string> strangers;
  std::erase_if(planned_.plan, [&](const Step& step) {
    const Device& device = look_.devices.at(step.device);
    if (device.name == kHostDevice) return false;
    const bool saved = std::any_of(known.begin(), known.end(), [&](const Device& each) {
      return each.name == device.name && each.ifindex == device.ifindex;
    });
    if (!saved) strangers.insert(device.name);
    return !saved;
  });
  for (const std::string& name : strangers) {
    SayOnce(name +
            " is another interface than when this run began, or new: it is left as it is; run it "
            "again");
  }
}

/// An operator who rolled back what an earlier pass made does not get it again.
Result<void> ApplyRun::HeedRollbacks() {
  if (!saved_) return {};
  const auto history = ledger_->LoadHistory();
  if (!history) return {};
  for (const Record& record : history->records) {
    if (record.id <= record_.id || record.verb != "rollback") continue;
    return Fail(ErrorCode::kBadInput,
                NameOf(record) + " came in between: what was waited for is left alone");
  }
  return {};
}

void ApplyRun::Undo(const Error& cause) {
  report_.messages.push_back("failed: " + cause.message);
  const std::vector<std::string> left = RollBack(
      kernel_, catalog_, record_.before, {options_.carrier_timeout, options_.allow_disruptive});
  report_.messages.push_back(left.empty() ? "rolled back: every setting is as it was before"
                                          : "rolled back, but for:");
  report_.messages.insert(report_.messages.end(), left.begin(), left.end());
  SayWhatWentWithIpv6();
  if (const auto look = LookAgain(); look || !planned_.findings.empty()) {
    TakeLook(look_, planned_, report_);
    NameOthers();
  }
  report_.exit_code = left.empty() ? ExitCode::kRolledBack : ExitCode::kNotRolledBack;
  report_.changes.clear();
  failed_ = true;
  record_.ending = left.empty() ? Ending::kFailed : Ending::kHalf;
  record_.reason = cause.message;
  if (!saved_) return;
  KeepWhatDiffers(kernel_, catalog_, record_);
  for (std::string& line : Conclude(*ledger_, Ledger::Slot::kCheckpoint, record_)) {
    report_.messages.push_back(std::move(line));
  }
}

Result<void> ApplyRun::Finish() {
  ReportChanges();
  if (goal_.exact) SayWhatWentWithIpv6();
  const bool whole = ExitCodeOf(planned_.findings) == ExitCode::kAsWanted;
  record_.ending = whole ? Ending::kApplied : Ending::kPartly;
  record_.changes = report_.changes;
  if (options_.confirm_within.count() > 0) {
    if (auto waits = AwaitConfirmation(); !waits) return waits;
    DiscardCheckpoint();
    return {};
  }
  return KeepWayBack();
}

Result<void> ApplyRun::AwaitConfirmation() {
  const auto seconds = static_cast<uint64_t>(options_.confirm_within.count());
  Record waiting = record_;
  waiting.ending = Ending::kWaiting;
  waiting.deadline = SecondsSinceBoot() + seconds;
  if (auto saved = ledger_->Save(Ledger::Slot::kPending, waiting); !saved) return saved;
  report_.messages.push_back("everything is rolled back in " + std::to_string(seconds) +
                             " s unless `netkeel confirm` comes; `netkeel rollback` does so now");
  return {};
}

Result<void> ApplyRun::KeepWayBack() {
  if (!saved_) return {};
  Record ended = record_;
  KeepWhatDiffers(kernel_, catalog_, ended);
  if (ended.changes.empty() && ended.before.values.empty()) {
    DiscardCheckpoint();
    record_ = {};
    saved_ = false;
    return {};
  }
  const auto kept = ledger_->Conclude(Ledger::Slot::kCheckpoint, ended);
  if (kept && !kept->empty()) report_.messages.push_back(NotInFull(*kept));
  record_.before = std::move(ended.before);  // for the next pass
  if (kept) return {};
  return Fail(
      At("its way back cannot be kept, and an apply that cannot be undone is none; make room "
         "in the state directory, or give leave with --no-checkpoint",
         kept.error()));
}

/// Nothing was to be done, and the last run that the history has did not end so well: that is news.
void ApplyRun::NoteThatAllIsWell() {
  if (ledger_ == nullptr || ExitCodeOf(planned_.findings) != ExitCode::kAsWanted) return;
  const auto last = ledger_->LastOfHistory();
  if (!last || !*last || ExitCodeOf((*last)->ending) == ExitCode::kAsWanted) return;
  Record record = **last;
  if (record.id != record_.id) {
    record = StartRecord(kernel_, goal_.verb, goal_.report.profile);
    record.id = (*last)->id + 1;
  }
  record.ending = Ending::kApplied;
  if (const auto added = ledger_->AddToHistory(record); !added) {
    report_.messages.push_back("the history does not have it: " + added.error().message);
  }
}

void ApplyRun::DiscardCheckpoint() {
  if (!saved_) return;
  if (const auto discarded = ledger_->Discard(Ledger::Slot::kCheckpoint); !discarded) {
    report_.messages.push_back(discarded.error().message + "; the next apply will roll back");
  }
}

}  // namespace netkeel
