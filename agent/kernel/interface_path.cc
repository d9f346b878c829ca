// SPDX-License-Identifier: Apache-2.0
#include "kernel/interface_path.h"

#include "base/text.h"

namespace netkeel {

std::string InterfaceOfSysctl(std::string_view path) {
  constexpr std::string_view kRoot = "/proc/sys/net/";
  if (!path.starts_with(kRoot)) return "";
  const auto parts = Split(path.substr(kRoot.size()), "/");
  const bool has_one = parts.size() == 4 && (parts[1] == "conf" || parts[1] == "neigh") &&
                       parts[2] != "all" && parts[2] != "default";
  return has_one ? std::string(parts[2]) : "";
}

}  // namespace netkeel
