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
  kQueue,    ///< the queue of its number, or the first where its name has none
  kCounted,  ///< the n-th of its kind: the driver numbers all vectors in one row
  kFromOne,  ///< the queue before its number: vector 0 is for the link
  kWhole,    ///< every queue: a vector of all the device's traffic
  kBare,     ///< the interface's name and no more: alone every queue, else what others do not serve
  kOther,    ///< no queue: link changes, mailboxes, events
  kForeign,  ///< not this interface's: RDMA's, a subfunction's, another port's
  kUnknown,  ///< no table has such a name
};

struct VectorName {
  VectorKind kind = VectorKind::kUnknown;
  std::string label;   ///< "TxRx-0", "input.0", "other"
  std::string family;  ///< the label without its number: what kCounted counts
  uint64_t number = 0;
  bool cut = false;          ///< as long as the driver's names can be: some of it may be cut off
  bool numberless = false;   ///< its number was cut off
  std::string interface {};  ///< another interface's name where this one's would stand; "" if none
};

/// How an interrupt's name tells whose it is.
enum class Ownership {
  kKnown,   ///< the device is known to own it: a prefix from before a rename is tolerated
  kByName,  ///< nothing else is known: interface name and PCI address must be exactly right
};

/// What `name` means for the device's driver. For kKnown there is always an answer (kUnknown, with
/// the name as its label, in the end); for kByName none where the name is not this device's.
std::optional<VectorName> ParseVectorName(const Device& device, std::string_view name,
                                          Ownership ownership);

/// Whether only sending is what vectors of this family serve: "tx-{n}", "output.{n}".
bool SendsOnly(std::string_view family);

}  // namespace netkeel
