// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/state.h"

namespace netkeel {

/// The section of a profile, and the tunable of the addresses, that interrupts are at.
inline constexpr const char* kIrqTunable = "irq";

/// An interrupt of a device as it was observed: its addresses are eth0/irq/LABEL/...
struct ObservedVector {
  std::string label;  ///< "TxRx-0"
  Address affinity;   ///< where the CPUs are that are asked to handle it
  uint64_t irq = 0;
  std::optional<uint64_t> queue;  ///< none: it serves no queue
  std::string by;                 ///< what told the queue, where its name alone did not
};

/// All of a device, in the order of their labels.
std::vector<ObservedVector> VectorsOf(const State& observed, const std::string& device);

/// The one whose affinity `address` is; none where it is something else.
std::optional<ObservedVector> VectorAt(const State& observed, const Address& address);

}  // namespace netkeel
