// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "model/state.h"

namespace netkeel {

struct Change {
  Address address;
  std::optional<Value> before;  ///< none where it could not be read
  Value after;
};

/// One kernel request. Every change is of one device and one tunable.
struct Step {
  std::string device;
  std::string tunable;
  std::string
      object;  ///< what is written: "/proc/irq/57/smp_affinity_list", "ETHTOOL_MSG_RINGS_SET"
  std::string action;  ///< of an interrupt: the handler that it must have when it is written
  std::string effect;  ///< what else it does, for the operator: "resets the link"; "" if nothing
  std::vector<Change> changes;
  bool disruptive = false;  ///< resets the interface: the carrier goes away
  bool reshapes = false;    ///< queues and interrupts are new afterwards: look again
};

/// In order of execution.
using Plan = std::vector<Step>;

}  // namespace netkeel
