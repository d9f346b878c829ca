// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "evidence/nic_table.h"
#include "evidence/stage.h"
#include "evidence/timeline/timeline.h"

namespace netkeel {

NicTable NicsOf(const Timeline& timeline);

/// What came to a stage of the path over a time, and what was lost there.
struct StageTotal {
  Stage stage = Stage::kWire;
  std::string_view unit;  ///< of `came`: "packets", "interrupts"
  uint64_t came = 0;      ///< lost ones too; 0 also where nothing counts them
  uint64_t lost = 0;
};

/// All stages, in order. Every loss counts once: see LossKind.
std::vector<StageTotal> PathTotals(const Timeline& timeline);

/// Of each stage that lost something the point in which it lost most, by number, without those
/// named already; the stage that lost most in all first.
std::vector<size_t> WorstPoints(const Timeline& timeline);

}  // namespace netkeel
