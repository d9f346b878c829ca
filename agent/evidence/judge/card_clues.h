// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "evidence/judge/scene.h"
#include "evidence/loss_counters.h"

namespace netkeel {

/// What link, driver and queue counters say of an interface, a loss counted once however many of
/// them count it.
CardClues CardOf(const Clues& clues, const NicCounts& nic, const std::string& name);

/// Descriptors of its receive ring, and the most that it takes.
struct RingSize {
  uint64_t now = 0;
  uint64_t most = 0;
};

/// None where they are not known, or there is no larger one.
std::optional<RingSize> RingThatCanGrow(const Clues& clues, const std::string& card);

}  // namespace netkeel
