// SPDX-License-Identifier: Apache-2.0
#include "reconcile/planner.h"

#include <algorithm>
#include <set>

#include "reconcile/clashes.h"
#include "reconcile/reset_leave.h"
#include "tunables/shown.h"

namespace netkeel {
namespace {

/// One wish, judged: its finding, and the change that would meet it.
struct Judged {
  Finding finding;
  std::optional<Change> change;
};

/// An optional expectation (nohz_full) that the host was booted without: nobody has it. One that is
/// there and is another is drift.
bool IsOnlyMissing(const Tunable& tunable, const Wish& wish, const Verdict& verdict,
                   const Value& actual) {
  return wish.tolerated && !tunable.descriptor().writable && verdict.status == Status::kDrift &&
         actual == Value{CpuSet{}};
}

class Planner {
 public:
  Planner(const Catalog& catalog, const Look& look, const Lessons& lessons, PlanRules rules)
      : catalog_(catalog), look_(look), lessons_(lessons), rules_(rules) {}

  Planned Make() {
    for (const Finding& finding : look_.desired.findings) findings_[finding.address] = finding;
    // What was there once can be there again.
    if (!rules_.exact) clashes_ = FindClashes(catalog_, look_);
    for (const auto& tunable : catalog_) PlanTunable(*tunable);
    PrepareReshapes();
    SortPlan();
    Planned planned{std::move(plan_), {}};
    for (auto& [address, finding] : findings_) planned.findings.push_back(std::move(finding));
    return planned;
  }

 private:
  /// Interfaces that are reset come last, one after the other, each with all of its steps in
  /// catalog order: what is refused before that has cost no link. A bond's standby port goes before
  /// the one that takes its traffic, and what is beneath before what is above, whose MTU can be no
  /// larger.
  void SortPlan() {
    std::set<std::string> reset;
    for (const Step& step : plan_) {
      if (step.disruptive) reset.insert(step.device);
    }
    std::stable_sort(plan_.begin(), plan_.end(), [&](const Step& left, const Step& right) {
      const bool left_last = reset.contains(left.device);
      if (left_last != reset.contains(right.device)) return !left_last;
      if (!left_last || left.device == right.device) return false;
      const bool standby = look_.standby.contains(left.device);
      if (standby != look_.standby.contains(right.device)) return standby;
      if (LevelOf(left) != LevelOf(right)) return LevelOf(left) < LevelOf(right);
      return Address{left.device, "", ""} < Address{right.device, "", ""};
    });
  }

  int LevelOf(const Step& step) const {
    const auto level = look_.levels.find(step.device);
    return level == look_.levels.end() ? 0 : level->second;
  }

  /// What stands in the way of a reshape goes before it, where the profile has it in its hand.
  void PrepareReshapes() {
    Plan prepared;
    for (Step& step : plan_) {
      if (step.reshapes) {
        // All that resets an interface is done in one go, from the first of it on.
        const auto reset = std::find_if(prepared.begin(), prepared.end(), [&](const Step& each) {
          return each.disruptive && each.device == step.device;
        });
        const Plan own = PreparationsOf(step);
        prepared.insert(reset, own.begin(), own.end());
      }
      prepared.push_back(std::move(step));
    }
    plan_ = std::move(prepared);
  }

  Plan PreparationsOf(const Step& reshaping) const {
    Plan plan;
    const Device& device = look_.devices.at(reshaping.device);
    for (const auto& tunable : catalog_) {
      if (tunable->descriptor().name == reshaping.tunable) continue;
      for (Step& step : tunable->StepsBefore(device, reshaping, look_.observed.values)) {
        if (IsInHand(step)) plan.push_back(std::move(step));
      }
    }
    return plan;
  }

  /// Whether all that the step changes is wanted in some way, and not only audited.
  bool IsInHand(const Step& step) const {
    return std::all_of(step.changes.begin(), step.changes.end(), [this](const Change& change) {
      const auto wish = look_.desired.wishes.find(change.address);
      return wish != look_.desired.wishes.end() && !wish->second.audit;
    });
  }

  void PlanTunable(const Tunable& tunable) {
    std::map<std::string, std::vector<Change>> changes;
    for (const auto& [address, wish] : look_.desired.wishes) {
      if (address.tunable != tunable.descriptor().name) continue;
      Judged judged = Judge(tunable, address, wish);
      if (judged.change) changes[address.device].push_back(std::move(*judged.change));
      findings_[address] = std::move(judged.finding);
    }
    for (const auto& [name, device] : look_.devices) {
      if (changes.contains(name)) AddSteps(tunable, device, changes[name]);
    }
  }

  Judged Judge(const Tunable& tunable, const Address& address, const Wish& wish) const {
    Judged judged{FindingOf(tunable, address, wish), std::nullopt};
    Finding& finding = judged.finding;
    const auto actual = look_.observed.values.find(address);
    if (actual == look_.observed.values.end()) {
      AddNote(wish, finding);
      return judged;
    }
    finding.actual = ShownText(address, actual->second);
    if (const auto clash = clashes_.find(address); clash != clashes_.end()) {
      finding.status = Status::kError;
      finding.reason = clash->second;
      AddNote(wish, finding);
      return judged;
    }
    const Verdict verdict = VerdictOn(tunable, address, wish);
    finding.status = verdict.status;
    finding.reason = verdict.reason;
    finding.accepted = verdict.accepted;
    if (IsOnlyMissing(tunable, wish, verdict, actual->second)) finding.status = Status::kAbsent;
    if (verdict.status == Status::kOk && !wish.clamped.empty()) {
      finding.status = Status::kClamped;
      finding.reason = wish.clamped;
    }
    AddNote(wish, finding);
    if (finding.status == Status::kOk) finding.effect.clear();
    if (finding.status != Status::kDrift) return judged;
    if (const auto learned = Learned(address, wish.value, actual->second)) {
      finding.status = learned->status;
      finding.reason = learned->reason;
      AddNote(wish, finding);
      if (IsCompliant(finding)) finding.effect.clear();
    } else if (tunable.descriptor().writable && !wish.audit) {
      judged.change = Change{address, actual->second, wish.value};
    }
    return judged;
  }

  static void AddNote(const Wish& wish, Finding& finding) {
    if (wish.note.empty()) return;
    finding.reason += (finding.reason.empty() ? "" : "; ") + wish.note;
  }

  /// What is known of this drift, so that to write it once more is of no use.
  std::optional<Verdict> Learned(const Address& address, const Value& wish,
                                 const Value& actual) const {
    const auto refusal = lessons_.refusals.find(address);
    if (refusal != lessons_.refusals.end()) {
      return Verdict{StatusOf(refusal->second.code), refusal->second.message};
    }
    const auto conflict = lessons_.conflicts.find(address);
    if (conflict != lessons_.conflicts.end()) return Verdict{Status::kConflict, conflict->second};
    const auto grant = lessons_.grants.find(address);
    const std::string& driver = look_.devices.at(address.device).driver;
    if (grant == lessons_.grants.end() || !Fits(grant->second, driver, wish, actual)) {
      return std::nullopt;
    }
    return netkeel::VerdictOn(grant->second);
  }

  Verdict VerdictOn(const Tunable& tunable, const Address& address, const Wish& wish) const {
    const State& values = look_.observed.values;
    if (rules_.exact) return {values.at(address) == wish.value ? Status::kOk : Status::kDrift, ""};
    return tunable.Satisfies(look_.devices.at(address.device), address, wish.value, values);
  }

  /// The finding of a wish with nothing observed at its address.
  Finding FindingOf(const Tunable& tunable, const Address& address, const Wish& wish) const {
    Finding finding;
    finding.address = address;
    finding.status = Status::kAbsent;
    finding.wanted = wish.wanted;
    finding.source = wish.source;
    finding.tolerated = wish.tolerated;
    if (tunable.descriptor().writable) finding.effect = tunable.descriptor().effect;
    if (const Error* const problem = ProblemAt(look_.observed, address); problem != nullptr) {
      finding.status = StatusOf(problem->code);
      finding.reason = problem->message;
    }
    return finding;
  }

  void AddSteps(const Tunable& tunable, const Device& device, const std::vector<Change>& changes) {
    for (Step& step : tunable.MakeSteps(device, changes, look_.observed.values)) {
      const std::string hold = ReasonToHold(step, device);
      for (const Change& change : step.changes) {
        Finding& finding = findings_[change.address];
        finding.effect = step.effect;
        if (hold.empty()) continue;
        finding.status = Status::kHeld;
        finding.reason = hold;
        AddNote(look_.desired.wishes.at(change.address), finding);
      }
      if (hold.empty()) plan_.push_back(std::move(step));
    }
  }

  /// "" for a step to take.
  std::string ReasonToHold(const Step& step, const Device& device) const {
    if (rules_.hold_disruptive && step.disruptive && device.carrier) return kNoLeave;
    for (const Change& change : step.changes) {
      const auto held = lessons_.held.find(change.address);
      if (held != lessons_.held.end()) return held->second;
    }
    return "";
  }

  const Catalog& catalog_;
  const Look& look_;
  const Lessons& lessons_;
  const PlanRules rules_;
  Plan plan_;
  std::map<Address, Finding> findings_;
  std::map<Address, std::string> clashes_;
};

}  // namespace

Planned MakePlan(const Catalog& catalog, const Look& look, const Lessons& lessons,
                 PlanRules rules) {
  return Planner(catalog, look, lessons, rules).Make();
}

}  // namespace netkeel
