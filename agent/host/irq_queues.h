// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "host/irq_listing.h"

namespace netkeel {

/// How many queues a device has in use, by its channels or else by its folder of queues.
struct QueueCounts {
  uint64_t combined = 0;
  uint64_t rx = 0;
  uint64_t tx = 0;

  uint64_t receiving() const { return combined + rx; }
  uint64_t sending() const { return combined + tx; }
};
QueueCounts CountQueues(const Kernel& kernel, const Device& device);

/// The queue that a vector serves, and how that was told where its own name does not.
struct Served {
  std::string label;              ///< "TxRx-0"; not yet unique
  std::optional<uint64_t> queue;  ///< none: it serves no queue
  std::string by{};               ///< "its place among ..."; "" for its name
};

/// Which queue each of `found` serves, one element each. Their names decide; where names are cut
/// short or all the same, the order of the function's vectors does, if their count is that of the
/// queues. kUnclear where neither can.
Result<std::vector<Served>> QueuesOf(const Kernel& kernel, const Device& device,
                                     const std::vector<NamedIrq>& found);

}  // namespace netkeel
