// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernel/kernel.h"

namespace netkeel {

struct IrqVector {
  unsigned irq = 0;
  std::string label;              ///< unique within the device: "TxRx-0", "other"
  std::optional<uint64_t> queue;  ///< none: it serves no queue
};

struct FoundVectors {
  std::vector<IrqVector> vectors;  ///< by queue, then those that serve none
  /// Why no vector of a queue is among them: kPending while the interface is down, kUnsupported for
  /// a device that has no interrupts of its own, else kNotFound.
  std::optional<Error> problem;
};

/// A device's interrupts: its msi_irqs or those of its PCI function; where there are none,
/// /proc/interrupts by PCI address and then by name. Vectors of queues that are not in use are left
/// out, where drivers keep such.
FoundVectors FindVectors(const Kernel& kernel, const Device& device);

}  // namespace netkeel
