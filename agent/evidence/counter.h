// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <compare>
#include <string>

#include "base/result.h"

namespace netkeel {

/// Whose a number or a fact is: `softnet/cpu3/time_squeeze`, `nic/eth0/rx_missed_errors`,
/// `vector/eth0 TxRx-0/cpu2`.
struct CounterId {
  std::string source;  ///< a name of evidence/sources.h
  std::string place;   ///< "cpu3", "eth0", "host", ...; the source's header says which
  std::string name;    ///< the kernel's or the driver's own word

  auto operator<=>(const CounterId& other) const = default;
};

/// "softnet/cpu3/time_squeeze"
std::string ToText(const CounterId& id);

}  // namespace netkeel
