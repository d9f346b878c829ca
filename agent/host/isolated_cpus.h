// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "kernel/kernel.h"

namespace netkeel {

/// CPUs that the scheduler's load balancing keeps out of. There are two sets: Linux filters what is
/// written to rps_cpus by the one of the boot, whatever cpuset partitions isolate later.
struct IsolatedCpus {
  CpuSet at_boot;      ///< isolcpus: /sys/devices/system/cpu/isolated, which knows no partitions
  CpuSet now;          ///< at_boot, and what cgroup v2 cpuset partitions isolate
  std::string source;  ///< "cgroup partition /sys/fs/cgroup/rt.slice"; "" where there is none
  std::string remark;  ///< what the kernel says of a partition that it found invalid
};

/// The one reader of what is isolated. kNotFound where the kernel does not say.
Result<IsolatedCpus> ReadIsolatedCpus(const Kernel& kernel);

}  // namespace netkeel
