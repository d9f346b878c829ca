// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "kernel/kernel.h"

namespace netkeel {

/// CPUs that cgroup v2 cpuset partitions keep out of the scheduler's load balancing. They are not
/// in /sys/devices/system/cpu/isolated.
struct IsolatedPartitions {
  CpuSet cpus;
  std::string source;  ///< "cgroup partition /sys/fs/cgroup/rt.slice"; "" where there is none
  std::string remark;  ///< what the kernel says of a partition that it found invalid
};

IsolatedPartitions ReadIsolatedPartitions(const Kernel& kernel);

}  // namespace netkeel
