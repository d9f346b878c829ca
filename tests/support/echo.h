// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "base/text.h"
#include "kernel/irq_actions.h"
#include "kernel/kernel.h"

namespace netkeel {

/// What `echo content > path` does, which asks nobody whose file that is.
inline Result<void> Echo(Kernel& kernel, const std::string& path, const std::string& content) {
  OwnedFile file{path, 0, ""};
  const auto parts = Split(path, "/");
  if (path.starts_with("/sys/class/net/")) {
    const auto index = kernel.ReadFile("/sys/class/net/" + std::string(parts[4]) + "/ifindex");
    file.ifindex = index ? std::stoi(*index) : 0;
  }
  if (path.starts_with("/proc/irq/") && parts.size() > 4) {
    const auto actions = IrqActions(kernel, static_cast<unsigned>(*ParseUnsigned(parts[3])));
    file.action = actions.empty() ? "nobody" : actions.front();
  }
  return kernel.WriteFile(file, content);
}

}  // namespace netkeel
