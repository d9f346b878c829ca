// SPDX-License-Identifier: Apache-2.0
#include "evidence/path_tasks.h"

#include <map>

#include "base/text.h"
#include "kernel/kernel_threads.h"

namespace netkeel {
namespace {

// All kernel threads are children of kthreadd.
constexpr uint64_t kKthreadd = 2;

bool IsOfPath(std::string_view name) {
  return name.starts_with("ksoftirqd/") || name.starts_with("napi/");
}

/// Before Linux 5.17 a thread's name is cut after 15 bytes: all NAPI threads of a long interface
/// name have one.
void TellApart(std::vector<PathTask>& tasks) {
  std::map<std::string, size_t> uses;
  for (const PathTask& task : tasks) ++uses[task.name];
  for (PathTask& task : tasks) {
    if (uses[task.name] > 1) task.name += " pid " + std::to_string(task.pid);
  }
}

}  // namespace

std::vector<PathTask> FindPathTasks(const Kernel& kernel) {
  std::vector<PathTask> tasks;
  for (const uint64_t pid : MaybeKernelThreads(kernel)) {
    const auto stat = kernel.ReadFile("/proc/" + std::to_string(pid) + "/stat");
    if (!stat) continue;
    // "15 (ksoftirqd/0) S 2 0 0 ...": anybody can call a thread so, but not have that parent.
    const size_t first = stat->find('(');
    const size_t last = stat->rfind(')');
    if (first == std::string::npos || last == std::string::npos || last < first) continue;
    const std::string name = stat->substr(first + 1, last - first - 1);
    const auto words = Words(std::string_view(*stat).substr(last + 1));
    const bool is_kernels = words.size() > 1 && ParseUnsigned(words[1]) == kKthreadd;
    if (is_kernels && IsOfPath(name)) tasks.push_back({pid, name});
  }
  TellApart(tasks);
  return tasks;
}

}  // namespace netkeel
