// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "history/grant.h"
#include "history/record.h"
#include "history/state_directory.h"

namespace netkeel {

/// The records in a state directory that are of this network namespace: at most one checkpoint, at
/// most one run that waits for confirmation, and the history. Holds the directory's lock while it
/// lives, unless it was opened to read.
class Ledger {
 public:
  /// Errors as of StateDirectory.
  static Result<Ledger> Open(const std::string& directory,
                             std::chrono::seconds patience = kLockPatience,
                             const std::string& verb = "netkeel");
  static Result<Ledger> OpenToRead(const std::string& directory);

  /// Whether this process is in the network namespace that the host began with.
  static bool IsOfInitialNamespace();

  enum class Slot {
    kCheckpoint,  ///< a run that is at work, or was interrupted
    kPending,     ///< a run that waits for confirmation
  };

  /// Nothing where there is none. kBadInput where it is damaged or foreign.
  Result<std::optional<Record>> Load(Slot slot) const;
  Result<void> Save(Slot slot, const Record& record) const;
  /// And the room that Reserve has set aside.
  Result<void> Discard(Slot slot) const;

  /// Room for how a run ends, where `waits` as one that waits for confirmation.
  Result<void> Reserve(const Record& begun, bool waits) const;

  /// Ends the run in the slot: puts the record into the history and empties the slot. Where it
  /// cannot be written, on a full disk, the slot's own file becomes the run's place in the history,
  /// and why is returned; "" where the history has the record in full. Where even that fails the
  /// slot is as it was.
  Result<std::string> Conclude(Slot slot, const Record& record) const;

  /// Takes a run out of the history: the slot has it again.
  Result<void> Forget(uint64_t id) const;

  /// Whether the history has this run: the slot's record is then a remainder.
  bool HasEnded(uint64_t id) const;

  /// Whether another netkeel is at work in this directory just now.
  bool IsAtWork() const { return directory_.IsAtWork(); }

  /// Renames a damaged one, and returns its new name.
  Result<std::string> SetAside(Slot slot) const;

  struct History {
    std::vector<Record> records;           ///< by id
    std::map<uint64_t, Error> unreadable;  ///< by id
  };
  Result<History> LoadHistory() const;

  /// Its newest record; nothing where it is empty.
  Result<std::optional<Record>> LastOfHistory() const;

  /// Adds the record, or replaces the one of its id, and forgets the oldest ones: 50 records and
  /// 8 MiB are kept of runs that left something changed, and as much of those that did not.
  Result<void> AddToHistory(const Record& record) const;

  /// What drivers made of wishes in earlier runs; empty where nothing is known.
  Result<Grants> LoadGrants() const;
  Result<void> SaveGrants(const Grants& grants) const;

  /// One more than any that the history knows.
  Result<uint64_t> NextId() const;

 private:
  explicit Ledger(StateDirectory directory);
  std::string NameOf(Slot slot) const;
  std::string NameOf(uint64_t id) const;
  struct Entry {
    uint64_t id = 0;
    StateDirectory::File file;
  };
  Result<std::vector<Entry>> HistoryFiles() const;
  static size_t BytesOf(const std::vector<Entry>& entries);
  bool LeftNothing(const Entry& entry) const;
  void Prune() const;
  /// Removes what a run that was killed was about to write, and what nothing can be done with any
  /// more.
  Result<void> DropUnfinished() const;

  StateDirectory directory_;
  std::string suffix_;
};

/// What LoadGrants says of that directory; empty where it cannot be read.
Grants GrantsIn(const std::string& state_directory);

/// Seconds since the boot, suspended time included: what a deadline is counted in.
uint64_t SecondsSinceBoot();

}  // namespace netkeel
