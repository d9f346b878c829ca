// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "evidence/counter.h"
#include "evidence/nic_words.h"
#include "evidence/stage.h"

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

/// Of a counter that is no interface's.
struct LossRow {
  std::string_view source;
  std::string_view name;  ///< a glob
  LossKind kind = LossKind::kNone;
  Stage stage = Stage::kCard;
};

/// The first that fits says what a counter is.
std::span<const LossRow> LossRows();

/// The interface that a counter is of; of others nothing of it is asked.
struct NicCounts {
  std::string driver;
  bool hardware = false;  ///< is on a bus, or has rings or interrupts of its own
  bool upper = false;     ///< what it takes came to a card before: a bond, a VLAN; or to none: lo
  bool counts_ring = false;    ///< words of the driver IsLostInRing: queues and link say it again
  bool counts_broken = false;  ///< a word of it IsBroken
  bool queues_count_lost = false;  ///< its queues have kQueueOverruns
};

/// Of qstats: what the ring lost, without what was lost for want of memory.
inline constexpr std::string_view kQueueOverruns = "rx-hw-drop-overruns";

/// The one table of what counts a loss: charts, totals, rates and trials add up by it.
LossCounter LossCounterOf(const CounterId& id, const NicCounts& nic);

/// Whether a driver's word counts packets that were lost in the card for want of room: in its ring,
/// its FIFO, or for want of memory.
bool IsLostInCard(NicMeaning meaning);

/// Whether it counts those that the card lost for want of a descriptor.
bool IsLostInRing(NicMeaning meaning);

/// Whether the driver has no counter of that but the link's rx_dropped.
bool CountsRingInDropped(std::string_view driver);

/// Whether it counts frames that the wire broke.
bool IsBroken(NicMeaning meaning);

}  // namespace netkeel
