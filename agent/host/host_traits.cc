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

bool HasHypervisorFlag(const Kernel& kernel) {
  const auto content = kernel.ReadFile("/proc/cpuinfo");
  if (!content) return false;
  for (const std::string_view line : Split(*content, "\n")) {
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

}  // namespace

Result<HostTraits> ReadHostTraits(const Kernel& kernel) {
  const auto release = kernel.ReadFile("/proc/sys/kernel/osrelease");
  if (!release) return Fail(At("/proc/sys/kernel/osrelease", release.error()));
  const auto online = ReadCpuList(kernel, kOnlineCpus);
  if (!online) return Fail(online.error());
  return HostTraits{online->Size(), VersionOf(Trim(*release)),
                    HasHypervisorFlag(kernel) || IsMadeVirtual(kernel) ||
                        kernel.ReadFile("/proc/device-tree/hypervisor/compatible") ||
                        kernel.ReadFile("/sys/hypervisor/type")};
}

}  // namespace netkeel
