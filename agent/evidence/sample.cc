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

}  // namespace netkeel
