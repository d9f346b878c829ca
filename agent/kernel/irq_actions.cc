// SPDX-License-Identifier: Apache-2.0
#include "kernel/irq_actions.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace netkeel {

std::vector<std::string> IrqActions(const Kernel& kernel, unsigned irq) {
  const std::string number = std::to_string(irq);
  std::vector<std::string> actions;
  if (const auto joined = kernel.ReadFile("/sys/kernel/irq/" + number + "/actions")) {
    for (const std::string_view name : Split(Trim(*joined), ",")) {
      if (!name.empty()) actions.emplace_back(name);
    }
    return actions;
  }
  constexpr std::array<std::string_view, 7> kFiles{
      "affinity_hint", "effective_affinity", "effective_affinity_list",
      "node",          "smp_affinity",       "smp_affinity_list",
      "spurious"};
  for (std::string& name :
       kernel.ListDirectory("/proc/irq/" + number).value_or(std::vector<std::string>{})) {
    if (std::find(kFiles.begin(), kFiles.end(), name) == kFiles.end()) {
      actions.push_back(std::move(name));
    }
  }
  return actions;
}

}  // namespace netkeel
