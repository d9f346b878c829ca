// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "kernel/kernel.h"
#include "model/cpu_facts.h"
#include "model/device.h"

namespace netkeel {

/// The names in /sys/class/net, natural order.
Result<std::vector<std::string>> InterfaceNames(const Kernel& kernel);

/// Whether `path` is a folder that can be listed.
bool IsFolder(const Kernel& kernel, const std::string& path);

/// kNotFound where there is no interface of that name.
Result<int> InterfaceIndex(const Kernel& kernel, const std::string& name);

/// kForeign where /sys is of another network namespace than this process, which everything of an
/// interface would then be mixed up from.
Result<void> NeedOwnSys(const Kernel& kernel);

/// One interface as it is now. kNotFound where it is gone, kForeign where it is not of the network
/// namespace of this process.
Result<Device> DescribeInterface(const Kernel& kernel, const std::string& name);

/// /proc/sys/kernel/hostname, "unknown" where it cannot be read.
std::string HostName(const Kernel& kernel);

/// What no other boot has (random(4)); "" where the kernel does not say.
std::string BootId(const Kernel& kernel);

/// CPU sets from /sys/devices/system/cpu and /sys/devices/system/node.
Result<CpuFacts> ReadCpuFacts(const Kernel& kernel);

/// Adds cores and last-level caches of the online CPUs to `facts`: three reads a CPU, so only where
/// `spread` asks. Missing files leave a CPU alone on its core.
Result<void> ReadTopology(const Kernel& kernel, CpuFacts& facts);

}  // namespace netkeel
