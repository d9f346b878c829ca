// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "kernel/kernel.h"
#include "writers/writer.h"

namespace netkeel {

/// The names in a folder, natural order; none where it cannot be read.
std::vector<std::string> NamesIn(const Kernel& kernel, const std::string& folder);

/// Whether anything that ethtool sets is among them.
bool AnyEthtool(const std::vector<Sought>& sought);

/// Files of `folder` ("sysctl.d", "systemd/network") ending in `ending`, as systemd reads them:
/// from /etc, /run, /usr/local/lib and /usr/lib, in the order of their names; one hides those of
/// the same name in later folders.
std::vector<std::string> DropInFiles(const Kernel& kernel, const std::string& folder,
                                     const std::string& ending);

/// An `option = value` line of a file with [sections].
struct IniLine {
  std::string section;
  std::string option;
  std::string value;
  std::string where;  ///< "FILE:LINE"
};

/// Every such line, in order; lines that start with # or ; and those without a = are left out.
std::vector<IniLine> ReadIni(const Kernel& kernel, const std::string& path);

/// "on" or "off" for what systemd and NetworkManager take as a boolean; any other text as it is.
std::string SwitchWord(const std::string& text);

}  // namespace netkeel
