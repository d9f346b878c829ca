// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "evidence/recording/counter_table.h"
#include "evidence/recording/writer.h"

namespace netkeel {

/// Holds a recording within its bounds: forgets frame by frame, a whole sample with those that say
/// what changed after it, the oldest first.
class Bounds {
 public:
  Bounds(const RecordingBounds& wanted, std::string path);

  /// How the connection that writes treats its files.
  static Result<void> Configure(Database& database, const RecordingBounds& wanted);

  /// kBusy where a reader has kept the WAL from being emptied until it was half of what is allowed.
  Result<void> NeedRoom(const Database& database) const;

  enum class Outcome { kWithin, kNeedsFrame };
  /// kNeedsFrame: the only frame is too large.
  Result<Outcome> Forget(Database& database, CounterTable& ids, int64_t newest);

  /// Samples from a whole one to the next.
  int64_t FrameLength() const { return wanted_.frame; }
  /// Of database and WAL, as they are on disk.
  uint64_t Bytes() const;

 private:
  struct Moment {
    int64_t id = 0;
    int64_t at = 0;
    int64_t uptime = 0;
    int64_t boot = 0;
  };
  Result<std::optional<Moment>> MomentOf(const Database& database, std::string_view sql,
                                         int64_t id) const;
  Result<bool> IsOver(const Database& database, const CounterTable& ids) const;
  bool IsOld(const Moment& second, const Moment& newest) const;
  Result<void> Drop(Database& database, CounterTable& ids, const Moment& second);
  Result<void> Shrink(Database& database) const;

  RecordingBounds wanted_;
  std::string path_;
  std::optional<Moment> second_;  ///< the whole sample before which all goes next
};

}  // namespace netkeel
