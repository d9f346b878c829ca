// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "base/result.h"
#include "kernel/kernel.h"
#include "model/host_view.h"

namespace netkeel {

/// Everything that netkeel knows of this host.
Result<HostView> ViewHost(const Kernel& kernel);

/// What differs, in address order. Devices are the same by name, those that are left by PCI
/// address; one that the other host does not have is one difference.
std::vector<Difference> Compare(const HostView& a, const HostView& b);

}  // namespace netkeel
