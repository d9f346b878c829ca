// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "evidence/loss_counters.h"
#include "evidence/stage.h"
#include "evidence/window.h"

namespace netkeel {

/// What came to a stage in a time, and what did not go on from there. Nothing is too little to
/// count.
struct StageCount {
  Stage stage = Stage::kWire;
  std::optional<uint64_t> packets;  ///< lost ones too; none of the backlog: nothing counts them
  uint64_t lost = 0;                ///< by LossCounterOf
};

/// What a counter counts at a stage.
struct StagePart {
  Stage stage = Stage::kWire;
  bool lost = false;  ///< else what came there, or went on from there
};

/// None where a counter counts neither, or what another one has.
std::optional<StagePart> PartOf(const CounterId& id, const NicCounts& nic);

/// The one sum of what counters say of the stages.
class StageSums {
 public:
  void Add(const StagePart& part, uint64_t rise);

  /// Of the stages that packets pass, in their order.
  std::vector<StageCount> Counts() const;

 private:
  struct Total {
    uint64_t counted = 0;
    uint64_t lost = 0;
  };
  std::optional<uint64_t> CameTo(Stage stage) const;

  std::array<Total, kStages.size()> totals_{};  // by stage
};

std::vector<StageCount> CountStages(const Window& window);

}  // namespace netkeel
