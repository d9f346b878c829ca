// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "kernel/kernel_tree.h"

namespace netkeel {

/// Takes out of a tree what has no place in a file that travels: permanent MAC addresses become
/// kLeftOutMac, and of the boot's command lines (/proc/cmdline, GRUB's defaults, loader entries)
/// only the parameters that netkeel judges stay, since the others may hold addresses (`ip=`,
/// `BOOTIF=`) and passwords; of sysctl.d's files the settings of net.*; of
/// NetworkManager's, ifupdown's and .link files what ethtool is told. Line numbers stay. Names
/// stay: those of the host and of its interfaces, of which systemd makes some of the MAC address
/// (enx...).
void LeaveOutAddresses(KernelTree& tree);

/// Whether a sysctl of this name, or path, holds a key of the host.
bool IsSecretSysctl(std::string_view name);

/// The words of a command line that netkeel judges, blanks between them.
std::string JudgedParameters(std::string_view command_line);

}  // namespace netkeel
