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

/// What a maker of machines of both kinds names its virtual ones, as DMI has it.
struct Cloud {
  std::string_view vendor;
  std::string_view product;  ///< it begins so
};

// Amazon names a machine by its type, "m7g.large", of which "m7g.metal" is the whole host.
constexpr std::array<Cloud, 3> kClouds = {{{"Amazon EC2", ""},
                                           {"Microsoft Corporation", "Virtual Machine"},
                                           {"Google", "Google Compute Engine"}}};
constexpr std::string_view kWholeHost = ".metal";

/// The flags of the first CPU; none where it has no such line, as on arm64.
std::optional<std::string_view> CpuFlags(std::string_view cpus) {
  for (const std::string_view line : Split(cpus, "\n")) {
    if (line.starts_with("flags")) return line;
  }
  return std::nullopt;
}

bool HasHypervisor(std::string_view flags) {
  const auto words = Words(flags);
  return std::find(words.begin(), words.end(), "hypervisor") != words.end();
}

std::string Dmi(const Kernel& kernel, const std::string& name) {
  return std::string(Trim(kernel.ReadFile("/sys/class/dmi/id/" + name).value_or("")));
}

bool IsMadeVirtual(const Kernel& kernel) {
  const std::string vendor = Dmi(kernel, "sys_vendor");
  return std::any_of(kMakers.begin(), kMakers.end(),
                     [&](std::string_view maker) { return vendor.starts_with(maker); });
}

/// None where the maker is a cloud's, and the product is not known: in a capture of before.
std::optional<bool> IsOfCloud(const Kernel& kernel) {
  const std::string vendor = Dmi(kernel, "sys_vendor");
  const auto* const cloud = std::find_if(kClouds.begin(), kClouds.end(),
                                         [&](const Cloud& each) { return vendor == each.vendor; });
  if (cloud == kClouds.end()) return false;
  const std::string product = Dmi(kernel, "product_name");
  if (product.empty()) return std::nullopt;
  return product.starts_with(cloud->product) && product.find(kWholeHost) == std::string::npos;
}

/// None where nobody says: in a capture that was made without /proc/cpuinfo.
std::optional<bool> IsVirtual(const Kernel& kernel) {
  const auto cpus = kernel.ReadFile("/proc/cpuinfo");
  const auto flags = cpus ? CpuFlags(*cpus) : std::nullopt;
  if (flags && HasHypervisor(*flags)) return true;
  if (IsMadeVirtual(kernel) || kernel.ReadFile("/sys/hypervisor/type") ||
      kernel.ReadFile("/proc/device-tree/hypervisor/compatible")) {
    return true;
  }
  if (!cpus) return std::nullopt;
  return flags ? std::optional(false) : IsOfCloud(kernel);
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
