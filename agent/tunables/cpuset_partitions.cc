// SPDX-License-Identifier: Apache-2.0
#include "tunables/cpuset_partitions.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "tunables/cpu_files.h"

namespace netkeel {
namespace {

constexpr const char* kRoot = "/sys/fs/cgroup";

/// Files of the root group, by their controller; everything else in it is a group.
bool IsControllerFile(const std::string& name) {
  constexpr std::array<std::string_view, 10> kPrefixes{"cgroup.",  "cpu.",    "cpuset.", "io.",
                                                       "irq.",     "memory.", "misc.",   "pids.",
                                                       "hugetlb.", "rdma."};
  return std::any_of(kPrefixes.begin(), kPrefixes.end(),
                     [&](std::string_view prefix) { return name.starts_with(prefix); });
}

void AddGroup(const Kernel& kernel, const std::string& group, IsolatedPartitions& found) {
  const auto type = kernel.ReadFile(group + "/cpuset.cpus.partition");
  if (!type || !type->starts_with("isolated")) return;
  // "isolated invalid (Cpu list in cpuset.cpus not exclusive)": asked for and not given.
  if (Trim(*type) != "isolated") {
    found.remark = "cgroup partition " + group + " is " + std::string(Trim(*type));
    return;
  }
  const auto cpus = ReadCpuList(kernel, group + "/cpuset.cpus.effective");
  if (!cpus) return;
  found.cpus = found.cpus.Or(*cpus);
  found.source += (found.source.empty() ? "cgroup partition " : ", ") + group;
}

}  // namespace

IsolatedPartitions ReadIsolatedPartitions(const Kernel& kernel) {
  IsolatedPartitions found;
  const std::string root(kRoot);
  // Linux 6.12 sums up the isolated partitions of every depth.
  const auto summed = ReadCpuList(kernel, root + "/cpuset.cpus.isolated");
  if (summed && summed->Empty()) return found;
  const auto names = kernel.ListDirectory(root);
  if (!names) return found;
  for (const std::string& name : *names) {
    if (!IsControllerFile(name)) AddGroup(kernel, root + '/' + name, found);
  }
  if (!summed) return found;
  found.cpus = *summed;
  if (found.source.empty()) found.source = "cgroup partitions (cpuset.cpus.isolated)";
  return found;
}

}  // namespace netkeel
