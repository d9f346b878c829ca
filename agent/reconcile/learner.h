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
  /// The catalog must outlive it.
  explicit Learner(const Catalog& catalog) : catalog_(catalog) {}

  const Lessons& lessons() const { return lessons_; }

  void Note(const Execution& execution);

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
    int writes = 0;
    bool disruptive = false;
    bool met = false;  ///< it was as wanted in the meantime
  };

  bool SettleOne(const Look& look, const Step& step, const Change& change);

  const Catalog& catalog_;
  Lessons lessons_;
  std::map<Address, Trial> trials_;
};

}  // namespace netkeel
