// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "kernel/kernel.h"
#include "writers/writer.h"

namespace netkeel {

/// Who sets the sought sysctls at boot: the line that wins as systemd-sysctl has it (sysctl.d(5)),
/// at most one a key; and /etc/sysctl.conf where only `sysctl --system` reads it.
std::vector<Writer> SysctlFileWriters(const Kernel& kernel, const std::vector<Sought>& sought);

}  // namespace netkeel
