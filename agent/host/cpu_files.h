// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "kernel/kernel.h"

namespace netkeel {

inline constexpr const char* kOnlineCpus = "/sys/devices/system/cpu/online";
inline constexpr const char* kPossibleCpus = "/sys/devices/system/cpu/possible";
inline constexpr const char* kIsolatedCpus = "/sys/devices/system/cpu/isolated";
inline constexpr const char* kNohzFullCpus = "/sys/devices/system/cpu/nohz_full";

/// A file that holds a CPU list; "(null)", as Linux 6.1 prints nohz_full where unset, is no CPU.
Result<CpuSet> ReadCpuList(const Kernel& kernel, const std::string& path);

/// nr_cpu_ids, the width in which masks are written.
Result<unsigned> ReadCpuCount(const Kernel& kernel);

/// None where they cannot be read.
std::optional<CpuSet> ReadOnlineCpus(const Kernel& kernel);

/// The CPUs that rps_cpus and rps_default_mask can hold: Linux drops from what is written,
/// silently, those that were isolated at boot, nohz_full ones and offline ones; what cpuset
/// partitions isolate now is no reason to it. None where the online CPUs are not known.
std::optional<CpuSet> ReadSteerableCpus(const Kernel& kernel);

}  // namespace netkeel
