// SPDX-License-Identifier: Apache-2.0
#include "reconcile/reconciler.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "history/ledger.h"
#include "host/inventory.h"
#include "profile/variants.h"
#include "reconcile/apply_run.h"
#include "reconcile/lints.h"
#include "reconcile/look.h"
#include "reconcile/other_hands.h"
#include "reconcile/planner.h"
#include "reconcile/recovery.h"
#include "reconcile/report_parts.h"

namespace netkeel {
namespace {

constexpr std::chrono::milliseconds kBetweenLooks(250);

/// Whether time may help: an interface that is missing, or whose vectors are. A vector that only
/// has yet to move has an actual value.
bool WaitsForInterface(const Finding& finding) {
  const bool late = finding.status == Status::kAbsent || finding.status == Status::kPending;
  return late && !finding.tolerated && !finding.accepted && finding.actual.empty() &&
         finding.address.device != kHostDevice;
}

std::set<Address> Waiting(const std::vector<Finding>& findings) {
  std::set<Address> waiting;
  for (const Finding& finding : findings) {
    if (WaitsForInterface(finding)) waiting.insert(finding.address);
  }
  return waiting;
}

/// Looks, and looks again until the goal's interfaces are there and up or `wait` is over.
Result<Look> WaitedLook(const Kernel& kernel, const Catalog& catalog, const Goal& goal,
                        const Options& options) {
  for (std::chrono::milliseconds waited(0);; waited += kBetweenLooks) {
    auto look = goal.look(kernel);
    if (!look || waited >= options.wait) return look;
    if (Waiting(MakePlan(catalog, *look, {}, {}).findings).empty()) return look;
    kernel.Pause(kBetweenLooks);
  }
}

/// What a run would do that has to recover first: its own steps are from what would be then.
Reconciler::Preview PreviewBehind(const Kernel& kernel, const Catalog& catalog,
                                  const RecoveryPlan& recovery, Goal goal, const Options& options) {
  const Record& record = recovery.record;
  goal.report.messages.push_back(
      (record.ending == Ending::kWaiting ? OverdueText(record) : KilledText(record)) +
      ": that would be put back first; the steps behind that are from what would be there then");
  goal.look = [look = goal.look, &before = record.before.values](const Kernel& now) {
    auto found = look(now);
    if (!found) return found;
    for (const auto& [address, value] : before) found->observed.values[address] = value;
    return found;
  };
  Reconciler::Preview preview = PreviewOf(kernel, catalog, goal, options);
  preview.plan.insert(preview.plan.begin(), recovery.steps.begin(), recovery.steps.end());
  if (preview.report.exit_code == ExitCode::kAsWanted) preview.report.exit_code = ExitCode::kDrift;
  return preview;
}

/// Whether something that was waited for has come, or something else has gone.
bool HasNews(const Kernel& kernel, const Catalog& catalog, const Goal& goal,
             const std::set<Address>& waiting) {
  const auto look = goal.look(kernel);
  return !look || Waiting(MakePlan(catalog, *look, {}, {}).findings) != waiting;
}

/// Returns how long it waited for the lock, within `left` of a command that waits.
std::chrono::milliseconds PassOnce(ApplyRun& run, const std::string& state_directory,
                                   const Options& options, std::chrono::milliseconds left) {
  const auto begin = std::chrono::steady_clock::now();
  const auto patience = options.wait.count() == 0
                            ? kLockPatience
                            : std::chrono::duration_cast<std::chrono::seconds>(left);
  const auto ledger = Ledger::Open(state_directory, patience, "apply");
  const auto waited = std::chrono::steady_clock::now() - begin;
  // A lock that another one holds is no reason to write beside it.
  const bool goes_on = options.no_checkpoint && !ledger && ledger.error().code != ErrorCode::kBusy;
  if (!ledger && !goes_on) {
    run.Refuse(ledger.error());
  } else {
    if (!ledger) run.SayOnce(WithoutCheckpoint(ledger.error()));
    run.Pass(ledger ? &*ledger : nullptr);
  }
  return std::chrono::duration_cast<std::chrono::milliseconds>(waited);
}

}  // namespace

Report StartReport(const Kernel& kernel, const Profile& profile) {
  Report report;
  report.profile = profile.path;
  report.host = HostName(kernel);
  const bool varies = HasConditions(profile);
  const auto variant = varies ? VariantHere(kernel, profile) : Result<Profile>{};
  if (variant) report.warnings = Lint(varies ? *variant : profile);
  return report;
}

void AddChanges(const std::vector<Change>& earlier, std::vector<Change>& changes) {
  for (const Change& change : earlier) {
    const auto again = std::find_if(changes.begin(), changes.end(), [&](const Change& other) {
      return other.address == change.address;
    });
    if (again == changes.end()) {
      changes.push_back(change);
    } else {
      again->before = change.before;
    }
  }
  std::sort(changes.begin(), changes.end(),
            [](const Change& a, const Change& b) { return a.address < b.address; });
}

void TakeLook(const Look& look, const Planned& planned, Report& report) {
  report.devices.clear();
  for (const auto& [name, device] : look.devices) {
    if (name != kHostDevice) report.devices.push_back(device);
  }
  report.findings = planned.findings;
  report.exit_code = ExitCodeOf(report.findings);
  for (std::string& line : Lint(look)) {
    const auto& lines = report.warnings;
    if (std::count(lines.begin(), lines.end(), line) == 0) report.warnings.push_back(line);
  }
}

Result<void> WholeOrNothing(const std::vector<Finding>& findings) {
  std::map<std::string, std::vector<std::string>> held;
  for (const Finding& finding : findings) {
    if (finding.status != Status::kHeld) continue;
    held[finding.address.device].push_back(finding.address.tunable + '/' + finding.address.key);
  }
  if (held.empty()) return {};
  std::vector<std::string> links;
  for (const auto& [device, settings] : held) {
    links.push_back(device + " (" + Join(settings, ", ") + ')');
  }
  return Fail(ErrorCode::kBadInput, "a rollback is whole or nothing, and it resets what is up: " +
                                        Join(links, ", ") + "; allow that with --allow-disruptive");
}

std::string WithoutCheckpoint(const Error& why) {
  return "WITHOUT A CHECKPOINT: if this run is killed, nothing will put back what it has changed, "
         "and `netkeel rollback` cannot undo it (" +
         why.message + ')';
}

Goal ProfileGoal(const Kernel& kernel, const Catalog& catalog, const Profile& profile,
                 const Options& options) {
  return {[&catalog, &profile, only = options.interfaces](const Kernel& now) {
            return LookAt(now, catalog, profile, only);
          },
          "apply", StartReport(kernel, profile), &profile, /*exact=*/false};
}

Reconciler::Preview PreviewOf(const Kernel& kernel, const Catalog& catalog, const Goal& goal,
                              const Options& options) {
  Reconciler::Preview preview{goal.report, {}};
  const auto look = WaitedLook(kernel, catalog, goal, options);
  if (!look) {
    preview.report.messages.push_back(look.error().message);
    preview.report.exit_code = ExitCode::kError;
    return preview;
  }
  const PlanRules rules{.hold_disruptive = !options.allow_disruptive, .exact = goal.exact};
  Lessons lessons;
  if (!goal.exact) lessons.grants = options.grants;
  Planned planned = MakePlan(catalog, *look, lessons, rules);
  TakeLook(*look, planned, preview.report);
  if (goal.profile != nullptr) NameOtherHands(kernel, *look, preview.report);
  auto may = goal.exact ? WholeOrNothing(planned.findings) : Result<void>{};
  const ResetLeave leave(options.allow_disruptive, options.flap_budget);
  if (may) may = leave.Covers(planned.plan, look->devices);
  if (!may) {
    preview.report.messages.push_back("nothing would be changed: " + may.error().message);
    preview.report.exit_code = ExitCode::kError;
  }
  // Apply refuses to start where one setting cannot be.
  if (preview.report.exit_code != ExitCode::kError) preview.plan = std::move(planned.plan);
  return preview;
}

Report Reconciler::Check(const Kernel& kernel) const {
  const Goal goal = ProfileGoal(kernel, catalog_, profile_, options_);
  Report report = goal.report;
  const auto look = WaitedLook(kernel, catalog_, goal, options_);
  if (!look) {
    report.messages.push_back(look.error().message);
    report.exit_code = ExitCode::kError;
    return report;
  }
  Lessons lessons;
  lessons.grants = options_.grants;
  TakeLook(*look, MakePlan(catalog_, *look, lessons, {}), report);
  NameOtherHands(kernel, *look, report);
  return report;
}

Reconciler::Preview Reconciler::DryRun(const Kernel& kernel,
                                       const std::string& state_directory) const {
  Goal goal = ProfileGoal(kernel, catalog_, profile_, options_);
  const auto ledger = Ledger::OpenToRead(state_directory);
  Options options = options_;
  if (ledger) options.grants = ledger->LoadGrants().value_or(Grants{});
  const Unended unended = ledger ? FindUnended(kernel, *ledger) : Unended{};
  auto recovery = PlanRecovery(kernel, catalog_, unended, options_);
  if (!recovery) {
    goal.report.messages.push_back("nothing would be changed: " + recovery.error().message);
    goal.report.exit_code = ExitCode::kError;
    return {goal.report, {}};
  }
  return *recovery ? PreviewBehind(kernel, catalog_, **recovery, std::move(goal), options)
                   : PreviewOf(kernel, catalog_, goal, options);
}

Report Reconciler::Apply(Kernel& kernel, const std::string& state_directory) const {
  const Goal goal = ProfileGoal(kernel, catalog_, profile_, options_);
  ApplyRun run(kernel, catalog_, goal, options_);
  std::set<Address> waiting;
  std::chrono::milliseconds waited(0);
  for (bool due = true;;) {
    if (due) {
      waited += PassOnce(run, state_directory, options_, options_.wait - waited);
      waiting = Waiting(run.findings());
    }
    const bool time_helps = run.IsBlocked() || (!run.IsOver() && !waiting.empty());
    if (!time_helps || waited >= options_.wait) return run.Take();
    kernel.Pause(kBetweenLooks);
    waited += kBetweenLooks;
    due = run.IsBlocked() || HasNews(kernel, catalog_, goal, waiting);
  }
}

}  // namespace netkeel
