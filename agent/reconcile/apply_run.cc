// SPDX-License-Identifier: Apache-2.0
#include "reconcile/apply_run.h"

#include "base/text.h"
#include "reconcile/link.h"
#include "reconcile/other_hands.h"
#include "reconcile/report_parts.h"
#include "reconcile/roll_back.h"

namespace netkeel {
namespace {

constexpr int kRounds = 4;
constexpr std::chrono::milliseconds kBeforeLookingForIt(500);

std::string BootId(const Kernel& kernel) {
  const auto id = kernel.ReadFile("/proc/sys/kernel/random/boot_id");
  return id ? std::string(Trim(*id)) : "";
}

/// "0.4 s".
std::string SecondsText(std::chrono::milliseconds time) {
  return std::to_string(time.count() / 1000) + '.' + std::to_string(time.count() % 1000 / 100) +
         " s";
}

/// The first finding that keeps an apply from going on.
Result<void> NoErrorIn(const std::vector<Finding>& findings) {
  for (const Finding& finding : findings) {
    if (finding.status != Status::kError) continue;
    return Fail(ErrorCode::kBadInput, ToText(finding.address) + ": " + finding.reason);
  }
  return {};
}

}  // namespace

ApplyRun::ApplyRun(Kernel& kernel, const Catalog& catalog, const Profile& profile,
                   const Options& options, const CheckpointStore& store)
    : kernel_(kernel),
      catalog_(catalog),
      profile_(profile),
      options_(options),
      store_(store),
      report_(StartReport(kernel, profile)) {}

Report ApplyRun::Run() {
  if (const auto ready = Prepare(); !ready) return Refused(ready.error());
  if (!planned_.plan.empty()) {
    if (const auto saved = SaveCheckpoint(); !saved) return Refused(saved.error());
    if (const auto made = MakeRounds(); !made) {
      Undo(made.error());
      return std::move(report_);
    }
    ReportChanges();
    DiscardCheckpoint();
  }
  TakeLook(look_, planned_, report_);
  NameOtherHands(kernel_, profile_, look_, report_);
  return std::move(report_);
}

Result<void> ApplyRun::Prepare() {
  if (auto recovered = Recover(); !recovered) return recovered;
  if (auto looked = LookAgain(); !looked) return looked;
  return KeepFlapBudget();
}

Result<void> ApplyRun::Recover() {
  const auto found = store_.Load();
  if (!found && found.error().code != ErrorCode::kBadInput) return Fail(found.error());
  if (!found) {
    const auto aside = store_.SetAside();
    if (!aside) return Fail(aside.error());
    report_.messages.push_back(found.error().message + "; set aside as " + *aside +
                               ", nothing of it was applied");
  } else if (*found) {
    UndoInterrupted(**found);
    return store_.Discard();
  }
  return {};
}

void ApplyRun::UndoInterrupted(const Checkpoint& checkpoint) {
  const std::string what = "an earlier apply of " + checkpoint.profile + " was interrupted";
  if (checkpoint.boot_id != BootId(kernel_)) {
    report_.messages.push_back(what + "; the host has booted since, which undid it");
    return;
  }
  const std::vector<std::string> left =
      RollBack(kernel_, catalog_, checkpoint, options_.carrier_timeout);
  report_.messages.push_back(
      what + (left.empty() ? "; rolled it back first" : "; could not roll all of it back:"));
  report_.messages.insert(report_.messages.end(), left.begin(), left.end());
}

Result<void> ApplyRun::SaveCheckpoint() {
  std::set<std::string> names;
  for (const Step& step : planned_.plan) names.insert(step.device);
  for (const std::string& name : names) checkpoint_.devices.push_back(look_.devices.at(name));
  std::map<std::string, std::set<std::string>> host_keys;
  for (const auto& [address, wish] : look_.desired.wishes) {
    if (address.device == kHostDevice) host_keys[address.tunable].insert(address.key);
  }
  checkpoint_.profile = profile_.path;
  checkpoint_.boot_id = BootId(kernel_);
  checkpoint_.values = ObserveAll(kernel_, catalog_, checkpoint_.devices, host_keys).values;
  const auto saved = store_.Save(checkpoint_);
  if (!saved) return Fail(At("nothing was changed, since it could not be undone", saved.error()));
  return {};
}

Result<void> ApplyRun::MakeRounds() {
  for (int round = 0; round < kRounds; ++round) {
    if (auto made = MakeRound(); !made) return made;
    if (planned_.plan.empty()) return {};
  }
  return Fail(ErrorCode::kIo, AddressesOf(planned_.plan.front()) + ": still not as wanted after " +
                                  std::to_string(kRounds) +
                                  " rounds; something else may be writing it");
}

Result<void> ApplyRun::MakeRound() {
  if (auto fresh = RefuseRepeats(); !fresh) return fresh;
  if (auto kept = KeepFlapBudget(); !kept) return kept;
  const Execution execution =
      Execute(kernel_, catalog_, look_, planned_.plan,
              {OnFailure::kStop, options_.carrier_timeout, CarriersOf(checkpoint_.devices)});
  Remember(execution);
  for (const Failure& failure : execution.failures) {
    if (failure.error.code != ErrorCode::kNotFound) {
      return Fail(At(AddressesOf(failure.step), failure.error));
    }
    // The interface or the vector went away under our hands, or its driver is at it just now: the
    // next look decides.
    kernel_.Pause(kBeforeLookingForIt);
  }
  return LookAgain();
}

Result<void> ApplyRun::RefuseRepeats() const {
  for (const Step& step : planned_.plan) {
    if (!step.disruptive) continue;
    for (const Change& change : step.changes) {
      if (!disrupted_.contains(change.address)) continue;
      return Fail(ErrorCode::kInvalid,
                  ToText(change.address) + ": " + ToText(change.after) +
                      " was accepted, but reads back as " +
                      (change.before ? ToText(*change.before) : "nothing") +
                      "; ask for what the device grants, and the link is not reset again");
    }
  }
  return {};
}

Result<void> ApplyRun::KeepFlapBudget() {
  for (const Step& step : planned_.plan) {
    if (step.disruptive && look_.devices.at(step.device).carrier) reset_links_.insert(step.device);
  }
  if (!options_.flap_budget || reset_links_.size() <= *options_.flap_budget) return {};
  const std::vector<std::string> names(reset_links_.begin(), reset_links_.end());
  return Fail(ErrorCode::kBadInput,
              "it would reset " + std::to_string(names.size()) + " live links (" +
                  Join(names, ", ") + "), and the flap budget is " +
                  std::to_string(*options_.flap_budget) +
                  "; take some of them with --interface, or raise --flap-budget");
}

void ApplyRun::Remember(const Execution& execution) {
  for (const auto& [address, error] : execution.refusals) refusals_[address] = error;
  for (const auto& [interface, outage] : execution.outages) {
    report_.messages.push_back("reset " + interface + ": its link was back after " +
                               SecondsText(outage));
  }
  for (const Step& step : execution.done) {
    for (const Change& change : step.changes) {
      const auto saved = checkpoint_.values.find(change.address);
      written_.emplace(change.address, saved != checkpoint_.values.end()
                                           ? std::optional(saved->second)
                                           : change.before);
      if (step.disruptive) disrupted_.insert(change.address);
    }
  }
}

Result<void> ApplyRun::LookAgain() {
  auto look = LookAt(kernel_, catalog_, profile_, options_.interfaces);
  if (!look) return Fail(look.error());
  look_ = std::move(*look);
  const PlanRules rules{.hold_disruptive = !options_.allow_disruptive, .exact = false};
  planned_ = MakePlan(catalog_, look_, refusals_, rules);
  return NoErrorIn(planned_.findings);
}

void ApplyRun::Undo(const Error& cause) {
  report_.messages.push_back("failed: " + cause.message);
  const std::vector<std::string> left =
      RollBack(kernel_, catalog_, checkpoint_, options_.carrier_timeout);
  report_.messages.push_back(left.empty() ? "rolled back: everything is as it was before"
                                          : "rolled back, but for:");
  report_.messages.insert(report_.messages.end(), left.begin(), left.end());
  if (const auto look = LookAgain(); look || !planned_.findings.empty()) {
    TakeLook(look_, planned_, report_);
    NameOtherHands(kernel_, profile_, look_, report_);
  }
  report_.exit_code = left.empty() ? ExitCode::kRolledBack : ExitCode::kNotRolledBack;
  DiscardCheckpoint();
}

void ApplyRun::ReportChanges() {
  for (const auto& [address, before] : written_) {
    const auto after = look_.observed.values.find(address);
    if (after == look_.observed.values.end() || before == after->second) continue;
    report_.changes.push_back({address, before, after->second});
  }
}

void ApplyRun::DiscardCheckpoint() {
  if (const auto discarded = store_.Discard(); !discarded) {
    report_.messages.push_back(discarded.error().message + "; the next apply will roll back");
  }
}

Report ApplyRun::Refused(const Error& cause) {
  if (!planned_.findings.empty()) TakeLook(look_, planned_, report_);
  report_.messages.push_back("nothing was changed: " + cause.message);
  report_.exit_code = ExitCode::kError;
  return std::move(report_);
}

}  // namespace netkeel
