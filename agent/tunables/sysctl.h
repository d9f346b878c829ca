// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "kernel/kernel.h"
#include "tunables/descriptor.h"

namespace netkeel {

/// The sysctls that we know; every other key below `net.` is taken as it is.
std::span<const KeyDescriptor> SysctlRows();

/// Of all the others.
extern const OpenKeys kSysctlKeys;

/// Companion: the CPUs that Linux keeps of an rps_default_mask.
inline constexpr const char* kDefaultMaskAllowed = "net.core.rps_default_mask/allowed";

/// "net.ipv4.conf.eth0/100.rp_filter" is /proc/sys/net/ipv4/conf/eth0.100/rp_filter, as sysctl(8)
/// has it. kBadInput for what would leave /proc/sys/net.
Result<std::string> SysctlPath(std::string_view key);

/// Whether Linux asks for CAP_SYS_ADMIN to write it, and for some to read it.
bool NeedsSysAdmin(std::string_view key);
inline constexpr const char* kNeedsSysAdmin =
    "; needs CAP_SYS_ADMIN, which netkeel gives up when it starts: leave it to sysctl.d(5)";

/// Why a key is not there, and what would bring it: a module, an interface, another namespace.
std::string WhyAbsent(const Kernel& kernel, std::string_view key);

/// Whether this is a network namespace other than the first, where most of net.core is missing.
bool IsInnerNamespace(const Kernel& kernel);

}  // namespace netkeel
