// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "model/device.h"

namespace netkeel {

/// What a vector serves, by what its driver names it.
enum class VectorKind {
  kQueue,    ///< the queue of its number
  kCounted,  ///< the n-th of its kind: the driver numbers all vectors in one row
  kWhole,    ///< every queue: the only vector of the device's traffic
  kOther,    ///< no queue: link changes, mailboxes, events
};

struct VectorName {
  VectorKind kind = VectorKind::kOther;
  std::string label;   ///< "TxRx-0", "input.0", "other"
  std::string family;  ///< the label without its number: what kCounted counts
  uint64_t number = 0;
};

/// How an interrupt's name tells whose it is.
enum class Ownership {
  kKnown,   ///< the device is known to own it: a prefix from before a rename is tolerated
  kByName,  ///< nothing else is known: interface name and PCI address must be exactly right
};

/// What `name` means for the device's driver. For kKnown there is always an answer (kOther, with
/// the name as its label, in the end); for kByName none where the name is not this device's.
std::optional<VectorName> ParseVectorName(const Device& device, std::string_view name,
                                          Ownership ownership);

}  // namespace netkeel
