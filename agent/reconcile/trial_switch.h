// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "history/ledger.h"
#include "kernel/kernel.h"
#include "model/plan.h"
#include "profile/profile.h"
#include "reconcile/look.h"
#include "reconcile/planner.h"
#include "reconcile/reconciler.h"
#include "tunables/tunable.h"

namespace netkeel {

enum class TrialSide { kAsIs, kChanged };

/// How a trial left the host.
struct TrialEnd {
  bool kept = false;                    ///< the change, and the history has the way back
  std::vector<std::string> messages{};  ///< what could not be put back, or written down
  bool whole = true;                    ///< false where something could not be put back
};

/// Sets a host to and fro between what it is and what a profile says: one run, with a checkpoint
/// before the first write, verified at every switch, with one place in the history. Whatever ends
/// the process, the next netkeel puts back what was there.
class TrialSwitch {
 public:
  /// All must outlive it.
  TrialSwitch(Kernel& kernel, const Catalog& catalog, const Profile& profile,
              const Options& options)
      : kernel_(kernel), catalog_(catalog), profile_(profile), options_(options) {}

  /// What differs, and may be changed here. kBadInput where nothing does, where it is more than one
  /// setting of the profile and not `together`, or where a part of it cannot be. Writes nothing.
  Result<void> Look(bool together);

  /// From what to what, address order.
  const std::vector<Change>& changes() const { return changes_; }
  /// Live links that a switch would reset, and how often.
  const std::map<std::string, uint64_t>& resets() const { return resets_; }

  /// Takes the lock, ends what an earlier run left open, looks again, as Look was asked to, and
  /// saves the checkpoint. What changes() and resets() say may be other than before it.
  Result<void> Begin(const std::string& state_directory);

  /// Makes it so, and looks again. Nothing to do where it is so already. Errors as of StillThere,
  /// or it could not be made.
  Result<void> To(TrialSide side);

  /// kBusy where what the last switch set is something else now, by whose hand ever: that is no
  /// part of the trial, and spoils it.
  Result<void> StillThere() const;

  /// Puts back what was there, or keeps the change, and enters the run into the history. `reason`
  /// is why it ended early, "" where it did not.
  TrialEnd End(bool keep, const std::string& reason);

  /// What was said while an earlier run was ended.
  const std::vector<std::string>& messages() const { return messages_; }

 private:
  Result<void> OneSettingOf(const Planned& planned) const;
  static Error Spoiled(const Address& address, const std::string& left, const std::string& now);
  Result<void> ToChanged();
  Result<void> Narrow();
  Result<void> ToAsIs();
  TrialEnd Keep();

  Kernel& kernel_;
  const Catalog& catalog_;
  const Profile& profile_;
  const Options& options_;
  std::vector<Change> changes_;
  std::map<std::string, uint64_t> resets_;
  std::vector<std::string> messages_;
  netkeel::Look look_;
  Plan plan_;
  std::optional<Ledger> ledger_;
  Record record_;
  State granted_;  ///< what was there with the change: drivers round
  bool together_ = false;
  TrialSide side_ = TrialSide::kAsIs;
  bool narrowed_ = false;
};

}  // namespace netkeel
