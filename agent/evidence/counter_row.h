// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>

#include "evidence/stage.h"

namespace netkeel {

/// What is known of a counter: `explain`, the judge and the screen work from it.
struct CounterRow {
  std::string_view source;
  std::string_view name;  ///< a glob: "rx_queue_*_packets"
  Stage stage = Stage::kCard;
  std::string_view unit = "packets";
  bool gauge = false;             ///< goes up and down: its rise means nothing
  bool bits32 = false;            ///< wraps at 2^32 and never restarts
  bool sparse = false;            ///< left out while it is 0: see Window::Rise
  bool jitters = false;           ///< may step back a little, which is no restart
  std::string_view help;          ///< what it counts, where
  std::string_view caution = {};  ///< what it must not be taken for
  std::string_view kernels = {};  ///< since when, on which drivers; "" for all
};

std::span<const CounterRow> CounterRows();

/// The first row that fits; null where none does: then it counts something, and no more is known.
const CounterRow* FindCounterRow(std::string_view source, std::string_view name);

}  // namespace netkeel
