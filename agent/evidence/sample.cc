// SPDX-License-Identifier: Apache-2.0
#include "evidence/sample.h"

#include <algorithm>

namespace netkeel {

bool AreOfTwoBoots(const Sample& before, const Sample& after) {
  return !before.boot.empty() && !after.boot.empty() && before.boot != after.boot;
}

std::chrono::milliseconds TimeBetween(const Sample& before, const Sample& after) {
  constexpr std::chrono::milliseconds kNone(0);
  return AreOfTwoBoots(before, after) ? kNone : std::max(kNone, after.uptime - before.uptime);
}

Result<void> NeedTime(const Sample& sample) {
  if (sample.uptime.count() > 0) return {};
  return Fail(ErrorCode::kIo,
              "/proc/uptime cannot be read or says no time: without it nothing can be said of what"
              " rose; /proc must be mounted, and readable");
}

}  // namespace netkeel
