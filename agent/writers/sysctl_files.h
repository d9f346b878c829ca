// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "kernel/kernel.h"
#include "writers/writer.h"

namespace netkeel {

/// Any spelling of a key as a path below /proc/sys: of dots and slashes the first one separates,
/// the other one is part of a name. "net.ipv4.conf.eth0/100.rp_filter":
/// net/ipv4/conf/eth0.100/rp_filter.
std::string AsSysctlPath(std::string_view key);

/// Who sets the sought sysctls at boot: the line that wins as systemd-sysctl has it (sysctl.d(5)),
/// at most one a key; and /etc/sysctl.conf where only `sysctl --system` reads it.
std::vector<Writer> SysctlFileWriters(const Kernel& kernel, const std::vector<Sought>& sought);

}  // namespace netkeel
