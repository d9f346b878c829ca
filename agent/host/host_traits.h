// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernel/kernel.h"
#include "model/condition.h"

namespace netkeel {

/// What the conditions of a profile ask: online CPUs, the kernel's release, and whether the host is
/// a virtual machine, which on x86 every CPU says (the flag `hypervisor` of /proc/cpuinfo), and
/// elsewhere Xen (/sys/hypervisor), the device tree (its node `hypervisor`) or the firmware's
/// names of the maker and its product do (/sys/class/dmi/id/sys_vendor, product_name).
Result<HostTraits> ReadHostTraits(const Kernel& kernel);

}  // namespace netkeel
