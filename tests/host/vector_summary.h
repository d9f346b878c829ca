// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "base/text.h"
#include "host/irq_vectors.h"

namespace netkeel {

/// "TxRx-0=0 other=-": every vector with its queue.
inline std::string Summary(const std::vector<IrqVector>& vectors) {
  std::vector<std::string> parts;
  for (const IrqVector& vector : vectors) {
    parts.push_back(vector.label + '=' + (vector.queue ? std::to_string(*vector.queue) : "-"));
  }
  return Join(parts, " ");
}

}  // namespace netkeel
