// SPDX-License-Identifier: Apache-2.0
#include "reconcile/trial_switch.h"

#include <algorithm>
#include <set>

#include "base/text.h"
#include "history/run_record.h"
#include "reconcile/apply_run.h"
#include "reconcile/goal.h"
#include "reconcile/recovery.h"
#include "reconcile/report_parts.h"
#include "reconcile/reset_leave.h"
#include "reconcile/restore.h"
#include "reconcile/roll_back.h"
#include "tunables/shown.h"

namespace netkeel {
namespace {

/// The finding of an address; null where there is none.
const Finding* FindingAt(const std::vector<Finding>& findings, const Address& address) {
  const auto found = std::find_if(findings.begin(), findings.end(), [&](const Finding& finding) {
    return finding.address == address;
  });
  return found == findings.end() ? nullptr : &*found;
}

/// A finding that stands in the way of a trial.
Result<void> NothingInTheWay(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    if (IsCompliant(finding) || finding.status == Status::kDrift) continue;
    return Fail(ErrorCode::kBadInput, ToText(finding.address) + ": " + ToText(finding.status) +
                                          (finding.reason.empty() ? "" : ": " + finding.reason));
  }
  return {};
}

/// Why an apply did not come to its end.
Error WhyNot(const Report& report) {
  constexpr std::string_view kFailed = "failed: ";
  for (const std::string& message : report.messages) {
    if (message.starts_with(kFailed)) return {ErrorCode::kIo, message.substr(kFailed.size())};
  }
  for (const Finding& finding : report.findings) {
    if (IsCompliant(finding)) continue;
    return {ErrorCode::kIo, ToText(finding.address) + ": " + ToText(finding.status) + ", wanted " +
                                finding.wanted + ", is " + finding.actual};
  }
  return {ErrorCode::kIo, Join(report.messages, "; ")};
}

}  // namespace

Result<void> TrialSwitch::Look(bool together) {
  together_ = together;
  auto look = LookAt(kernel_, catalog_, profile_, options_.interfaces);
  if (!look) return Fail(look.error());
  look_ = std::move(*look);
  Planned planned = MakePlan(catalog_, look_, {},
                             {.hold_disruptive = !options_.allow_disruptive, .exact = false});
  if (auto clear = NothingInTheWay(planned.findings); !clear) return clear;
  plan_ = std::move(planned.plan);
  changes_.clear();
  for (const Step& step : plan_) {
    changes_.insert(changes_.end(), step.changes.begin(), step.changes.end());
  }
  std::sort(changes_.begin(), changes_.end(),
            [](const Change& left, const Change& right) { return left.address < right.address; });
  resets_ = ResetsOf(plan_, look_.devices);
  if (changes_.empty()) {
    return Fail(ErrorCode::kBadInput,
                "nothing of it differs from what is there: there is nothing to try");
  }
  return together ? Result<void>{} : OneSettingOf(planned);
}

/// A line of a profile may mean many queues: that is one setting.
Result<void> TrialSwitch::OneSettingOf(const Planned& planned) const {
  std::set<std::string> settings;
  for (const Change& change : changes_) {
    const Finding* const finding = FindingAt(planned.findings, change.address);
    const bool has_line = finding != nullptr && finding->source.line > 0;
    // One line may have several, in braces: of "rx-0/rps_cpus" the name is what follows the queue.
    const std::string name = change.address.key.substr(change.address.key.rfind('/') + 1);
    settings.insert(has_line
                        ? change.address.tunable + ' ' + name + " (" + ToText(finding->source) + ')'
                        : ToText(change.address));
  }
  if (settings.size() == 1) return {};
  return Fail(ErrorCode::kBadInput,
              std::to_string(settings.size()) +
                  " settings differ, and nobody could tell which of them did it: " +
                  Join({settings.begin(), settings.end()}, ", ") +
                  "; try one at a time, or all of them as one with --together");
}

Result<void> TrialSwitch::Begin(const std::string& state_directory) {
  auto ledger = Ledger::Open(state_directory, kLockPatience, "trial");
  if (!ledger) return Fail(ledger.error());
  ledger_ = std::move(*ledger);
  auto recovered = Recover(kernel_, catalog_, *ledger_, &options_, messages_);
  if (!recovered) return Fail(recovered.error());
  // Whoever had the lock may have set what this profile says, too.
  if (auto looked = Look(together_); !looked) return looked;
  const auto id = ledger_->NextId();
  if (!id) return Fail(id.error());
  record_ = StartRecord(kernel_, "trial", profile_.path);
  record_.id = *id;
  record_.allow_disruptive = options_.allow_disruptive;
  auto before = CheckpointOf(kernel_, catalog_, look_, plan_);
  if (!before) return Fail(before.error());
  record_.before.devices = std::move(before->devices);
  record_.before.values = std::move(before->values);
  options_.on_begin();
  if (auto saved = ledger_->Save(Ledger::Slot::kCheckpoint, record_); !saved) return saved;
  if (auto room = ledger_->Reserve(record_, /*waits=*/false); !room) {
    static_cast<void>(ledger_->Discard(Ledger::Slot::kCheckpoint));
    return room;
  }
  return {};
}

/// Whose hand it was that spoils the trial is not known here.
Error TrialSwitch::Spoiled(const Address& address, const std::string& left,
                           const std::string& now) {
  return {ErrorCode::kBusy, ToText(address) + " was left at " + left + " and is " +
                                (now.empty() ? "gone" : now) +
                                " now: somebody else has changed it in the middle of the trial"};
}

Result<void> TrialSwitch::StillThere() const {
  const State& left = side_ == TrialSide::kChanged ? granted_ : record_.before.values;
  const State now = ObserveAgain(kernel_, catalog_, record_.before).values;
  for (const Change& change : changes_) {
    const auto was = left.find(change.address);
    if (was == left.end() || !record_.before.values.contains(change.address)) continue;
    const auto is = now.find(change.address);
    if (is != now.end() && is->second == was->second) continue;
    return Fail(Spoiled(change.address, ShownText(change.address, was->second),
                        is == now.end() ? "" : ShownText(change.address, is->second)));
  }
  return {};
}

Result<void> TrialSwitch::To(TrialSide side) {
  if (auto there = StillThere(); !there || side == side_) return there;
  auto switched = side == TrialSide::kChanged ? ToChanged() : ToAsIs();
  if (switched) side_ = side;
  return switched;
}

Result<void> TrialSwitch::ToChanged() {
  ApplyRun run(kernel_, catalog_, ProfileGoal(kernel_, catalog_, profile_, options_), options_);
  run.Pass(nullptr);
  const Report report = run.Take();
  if (report.exit_code != ExitCode::kAsWanted) return Fail(WhyNot(report));
  granted_ = ObserveAgain(kernel_, catalog_, record_.before).values;
  return Narrow();
}

/// What the change left alone is no business of the way back: a trial takes minutes, in which a
/// colleague may set it.
Result<void> TrialSwitch::Narrow() {
  if (narrowed_) return {};
  narrowed_ = true;
  KeepWhatDiffers(kernel_, catalog_, record_);
  return ledger_->Save(Ledger::Slot::kCheckpoint, record_);
}

Result<void> TrialSwitch::ToAsIs() {
  const auto left = RollBack(kernel_, catalog_, record_.before,
                             {options_.carrier_timeout, options_.allow_disruptive});
  if (left.empty()) return {};
  return Fail(ErrorCode::kIo, "cannot be put back: " + Join(left, "; "));
}

TrialEnd TrialSwitch::End(bool keep, const std::string& reason) {
  if (keep && side_ == TrialSide::kAsIs) {
    if (const auto made = To(TrialSide::kChanged); !made) {
      TrialEnd end = End(false, made.error().message);
      end.messages.insert(end.messages.begin(), "it is not kept: " + made.error().message);
      return end;
    }
  }
  if (keep) return Keep();
  TrialEnd end;
  record_.ending = Ending::kTried;
  record_.reason = reason;
  record_.changes.clear();
  PutBackDone done =
      PutBack(kernel_, catalog_, record_, {options_.carrier_timeout, options_.allow_disruptive});
  end.whole = done.left.empty();
  end.messages = std::move(done.left);
  for (std::string& line : Conclude(*ledger_, Ledger::Slot::kCheckpoint, record_)) {
    end.messages.push_back(std::move(line));
  }
  ledger_.reset();
  return end;
}

TrialEnd TrialSwitch::Keep() {
  TrialEnd end{.kept = true};
  record_.ending = Ending::kApplied;
  record_.changes = changes_;
  KeepWhatDiffers(kernel_, catalog_, record_);
  const auto kept = ledger_->Conclude(Ledger::Slot::kCheckpoint, record_);
  if (!kept) {
    end = End(false, kept.error().message);
    end.messages.insert(end.messages.begin(),
                        "its way back cannot be kept, so it was put back: " + kept.error().message);
    return end;
  }
  if (!kept->empty()) end.messages.push_back(NotInFull(*kept));
  ledger_.reset();
  return end;
}

}  // namespace netkeel
