// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace netkeel {

// Of files with counters, what netkeel reads of them; of a capture's file all of it.

/// /proc/stat: the lines of CPUs, and when the host was booted.
std::string CpuLines(std::string_view content);

/// /proc/softirqs: the header, and the lines of the network.
std::string NetworkSoftirqLines(std::string_view content);

/// /proc/net/raw and raw6: sockets that dropped something or in which something waits, without
/// their addresses and owners.
std::string RawSocketLines(std::string_view content);

/// /proc/PID/stat: the line of a thread of the kernel's; nothing of any other.
std::string KernelThreadLine(std::string_view content);

/// /boot/config-RELEASE: the line of CONFIG_HZ.
std::string HzLine(std::string_view content);

/// /proc/cpuinfo: whether the first CPU says that it is a virtual one; empty where it has no flags.
std::string HypervisorLine(std::string_view content);

}  // namespace netkeel
