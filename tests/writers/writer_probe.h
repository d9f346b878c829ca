// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "writers/writer.h"

namespace netkeel {

inline Sought SoughtSysctl(const std::string& key) { return {{kHostDevice, "sysctl", key}}; }

/// "net.core.dev_weight: /etc/sysctl.d/1.conf:2 sets it to 5 at boot", a line each.
inline std::vector<std::string> LinesOf(const std::vector<Writer>& writers) {
  std::vector<std::string> lines;
  for (const Writer& writer : writers) lines.push_back(writer.address.key + ": " + ToText(writer));
  return lines;
}

}  // namespace netkeel
