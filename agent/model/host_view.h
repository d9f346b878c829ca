// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <vector>

#include "model/device.h"
#include "model/state.h"

namespace netkeel {

/// A host as far as it can be compared with another one.
struct HostView {
  std::string host;
  std::vector<Device> devices;
  /// Settings and facts as text. Vectors by the queue that they serve, not by their number:
  /// eth0/irq/queue-3/affinity.
  std::map<Address, std::string> values;
};

struct Difference {
  Address address;  ///< with the first host's name of the device
  std::string a;    ///< "" where it has no such thing
  std::string b;
};

}  // namespace netkeel
