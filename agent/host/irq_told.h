// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <vector>

#include "host/irq_queues.h"

namespace netkeel {

/// Which queues an interrupt serves, as the kernel tells it: queue -> NAPI -> interrupt.
struct ToldQueues {
  std::optional<uint64_t> rx;  ///< the lowest of them
  std::optional<uint64_t> tx;
  uint64_t queue() const { return rx.value_or(tx.value_or(0)); }
};

struct Told {
  std::map<unsigned, ToldQueues> by_irq;
  bool all_rx = false;  ///< every receive queue is among them
  bool all_tx = false;
};

/// Nothing for a kernel before Linux 6.8, for most drivers, and while the interface is down.
Told AskKernel(const Kernel& kernel, const Device& device);

/// Adds the vectors that only the kernel knows of, and leaves out (kForeign) those that serve none
/// of the queues that it has told all of, though their names are unknown or are a queue's.
void FilterByTold(const Kernel& kernel, const Device& device, const Told& told,
                  std::vector<NamedIrq>& found);

/// Corrects what names and places said, and says where they differ.
void CorrectByTold(const Told& told, const std::vector<NamedIrq>& found,
                   std::vector<Served>& served);

}  // namespace netkeel
