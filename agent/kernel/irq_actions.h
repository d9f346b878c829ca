// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "kernel/kernel.h"

namespace netkeel {

/// Names of an interrupt's handlers, none while it is not requested: /proc/irq/N has a folder for
/// each where the kernel has no /sys/kernel/irq.
std::vector<std::string> IrqActions(const Kernel& kernel, unsigned irq);

}  // namespace netkeel
