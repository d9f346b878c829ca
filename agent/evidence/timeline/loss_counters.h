// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "evidence/timeline/timeline.h"

namespace netkeel {

/// What a counter says of losses.
enum class LossKind {
  kNone,
  kLoss,   ///< each of these is lost, and no other counter of this kind counts it
  kAgain,  ///< counts what another one counts, or only some of it
};

/// A loss belongs to the stage that its counter is of.
struct LossCounter {
  LossKind kind = LossKind::kNone;
  Stage stage = Stage::kCard;
};

/// Of a counter of `timeline`, whose drivers' words it knows.
LossCounter LossCounterOf(const Timeline& timeline, const CounterId& id);

}  // namespace netkeel
