// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "kernel/kernel.h"

namespace netkeel {

/// The command line that the boot loader's configuration asks for at the next boot.
struct BootConfig {
  std::string command_line;
  /// Each file with what it says of the command line, in the order they are read.
  std::vector<std::pair<std::string, std::string>> files;

  /// The last file that names `parameter`, "" where none does.
  std::string FileWith(const std::string& parameter) const;
};

/// Reads boot loader entries where there are any (RHEL, Fedora, systemd-boot), else
/// /etc/kernel/cmdline, else GRUB's defaults (Debian, Ubuntu). Empty where nothing is readable, or
/// an entry leaves its parameters to GRUB's environment (RHEL 8).
BootConfig ReadBootConfig(const Kernel& kernel);

/// How `parameter` ("isolcpus=2-5") is added to what this host boots with: by grubby(8), or
/// update-grub(8).
std::string HowToBootWith(const std::string& parameter, bool has_grubby);

/// Whether this host's boot entries are edited with grubby(8) (RHEL and its kin), not update-grub.
bool HasGrubby(const Kernel& kernel);

}  // namespace netkeel
