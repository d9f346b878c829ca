// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "evidence/stage.h"
#include "evidence/window.h"

namespace netkeel {

/// What came to a stage in a window, and what did not go on from there. Nothing is too little to
/// count.
struct StageCount {
  Stage stage = Stage::kWire;
  uint64_t packets = 0;
  uint64_t lost = 0;
};

/// Of the stages that packets pass, in their order.
std::vector<StageCount> CountStages(const Window& window);

/// Of an interface for want of room: in its ring, its FIFO, or for want of memory.
uint64_t LostInCard(const Window& window, const std::string& interface);

}  // namespace netkeel
