// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "evidence/counter.h"
#include "evidence/stage.h"

namespace netkeel {

/// What a counter's absence from a sample means.
enum class Sparse {
  kNo,         ///< that it is not known
  kInPlace,    ///< 0, where its place has others
  kWithPlace,  ///< 0, where its kind was looked at: SOURCE/host/KIND, the first word of its place
};

/// What is known of a counter: `explain`, the judge and the screen work from it.
struct CounterRow {
  std::string_view source;
  std::string_view name;  ///< a glob: "rx_queue_*_packets"
  Stage stage = Stage::kCard;
  std::string_view unit = "packets";
  bool gauge = false;             ///< goes up and down: its rise means nothing
  bool bits32 = false;            ///< wraps at 2^32
  Sparse sparse = Sparse::kNo;    ///< whether it is there while it is 0
  bool jitters = false;           ///< may step back a little, which is no restart
  std::string_view help;          ///< what it counts, where
  std::string_view caution = {};  ///< what it must not be taken for
  std::string_view kernels = {};  ///< since when, on which drivers; "" for all
};

/// What happened to a counter between two looks at it.
struct CounterStep {
  uint64_t rise = 0;       ///< over a wrap; of a restart what came after it
  bool restarted = false;  ///< it went down: a driver was reloaded, queues are new
};

/// A wrap over more than half of the range is a restart.
CounterStep StepOf(uint64_t before, uint64_t after, const CounterRow& row);

/// Whether a counter that a look does not have was 0 there: `has` and `has_place`, both of a
/// CounterId, tell what the look had.
template <typename Has, typename HasPlace>
bool IsZero(const CounterId& id, Sparse sparse, const Has& has, const HasPlace& has_place) {
  if (sparse == Sparse::kNo) return false;
  if (sparse == Sparse::kInPlace) return has_place(id);
  return has(CounterId{id.source, "host", id.place.substr(0, id.place.find(' '))});
}

std::span<const CounterRow> CounterRows();

/// The first row that fits; null where none does: then it counts something, and no more is known.
const CounterRow* FindCounterRow(std::string_view source, std::string_view name);

}  // namespace netkeel
