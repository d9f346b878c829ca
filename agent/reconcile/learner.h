// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>

#include "reconcile/execute.h"
#include "reconcile/planner.h"

namespace netkeel {

/// What a run learns from what it writes and then reads: an address that was accepted and reads
/// back as something else is settled as that, and is no reason to undo the others.
class Learner {
 public:
  const Lessons& lessons() const { return lessons_; }

  /// What was done, and the look that it was planned from.
  void Note(const Execution& execution, const Look& look);

  /// What earlier runs were granted.
  void Know(Grants grants) { lessons_.grants = std::move(grants); }

  /// What later runs should know: what a driver may have rounded, since to ask costs a reset. All
  /// else may be another one's doing, who is gone by then.
  Grants ToKeep() const;

  /// Not to be tried again.
  void Refuse(const Address& address, const Error& error) { lessons_.refusals[address] = error; }

  /// `plan` is made of a new look: settles what it would write once more and has been written
  /// often enough, once where that resets a link. True where something was: plan anew.
  bool Settle(const Look& look, const Plan& plan);

  /// Settles all of it: so many rounds did not help.
  void GiveUp(const Plan& plan, int rounds);

 private:
  struct Trial {
    std::optional<Value> before;
    std::optional<Value> read_back;  ///< after the first write
    int ifindex = 0;                 ///< another one is another interface of that name
    int writes = 0;
    bool disruptive = false;
    bool met = false;  ///< it was as wanted in the meantime
  };

  bool SettleOne(const Look& look, const Step& step, const Change& change);

  Lessons lessons_;
  std::map<Address, Trial> trials_;
};

}  // namespace netkeel
