// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>

#include "base/unique_fd.h"

namespace netkeel {

/// Ticks at a fixed phase: a late look makes the next one no later. It counts the time that the
/// host was suspended, too.
class Ticker {
 public:
  explicit Ticker(std::chrono::milliseconds interval);

  /// Readable at a tick.
  int fd() const { return fd_.get(); }

  /// Ticks since the last call: 0 where none came, above 1 where some were missed.
  uint64_t Take();

  /// For how long the host was suspended since the last call.
  std::chrono::milliseconds TakeSuspended();

 private:
  UniqueFd fd_;
  std::chrono::milliseconds suspended_;
};

/// Since boot, suspended time included.
std::chrono::milliseconds TimeSinceBoot();

}  // namespace netkeel
