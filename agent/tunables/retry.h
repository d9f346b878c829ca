// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>

#include "kernel/kernel.h"

namespace netkeel {

inline constexpr int kAttempts = 7;

/// Repeats `request` while it fails with kBusy: 7 times within about 3 seconds, since a driver that
/// is resetting itself answers EAGAIN or EBUSY for a second or two.
template <typename Request>
auto RetryWhileBusy(const Kernel& kernel, Request request) {
  std::chrono::milliseconds pause{50};
  auto result = request();
  for (int tries = 1; tries < kAttempts; ++tries) {
    if (result || result.error().code != ErrorCode::kBusy) break;
    kernel.Pause(pause);
    pause *= 2;
    result = request();
  }
  return result;
}

}  // namespace netkeel
