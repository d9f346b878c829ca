// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "kernel/kernel.h"
#include "model/state.h"
#include "tunables/descriptor.h"

namespace netkeel {

inline constexpr const char* kInterfaceSysctl = "interface-sysctl";

/// The sysctls of an interface that we know, "ipv4.conf.rp_filter". Linux checks next to none of
/// their ranges.
std::span<const KeyDescriptor> InterfaceSysctlRows();

/// The same for the keys of the host that mean one: "net.ipv4.conf.*.rp_filter".
std::span<const KeyDescriptor> WildSysctlRows();

/// All the others of the same folders.
extern const OpenKeys kInterfaceSysctlKeys;

/// As sysctl(8) has the key of an address of Family::kSysctl: net.ipv4.conf.eth0/100.rp_filter for
/// eth0.100/interface-sysctl/ipv4.conf.rp_filter.
std::string SysctlKeyOf(const Address& address);

/// The files of an interface below /proc/sys/net, as keys of its section.
std::vector<std::string> InterfaceSysctlsOf(const Kernel& kernel, const std::string& interface);

}  // namespace netkeel
