// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>

#include "base/text.h"
#include "evidence/path_tasks.h"
#include "evidence/sources/sources.h"

namespace netkeel {
namespace {

constexpr std::array kNames{"run_ns", "wait_ns", "slices"};

/// SCHED_OTHER and so on, as chrt(1) calls them; numbers of linux/sched.h.
std::string PolicyText(uint64_t policy, std::string_view priority) {
  constexpr std::array<std::string_view, 7> kPolicies{"other", "fifo", "rr",      "batch",
                                                      "iso",   "idle", "deadline"};
  std::string text(policy < kPolicies.size() ? kPolicies[policy] : "unknown");
  if (priority != "0") text += ' ' + std::string(priority);
  return text;
}

void AddPolicy(const Kernel& kernel, const PathTask& task, Sample& sample) {
  constexpr size_t kPriority = 37;  // behind the name, from the state on; proc_pid_stat(5)
  constexpr size_t kPolicy = 38;
  const auto content = kernel.ReadFile("/proc/" + std::to_string(task.pid) + "/stat");
  if (!content) return;
  const auto words = Words(std::string_view(*content).substr(content->rfind(')') + 1));
  if (words.size() <= kPolicy) return;
  if (const auto policy = ParseUnsigned(words[kPolicy])) {
    sample.facts[{"task", task.name, "policy"}] = PolicyText(*policy, words[kPriority]);
  }
}

}  // namespace

/// Place: the thread's name.
void ReadTasks(const Kernel& kernel, const CounterScope& scope, Sample& sample) {
  for (const PathTask& task : scope.tasks) {
    const auto content = kernel.ReadFile("/proc/" + std::to_string(task.pid) + "/schedstat");
    if (!content) {
      sample.unread["task/" + task.name] = content.error().message;
      sample.scope_is_old = sample.scope_is_old || content.error().code == ErrorCode::kNotFound;
      continue;
    }
    const auto words = Words(*content);
    for (size_t i = 0; i < kNames.size() && i < words.size(); ++i) {
      if (const auto number = ParseUnsigned(words[i])) {
        sample.values[{"task", task.name, kNames[i]}] = *number;
      }
    }
    if (scope.facts) AddPolicy(kernel, task, sample);
  }
}

}  // namespace netkeel
