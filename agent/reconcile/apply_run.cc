// SPDX-License-Identifier: Apache-2.0
#include "reconcile/apply_run.h"

#include <algorithm>

#include "base/text.h"
#include "history/run_record.h"
#include "reconcile/link.h"
#include "reconcile/other_hands.h"
#include "reconcile/recovery.h"
#include "reconcile/report_parts.h"
#include "reconcile/roll_back.h"
#include "reconcile/signal_hold.h"
#include "tunables/ipv6_loss.h"

namespace netkeel {
namespace {

constexpr int kRounds = 4;
constexpr int kTimesGone = 1;
constexpr std::chrono::milliseconds kBeforeLookingForIt(500);

/// The first finding that keeps an apply from going on.
Result<void> NoErrorIn(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    if (finding.status != Status::kError || finding.confined) continue;
    return Fail(ErrorCode::kBadInput, ToText(finding.address) + ": " + finding.reason);
  }
  return {};
}

/// What was observed at `address` beside its value: "gro_flush_timeout/napis".
State CompanionsOf(const Address& address, const State& observed) {
  const std::string prefix = address.key + '/';
  State companions;
  for (auto it = observed.upper_bound(address); it != observed.end(); ++it) {
    const Address& other = it->first;
    if (other.device != address.device || other.tunable != address.tunable) break;
    if (other.key.starts_with(prefix)) companions.insert(*it);
  }
  return companions;
}

}  // namespace

ApplyRun::ApplyRun(Kernel& kernel, const Catalog& catalog, Goal goal, const Options& options)
    : kernel_(kernel),
      catalog_(catalog),
      goal_(std::move(goal)),
      options_(options),
      report_(goal_.report),
      earlier_(std::move(report_.changes)),
      leave_(options.allow_disruptive, options.flap_budget) {
  report_.changes.clear();
}

Report ApplyRun::Run(const Ledger& ledger) {
  Pass(&ledger);
  return Take();
}

void ApplyRun::Pass(const Ledger* ledger) {
  ledger_ = ledger;
  refused_.reset();
  if (const auto ready = Prepare(); !ready) return Refuse(ready.error());
  if (!planned_.plan.empty()) {
    if (!Write()) return;
    KeepGrants();
  } else {
    if (options_.confirm_within.count() > 0) {
      report_.messages.push_back("nothing was changed: there is nothing to confirm");
    }
    NoteThatAllIsWell();
  }
  TakeLook(look_, planned_, report_);
  NameOthers();
}

bool ApplyRun::Write() {
  SignalHold signals;
  options_.on_begin();
  if (const auto saved = SaveCheckpoint(); !saved) {
    Refuse(saved.error());
    return false;
  }
  auto done = MakeRounds(signals);
  if (done) done = Finish();
  if (!done) Undo(done.error());
  return done.has_value();
}

Result<void> ApplyRun::Prepare() {
  if (ledger_ != nullptr) {
    if (auto stands = HeedRollbacks(); !stands) return stands;
    auto recovered = Recover(kernel_, catalog_, *ledger_, &options_, report_.messages);
    if (!recovered) return Fail(recovered.error());
    AddChanges(earlier_, recovered->done.changes);
    earlier_ = std::move(recovered->done.changes);
    for (const auto& [link, times] : recovered->resets) leave_.Note(link, times);
  }
  // A rollback asks for what was there to the letter.
  if (ledger_ != nullptr && !goal_.exact && written_.empty()) {
    known_ = ledger_->LoadGrants().value_or(Grants{});
    learner_.Know(known_);
  }
  if (auto looked = LookAgain(); !looked) return looked;
  if (goal_.exact) {
    if (auto whole = WholeOrNothing(planned_.findings); !whole) return whole;
  }
  // A later pass makes what it may: a reset too many is held by itself.
  return written_.empty() ? leave_.Covers(planned_.plan, look_.devices) : Result<void>{};
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
  if (!execution.lost.empty()) return Fail(ErrorCode::kIo, Join(execution.lost, "; "));
  if (auto looked = LookAgain(); !looked) return looked;
  if (learner_.Settle(look_, planned_.plan)) {
    if (auto planned = PlanAnew(); !planned) return planned;
  }
  LeaveStrangers();
  return {};
}

/// Whether the interface or the vector went away under our hands, or its driver is at it just now:
/// the next look decides. Twice is for good.
bool ApplyRun::IsPassing(const Failure& failure) {
  return failure.error.code == ErrorCode::kNotFound &&
         ++gone_[failure.step.changes.front().address] <= kTimesGone;
}

void ApplyRun::Remember(const Execution& execution) {
  learner_.Note(execution, look_);
  report_.messages.insert(report_.messages.end(), execution.warnings.begin(),
                          execution.warnings.end());
  for (const auto& [interface, outage] : execution.outages) {
    report_.messages.push_back(TextOf(interface, outage));
  }
  for (const Step& step : execution.done) {
    for (const Change& change : step.changes) {
      NoteIpv6(change);
      const auto saved = record_.before.values.find(change.address);
      written_.emplace(change.address, saved != record_.before.values.end()
                                           ? std::optional(saved->second)
                                           : change.before);
      for (const auto& [address, value] : CompanionsOf(change.address, record_.before.values)) {
        beside_.emplace(address, value);
      }
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

void ApplyRun::KeepGrants() {
  const Grants grants = learner_.ToKeep();
  if (ledger_ == nullptr || goal_.exact || grants == known_) return;
  if (const auto kept = ledger_->SaveGrants(grants); kept) {
    known_ = grants;
  } else {
    SayOnce("what was granted is not remembered, and is asked for again next time: " +
            kept.error().message);
  }
}

/// A rollback that brings IPv6 back is told from the change that took it.
void ApplyRun::NoteIpv6(const Change& change) {
  const bool is_lost =
      goal_.exact ? change.before && TakesIpv6({change.address, change.after, *change.before})
                  : TakesIpv6(change);
  if (!is_lost) return;
  const std::string& device = change.address.device;
  without_ipv6_.insert(device == kHostDevice ? "all interfaces" : device);
}

void ApplyRun::SayWhatWentWithIpv6() {
  if (without_ipv6_.empty()) return;
  report_.messages.push_back(
      "IPv6 addresses and routes of " + Join({without_ipv6_.begin(), without_ipv6_.end()}, ", ") +
      " went with IPv6 and are not back: they are no settings of netkeel's; have the network "
      "manager set them anew");
}

void ApplyRun::NameOthers() {
  if (goal_.profile != nullptr) NameOtherHands(kernel_, look_, report_);
}

void ApplyRun::ReportChanges() {
  report_.changes.clear();
  for (const auto& [address, before] : written_) {
    const auto after = look_.observed.values.find(address);
    if (after == look_.observed.values.end() || before == after->second) continue;
    report_.changes.push_back({address, before, after->second});
  }
  AddChangesBeside();
}

/// What a write changed that reads back as before: single NAPIs that had a value of their own.
void ApplyRun::AddChangesBeside() {
  for (const auto& [address, before] : written_) {
    const auto after = look_.observed.values.find(address);
    if (after == look_.observed.values.end() || before != after->second) continue;
    for (const auto& [companion, was] : CompanionsOf(address, beside_)) {
      const auto is = look_.observed.values.find(companion);
      if (is == look_.observed.values.end() || is->second == was) continue;
      report_.changes.push_back({companion, was, is->second});
    }
  }
}

void ApplyRun::Refuse(const Error& cause) {
  if (!planned_.findings.empty()) TakeLook(look_, planned_, report_);
  refused_ = cause;
  report_.exit_code = ExitCode::kError;
}

void ApplyRun::SayOnce(const std::string& message) {
  std::vector<std::string>& said = report_.messages;
  if (std::find(said.begin(), said.end(), message) == said.end()) said.push_back(message);
}

Report ApplyRun::Take() {
  if (refused_ && !report_.changes.empty()) {
    report_.messages.push_back("not all was done: " + refused_->message);
    report_.exit_code = ExitCode::kDrift;
  } else if (refused_) {
    const std::string what =
        earlier_.empty() ? "nothing was changed: " : "nothing more was changed: ";
    report_.messages.push_back(what + refused_->message);
    report_.exit_code = ExitCode::kError;
  }
  if (!failed_) AddChanges(earlier_, report_.changes);
  return std::move(report_);
}

}  // namespace netkeel
