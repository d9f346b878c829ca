// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "host/irq_names.h"
#include "kernel/kernel.h"

namespace netkeel {

/// A requested interrupt with what its name says.
struct NamedIrq {
  unsigned irq = 0;
  std::string text;  ///< as the driver named it
  VectorName name;
};

/// sys_path up to the PCI function: virtio devices have their vectors in their parent.
std::string FunctionPath(const Device& device);

/// A device's requested interrupts: its msi_irqs or those of its PCI function; where there are none
/// and the interface is up, /proc/interrupts by PCI address and then by exact name. Of a function
/// that several interfaces share, what is named after another one is kForeign.
std::vector<NamedIrq> ListIrqs(const Kernel& kernel, const Device& device);

}  // namespace netkeel
