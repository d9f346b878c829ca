// SPDX-License-Identifier: Apache-2.0
#include "host/ports.h"

#include <algorithm>
#include <string_view>

#include "base/text.h"

namespace netkeel {
namespace {

std::string FolderOf(const std::string& name) { return "/sys/class/net/" + name; }

/// What follows `prefix` in the names of an interface's folder, in the kernel's order.
std::vector<std::string> Neighbours(const Kernel& kernel, const std::string& name,
                                    std::string_view prefix) {
  std::vector<std::string> found;
  const auto entries = kernel.ListDirectory(FolderOf(name));
  for (const std::string& entry : entries.value_or(std::vector<std::string>{})) {
    if (entry.starts_with(prefix)) found.push_back(entry.substr(prefix.size()));
  }
  return found;
}

std::vector<std::string> UpperInterfaces(const Kernel& kernel, const std::string& name) {
  return Neighbours(kernel, name, "upper_");
}

bool IsHardware(const Kernel& kernel, const std::string& name) {
  return kernel.ResolveLink(FolderOf(name) + "/device").has_value();
}

/// Whether others do its work. What is beneath hardware does not, as a rule: a switch's port has
/// the CPU's interface below it.
bool HasPorts(const Kernel& kernel, const std::string& name) {
  const auto device = kernel.ResolveLink(FolderOf(name) + "/device");
  if (!device) return true;
  const auto driver = kernel.ResolveLink(*device + "/driver");
  return driver && driver->ends_with("/hv_netvsc");
}

/// The ends of all ways down, hardware apart from what is virtual to its end.
struct Ends {
  std::set<std::string> hardware;
  std::set<std::string> other;
};

void Descend(const Kernel& kernel, const std::string& name, std::set<std::string>& seen,
             Ends& ends) {
  for (const std::string& lower : LowerInterfaces(kernel, name)) {
    if (!seen.insert(lower).second) continue;
    if (IsHardware(kernel, lower)) {
      ends.hardware.insert(lower);
    } else if (LowerInterfaces(kernel, lower).empty()) {
      ends.other.insert(lower);
    } else {
      Descend(kernel, lower, seen, ends);
    }
  }
}

int LevelOf(const Kernel& kernel, const std::string& name, std::set<std::string> above) {
  int level = 0;
  if (!above.insert(name).second) return level;
  for (const std::string& lower : LowerInterfaces(kernel, name)) {
    level = std::max(level, 1 + LevelOf(kernel, lower, above));
  }
  return level;
}

std::vector<std::string> InNaturalOrder(const std::set<std::string>& names) {
  std::vector<std::string> sorted(names.begin(), names.end());
  std::sort(sorted.begin(), sorted.end(), NaturalLess);
  return sorted;
}

}  // namespace

std::vector<std::string> LowerInterfaces(const Kernel& kernel, const std::string& name) {
  return Neighbours(kernel, name, "lower_");
}

std::vector<std::string> PortsBeneath(const Kernel& kernel, const std::string& name) {
  if (!HasPorts(kernel, name)) return {};
  Ends ends;
  std::set<std::string> seen{name};
  Descend(kernel, name, seen, ends);
  return InNaturalOrder(ends.hardware.empty() ? ends.other : ends.hardware);
}

std::set<std::string> WithPorts(const Kernel& kernel, const std::vector<std::string>& names) {
  std::set<std::string> all;
  for (std::vector<std::string> left = names; !left.empty();) {
    const std::string name = std::move(left.back());
    left.pop_back();
    if (!all.insert(name).second) continue;
    const auto ports = PortsBeneath(kernel, name);
    left.insert(left.end(), ports.begin(), ports.end());
  }
  return all;
}

std::set<std::string> WithUppers(const Kernel& kernel, std::set<std::string> names) {
  for (std::vector<std::string> left(names.begin(), names.end()); !left.empty();) {
    const std::string name = std::move(left.back());
    left.pop_back();
    for (const std::string& upper : UpperInterfaces(kernel, name)) {
      if (names.insert(upper).second) left.push_back(upper);
    }
  }
  return names;
}

std::map<std::string, int> LevelsOf(const Kernel& kernel,
                                    const std::map<std::string, Device>& devices) {
  std::map<std::string, int> levels;
  for (const auto& [name, device] : devices) {
    if (name != kHostDevice) levels[name] = LevelOf(kernel, name, {});
  }
  return levels;
}

std::set<std::string> StandbyPorts(const Kernel& kernel,
                                   const std::map<std::string, Device>& devices) {
  std::set<std::string> standby;
  for (const auto& [name, device] : devices) {
    if (name == kHostDevice) continue;
    const auto state = kernel.ReadFile(FolderOf(name) + "/bonding_slave/state");
    if (state && Trim(*state) == "backup") standby.insert(name);
  }
  return standby;
}

}  // namespace netkeel
