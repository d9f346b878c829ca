// SPDX-License-Identifier: Apache-2.0
#include "host/host_traits.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "host/cpu_files.h"

namespace netkeel {
namespace {

/// Makers of nothing but virtual machines, as systemd-detect-virt(1) has them.
constexpr std::array<std::string_view, 8> kMakers = {"QEMU",         "KVM", "VMware", "VMW",
                                                     "innotek GmbH", "Xen", "Bochs",  "Parallels"};

bool HasHypervisorFlag(std::string_view cpus) {
  for (const std::string_view line : Split(cpus, "\n")) {
    if (!line.starts_with("flags")) continue;
    const auto words = Words(line);
    return std::find(words.begin(), words.end(), "hypervisor") != words.end();
  }
  return false;
}

bool IsMadeVirtual(const Kernel& kernel) {
  const auto vendor = kernel.ReadFile("/sys/class/dmi/id/sys_vendor");
  return vendor && std::any_of(kMakers.begin(), kMakers.end(), [&](std::string_view maker) {
           return Trim(*vendor).starts_with(maker);
         });
}

/// None where nobody says: in a capture that was made without /proc/cpuinfo.
std::optional<bool> IsVirtual(const Kernel& kernel) {
  const auto cpus = kernel.ReadFile("/proc/cpuinfo");
  if (cpus && HasHypervisorFlag(*cpus)) return true;
  if (IsMadeVirtual(kernel) || kernel.ReadFile("/sys/hypervisor/type") ||
      kernel.ReadFile("/proc/device-tree/hypervisor/compatible")) {
    return true;
  }
  return cpus ? std::optional(false) : std::nullopt;
}

}  // namespace

Result<HostTraits> ReadHostTraits(const Kernel& kernel) {
  const auto release = kernel.ReadFile("/proc/sys/kernel/osrelease");
  if (!release) return Fail(At("/proc/sys/kernel/osrelease", release.error()));
  const auto online = ReadCpuList(kernel, kOnlineCpus);
  if (!online) return Fail(online.error());
  return HostTraits{online->Size(), VersionOf(Trim(*release)), IsVirtual(kernel)};
}

}  // namespace netkeel
