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
  std::string action;             ///< its handler, as the driver named it
  std::string label;              ///< unique within the device: "TxRx-0", "other"
  std::optional<uint64_t> queue;  ///< none: it serves no queue
  std::string by{};               ///< what told the queue, where its name alone did not
};

struct FoundVectors {
  std::vector<IrqVector> vectors;  ///< by queue, then those that serve none
  /// Why no vector of a queue is among them: kPending while the interface is down, kUnsupported for
  /// a device that has no interrupts of its own, kUnclear where it cannot be told what they serve
  /// (then there are no vectors at all), else kNotFound.
  std::optional<Error> problem;
};

/// A device's interrupts as ListIrqs finds them, with the queues they serve. Vectors of queues that
/// are not in use are left out, where drivers keep such, and what is another's.
FoundVectors FindVectors(const Kernel& kernel, const Device& device);

}  // namespace netkeel
