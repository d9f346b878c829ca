// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "evidence/recording/database.h"

namespace netkeel {

/// Writes what is over anew, in a third of the room: a frame's numbers, a row for each that
/// changed, become a row for each counter with its course. Counters that came or went in it stay as
/// they are.
class Packer {
 public:
  /// Packs frames that ended before `current`, one a call. Nothing changes for who reads.
  Result<void> Pack(Database& database, int64_t current);

 private:
  struct Frame {
    int64_t first = 0;
    int64_t next = 0;  ///< the first sample behind it
  };
  Result<std::optional<Frame>> NextFrame(const Database& database, int64_t current) const;
  static Result<void> PackFrame(const Database& database, const Frame& frame);

  std::optional<int64_t> packed_;  ///< the last frame that is packed
  int64_t done_ = 0;               ///< nothing is left to pack before this one
};

}  // namespace netkeel
