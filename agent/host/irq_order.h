// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "host/irq_queues.h"

namespace netkeel {

/// Indices into `found` in the order in which the function has its vectors (hwirq), in that of
/// their numbers where the kernel does not say. What is not this interface's is left out.
std::vector<size_t> OrderOfFunction(const Kernel& kernel, const std::vector<NamedIrq>& found);

/// What each vector serves by its place alone, for drivers that give all vectors one name, or cut
/// them so short that nothing is left; none where the driver is not known for that, or the count of
/// its vectors is not that of its queues. `ordered` is OrderOfFunction's.
std::optional<std::vector<Served>> ServedByPlace(const Device& device, const QueueCounts& counts,
                                                 const std::vector<size_t>& ordered, size_t size);

}  // namespace netkeel
