// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "kernel/kernel.h"
#include "model/report.h"

namespace netkeel {

/// A host as far as it can be compared with another one.
struct HostView {
  std::string host;
  std::vector<Device> devices;
  /// Settings and facts as text. Vectors by the queue that they serve, not by their number:
  /// eth0/irq/queue-3/affinity.
  std::map<Address, std::string> values;
};

/// Everything that netkeel knows of this host.
Result<HostView> ViewHost(const Kernel& kernel);

struct Difference {
  Address address;  ///< with the first host's name of the device
  std::string a;    ///< "" where it has no such thing
  std::string b;
};

/// What differs, in address order. Devices are the same by name, those that are left by PCI
/// address; one that the other host does not have is one difference.
std::vector<Difference> Compare(const HostView& a, const HostView& b);

/// As a table; queues that differ alike are one line.
std::string RenderDifferences(const std::vector<Difference>& differences, const HostView& a,
                              const HostView& b, size_t width);

}  // namespace netkeel
