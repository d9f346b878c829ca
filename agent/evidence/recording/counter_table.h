// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "evidence/counter.h"
#include "evidence/recording/database.h"

namespace netkeel {

/// The numbers that counters and facts have in a recording.
class CounterTable {
 public:
  static Result<CounterTable> Open(const Database& database);

  /// As it is known, or else newly given. kBusy where all ids are taken.
  Result<int64_t> IdOf(const CounterId& name, bool fact);

  /// Of `sample` on it is there no more; none without an id for all that are known.
  Result<void> SetGone(int64_t id, int64_t sample) { return gone_.Run(id, sample); }
  Result<void> SetAllGone(int64_t sample) { return all_gone_.Run(sample); }

  /// Forgets those of which nothing is kept: that were gone before `sample`.
  Result<void> Forget(int64_t sample);

  /// To be called after a transaction that was rolled back: what it added or forgot is as before.
  Result<void> Recount(const Database& database);

  /// So few ids are left that the oldest samples should go.
  bool IsNearlyFull() const;

 private:
  CounterTable() = default;
  Result<int64_t> Insert(const CounterId& name, bool fact);

  Statement find_;
  Statement back_;
  Statement insert_;
  Statement gone_;
  Statement all_gone_;
  Statement forget_;
  int64_t next_ = 0;
  int64_t count_ = 0;
};

}  // namespace netkeel
