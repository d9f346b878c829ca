// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "kernel/kernel.h"
#include "writers/writer.h"

namespace netkeel {

/// A running bpftune, which raises sysctls as it sees fit.
std::vector<Writer> BpftuneWriters(const Kernel& kernel, const std::vector<Sought>& sought);

/// Scripts of cloud images that place interrupts and transmit queues at boot and when a network
/// comes up.
std::vector<Writer> CloudWriters(const Kernel& kernel, const std::vector<Sought>& sought);

}  // namespace netkeel
