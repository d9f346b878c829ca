// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace netkeel {

/// What a word of `ethtool -S` counts, whatever the driver calls it. Losses do not overlap: a
/// driver's words of kMissed, kNoDescriptor, kQueueDrops and kAllocFailed add up to what was lost.
enum class NicMeaning {
  kOther,          ///< nothing that netkeel knows
  kReceived,       ///< packets that the whole card took, errors and losses not among them
  kMissed,         ///< lost in the card: its FIFO was full, since no descriptor came free in time
  kNoDescriptor,   ///< lost in the card, of all queues: the ring had no descriptor
  kQueueDrops,     ///< lost in the card, of one queue: the ring had no descriptor
  kAllocFailed,    ///< lost in the driver: no memory for a buffer, or a packet that is not whole
  kRingWasEmpty,   ///< moments without a descriptor, which need not have lost anything
  kCrcErrors,      ///< the wire: frames with a bad checksum
  kLengthErrors,   ///< the wire: frames too short, too long, or not as long as they say
  kSymbolErrors,   ///< the wire: what is no frame at all
  kPauseReceived,  ///< flow control frames from the other end: it bids this host wait
  kPauseSent,      ///< flow control frames to the other end: this card could not keep up
  kQueuePackets,   ///< packets that one queue took
  kShaped,         ///< lost before the card by a limit of the cloud's
  kRefillFailed,   ///< no memory for a new buffer, or a packet was tried again: none is lost by it
};

struct NicWord {
  NicMeaning meaning = NicMeaning::kOther;
  std::optional<uint64_t> queue{};  ///< of words that are a queue's
  bool guess = false;               ///< the driver has no table: by words that many drivers share
};

/// What `word` means in `driver` (the name that `ethtool -i` gives). A driver with a table is never
/// guessed at.
NicWord MeaningOf(std::string_view driver, std::string_view word);

/// Whether the driver has a table of its own.
bool HasNicWords(std::string_view driver);

/// "missed", "no-descriptor", ...
const char* ToText(NicMeaning meaning);

}  // namespace netkeel
