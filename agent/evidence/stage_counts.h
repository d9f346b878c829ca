// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "evidence/stage.h"
#include "evidence/window.h"

namespace netkeel {

/// What came to a stage in a window, and what did not go on from there. Nothing is too little to
/// count.
struct StageCount {
  Stage stage = Stage::kWire;
  std::optional<uint64_t> packets;  ///< lost ones too; none of the backlog: nothing counts them
  uint64_t lost = 0;                ///< by LossCounterOf
};

/// Of the stages that packets pass, in their order.
std::vector<StageCount> CountStages(const Window& window);

/// The stage that the counter counts packets at, behind the cards.
std::optional<Stage> CameTo(const CounterId& id);

}  // namespace netkeel
