// SPDX-License-Identifier: Apache-2.0
#include "host/isolated_cpus.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "host/cpu_files.h"

namespace netkeel {
namespace {

constexpr const char* kRoot = "/sys/fs/cgroup";
constexpr int kDeepestGroup = 8;

/// Files of a group, by their controller; everything else in it is a group.
bool IsControllerFile(const std::string& name) {
  constexpr std::array<std::string_view, 10> kPrefixes{"cgroup.",  "cpu.",    "cpuset.", "io.",
                                                       "irq.",     "memory.", "misc.",   "pids.",
                                                       "hugetlb.", "rdma."};
  return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [&](std::string_view prefix) { return name.starts_with(prefix); });
}

/// What the isolated partitions among the groups below `folder` isolate. Before Linux 6.7 there are
/// partitions only below the root group and below other partitions.
void AddGroups(const Kernel& kernel, const std::string& folder, int depth, IsolatedCpus& found) {
  const auto names = kernel.ListDirectory(folder);
  if (!names || depth > kDeepestGroup) return;
  for (const std::string& name : *names) {
    const std::string group = folder + '/' + name;
    if (IsControllerFile(name)) continue;
    const auto type = kernel.ReadFile(group + "/cpuset.cpus.partition");
    if (!type) continue;
    if (type->starts_with("root")) AddGroups(kernel, group, depth + 1, found);
    if (!type->starts_with("isolated")) continue;
    // "isolated invalid (Cpu list in cpuset.cpus not exclusive)": asked for and not given.
    if (Trim(*type) != "isolated") {
      found.remark = "cgroup partition " + group + " is " + std::string(Trim(*type));
      continue;
    }
    const auto cpus = ReadCpuList(kernel, group + "/cpuset.cpus.effective");
    if (!cpus) continue;
    found.now = found.now.Or(*cpus);
    found.source += (found.source.empty() ? "cgroup partition " : ", ") + group;
    AddGroups(kernel, group, depth + 1, found);
  }
}

}  // namespace

Result<IsolatedCpus> ReadIsolatedCpus(const Kernel& kernel) {
  const auto at_boot = ReadCpuList(kernel, kIsolatedCpus);
  if (!at_boot) return Fail(at_boot.error());
  IsolatedCpus found;
  found.at_boot = *at_boot;
  // Linux 6.12 sums up the isolated partitions of every depth, later kernels with those of the
  // boot.
  const auto summed = ReadCpuList(kernel, std::string(kRoot) + "/cpuset.cpus.isolated");
  const bool any = !summed || !summed->Except(found.at_boot).Empty();
  if (any) AddGroups(kernel, kRoot, 0, found);
  if (summed && any && found.source.empty()) {
    found.source = "cgroup partitions (cpuset.cpus.isolated)";
  }
  found.now = found.at_boot.Or(summed ? *summed : found.now);
  return found;
}

}  // namespace netkeel
