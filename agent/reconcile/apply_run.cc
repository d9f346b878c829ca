// SPDX-License-Identifier: Apache-2.0
#include "reconcile/apply_run.h"

#include "base/text.h"
#include "reconcile/link.h"
#include "reconcile/other_hands.h"
#include "reconcile/recovery.h"
#include "reconcile/report_parts.h"
#include "reconcile/roll_back.h"
#include "reconcile/run_record.h"
#include "reconcile/signal_hold.h"

namespace netkeel {
namespace {

constexpr int kRounds = 4;
constexpr int kTimesGone = 1;
constexpr std::chrono::milliseconds kBeforeLookingForIt(500);

/// The first finding that keeps an apply from going on.
Result<void> NoErrorIn(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    if (finding.status != Status::kError) continue;
    return Fail(ErrorCode::kBadInput, ToText(finding.address) + ": " + finding.reason);
  }
  return {};
}

}  // namespace

ApplyRun::ApplyRun(Kernel& kernel, const Catalog& catalog, Goal goal, const Options& options,
                   const Ledger* ledger)
    : kernel_(kernel),
      catalog_(catalog),
      goal_(std::move(goal)),
      options_(options),
      ledger_(ledger),
      report_(goal_.report),
      earlier_(std::move(report_.changes)),
      leave_(options.allow_disruptive, options.flap_budget),
      learner_(catalog) {
  report_.changes.clear();
}

Report ApplyRun::Run() {
  if (const auto ready = Prepare(); !ready) return Refused(ready.error());
  if (!planned_.plan.empty()) {
    SignalHold signals;
    if (const auto saved = SaveCheckpoint(); !saved) return Refused(saved.error());
    auto done = MakeRounds(signals);
    if (done) done = Finish();
    if (!done) {
      Undo(done.error());
      return std::move(report_);
    }
  } else if (options_.confirm_within.count() > 0) {
    report_.messages.push_back("nothing was changed: there is nothing to confirm");
  }
  TakeLook(look_, planned_, report_);
  NameOthers();
  AddChanges(earlier_, report_.changes);
  return std::move(report_);
}

Result<void> ApplyRun::Prepare() {
  if (ledger_ != nullptr) {
    auto recovered = Recover(kernel_, catalog_, *ledger_, &options_, report_.messages);
    if (!recovered) return Fail(recovered.error());
    AddChanges(earlier_, recovered->done.changes);
    earlier_ = std::move(recovered->done.changes);
    for (const auto& [link, times] : recovered->resets) leave_.Note(link, times);
  }
  if (auto looked = LookAgain(); !looked) return looked;
  if (goal_.exact) {
    if (auto whole = WholeOrNothing(planned_.findings); !whole) return whole;
  }
  return leave_.Covers(planned_.plan, look_.devices);
}

Result<void> ApplyRun::SaveCheckpoint() {
  RecordBefore();
  if (ledger_ == nullptr) return {};
  const auto id = ledger_->NextId();
  if (id) record_.id = *id;
  auto saved = id ? ledger_->Save(Ledger::Slot::kCheckpoint, record_) : Fail(id.error());
  if (saved) {
    saved = ledger_->Reserve(record_, options_.confirm_within.count() > 0);
    if (!saved) ledger_->Discard(Ledger::Slot::kCheckpoint);
  }
  saved_ = saved.has_value();
  if (saved_) return {};
  if (!options_.no_checkpoint) {
    return Fail(At("it could not be undone: no checkpoint", saved.error()));
  }
  report_.messages.push_back(WithoutCheckpoint(saved.error()));
  return {};
}

void ApplyRun::RecordBefore() {
  record_ = StartRecord(kernel_, goal_.verb, goal_.report.profile);
  record_.allow_disruptive = options_.allow_disruptive;
  Checkpoint& before = record_.before;
  std::set<std::string> names;
  for (const Step& step : planned_.plan) names.insert(step.device);
  for (const std::string& name : names) before.devices.push_back(look_.devices.at(name));
  std::map<std::string, std::set<std::string>> host_keys;
  for (const auto& [address, wish] : look_.desired.wishes) {
    if (address.device == kHostDevice) host_keys[address.tunable].insert(address.key);
  }
  before.values = ObserveAll(kernel_, catalog_, before.devices, host_keys).values;
}

Result<void> ApplyRun::MakeRounds(SignalHold& signals) {
  for (int round = 0; round < kRounds; ++round) {
    if (auto made = MakeRound(signals); !made) return made;
    if (planned_.plan.empty()) return {};
  }
  learner_.GiveUp(planned_.plan, kRounds);
  return PlanAnew();
}

Result<void> ApplyRun::MakeRound(SignalHold& signals) {
  if (const std::string signal = signals.Held(); !signal.empty()) {
    return Fail(ErrorCode::kIo, signal + " came in the middle of it");
  }
  const Execution execution = Execute(
      kernel_, catalog_, look_, planned_.plan,
      {leave_, OnFailure::kStop, options_.carrier_timeout, CarriersOf(record_.before.devices)});
  Remember(execution);
  if (goal_.exact && !execution.held.empty()) {
    return Fail(ErrorCode::kBusy, ToText(execution.held.begin()->first) + ": " +
                                      execution.held.begin()->second +
                                      "; it came up just now, and a rollback is whole or nothing");
  }
  for (const Failure& failure : execution.failures) {
    if (!IsPassing(failure)) return Fail(At(AddressesOf(failure.step), failure.error));
    kernel_.Pause(kBeforeLookingForIt);
  }
  if (auto looked = LookAgain(); !looked) return looked;
  return learner_.Settle(look_, planned_.plan) ? PlanAnew() : Result<void>{};
}

/// Whether the interface or the vector went away under our hands, or its driver is at it just now:
/// the next look decides. Twice is for good.
bool ApplyRun::IsPassing(const Failure& failure) {
  return failure.error.code == ErrorCode::kNotFound &&
         ++gone_[failure.step.changes.front().address] <= kTimesGone;
}

void ApplyRun::Remember(const Execution& execution) {
  learner_.Note(execution);
  for (const auto& [interface, outage] : execution.outages) {
    report_.messages.push_back(TextOf(interface, outage));
  }
  for (const Step& step : execution.done) {
    for (const Change& change : step.changes) {
      const auto saved = record_.before.values.find(change.address);
      written_.emplace(change.address, saved != record_.before.values.end()
                                           ? std::optional(saved->second)
                                           : change.before);
    }
  }
}

Result<void> ApplyRun::LookAgain() {
  auto look = goal_.look(kernel_);
  if (!look) return Fail(look.error());
  look_ = std::move(*look);
  return PlanAnew();
}

Result<void> ApplyRun::PlanAnew() {
  const PlanRules rules{.hold_disruptive = !options_.allow_disruptive, .exact = goal_.exact};
  planned_ = MakePlan(catalog_, look_, learner_.lessons(), rules);
  return NoErrorIn(planned_.findings);
}

void ApplyRun::Undo(const Error& cause) {
  report_.messages.push_back("failed: " + cause.message);
  const std::vector<std::string> left = RollBack(
      kernel_, catalog_, record_.before, {options_.carrier_timeout, options_.allow_disruptive});
  report_.messages.push_back(left.empty() ? "rolled back: everything is as it was before"
                                          : "rolled back, but for:");
  report_.messages.insert(report_.messages.end(), left.begin(), left.end());
  if (const auto look = LookAgain(); look || !planned_.findings.empty()) {
    TakeLook(look_, planned_, report_);
    NameOthers();
  }
  report_.exit_code = left.empty() ? ExitCode::kRolledBack : ExitCode::kNotRolledBack;
  report_.changes.clear();
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
    return {};
  }
  const auto kept = ledger_->Conclude(Ledger::Slot::kCheckpoint, ended);
  if (kept && !kept->empty()) report_.messages.push_back(NotInFull(*kept));
  if (kept) return {};
  return Fail(
      At("its way back cannot be kept, and an apply that cannot be undone is none; make room "
         "in the state directory, or give leave with --no-checkpoint",
         kept.error()));
}

void ApplyRun::NameOthers() {
  if (goal_.profile != nullptr) NameOtherHands(kernel_, look_, report_);
}

void ApplyRun::ReportChanges() {
  for (const auto& [address, before] : written_) {
    const auto after = look_.observed.values.find(address);
    if (after == look_.observed.values.end() || before == after->second) continue;
    report_.changes.push_back({address, before, after->second});
  }
}

void ApplyRun::DiscardCheckpoint() {
  if (!saved_) return;
  if (const auto discarded = ledger_->Discard(Ledger::Slot::kCheckpoint); !discarded) {
    report_.messages.push_back(discarded.error().message + "; the next apply will roll back");
  }
}

Report ApplyRun::Refused(const Error& cause) {
  if (!planned_.findings.empty()) TakeLook(look_, planned_, report_);
  report_.messages.push_back(
      (earlier_.empty() ? "nothing was changed: " : "nothing more was changed: ") + cause.message);
  report_.exit_code = ExitCode::kError;
  report_.changes = std::move(earlier_);
  return std::move(report_);
}

}  // namespace netkeel
