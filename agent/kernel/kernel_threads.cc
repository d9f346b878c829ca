// SPDX-License-Identifier: Apache-2.0
#include "kernel/kernel_threads.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <vector>

#include "base/cpu_set.h"
#include "base/text.h"

namespace netkeel {
namespace {

// All threads of the kernel's are children of kthreadd.
constexpr uint64_t kKthreadd = 2;

// By their numbers in linux/sched.h; 4 is nobody's.
constexpr std::array<std::string_view, 8> kPolicies{"other", "fifo", "rr",       "batch",
                                                    "iso",   "idle", "deadline", "ext"};

// Fields of /proc/PID/stat behind the name, the state being the first: proc(5) counts it as 3.
constexpr size_t kParent = 1;
constexpr size_t kNice = 16;
constexpr size_t kStart = 19;
constexpr size_t kPriority = 37;
constexpr size_t kPolicy = 38;

/// struct sched_attr as of its first version, SCHED_ATTR_SIZE_VER0.
struct SchedulingAttributes {
  uint32_t size = sizeof(SchedulingAttributes);
  uint32_t policy = 0;
  uint64_t flags = 0;
  int32_t nice = 0;
  uint32_t priority = 0;
  uint64_t runtime = 0;
  uint64_t deadline = 0;
  uint64_t period = 0;
};
static_assert(sizeof(SchedulingAttributes) == 48);

std::string CpusOfStatus(std::string_view status) {
  constexpr std::string_view kLine = "Cpus_allowed_list:";
  for (const std::string_view line : Split(status, "\n")) {
    if (line.starts_with(kLine)) return std::string(Trim(line.substr(kLine.size())));
  }
  return "";
}

std::string PolicyName(std::string_view number) {
  const auto policy = ParseUnsigned(number);
  return policy && *policy < kPolicies.size() ? std::string(kPolicies[*policy])
                                              : std::string(number);
}

uint32_t PolicyNumber(std::string_view name) {
  return static_cast<uint32_t>(std::find(kPolicies.begin(), kPolicies.end(), name) -
                               kPolicies.begin());
}

/// A mask as sched_setaffinity(2) takes it.
std::vector<unsigned long> WordsOf(const CpuSet& cpus) {
  constexpr size_t kBits = CHAR_BIT * sizeof(unsigned long);
  std::vector<unsigned long> words(cpus.Empty() ? 1 : cpus.Last() / kBits + 1);
  for (const unsigned cpu : cpus.Cpus()) words[cpu / kBits] |= 1UL << (cpu % kBits);
  return words;
}

int SetAffinity(uint64_t pid, const std::string& list) {
  const auto cpus = CpuSet::ParseList(list);
  if (!cpus) return EINVAL;
  const auto words = WordsOf(*cpus);
  const auto size = words.size() * sizeof(unsigned long);
  return ::syscall(SYS_sched_setaffinity, pid, size, words.data()) == 0 ? 0 : errno;
}

int SetScheduling(uint64_t pid, const Fields& after) {
  SchedulingAttributes wanted;
  wanted.policy = PolicyNumber(FieldText(after, "policy"));
  wanted.priority = static_cast<uint32_t>(ParseUnsigned(FieldText(after, "priority")).value_or(0));
  const std::string nice = FieldText(after, "nice");
  const bool negative = nice.starts_with('-');
  const auto number =
      static_cast<int32_t>(ParseUnsigned(nice.substr(negative ? 1 : 0)).value_or(0));
  wanted.nice = negative ? -number : number;
  return ::syscall(SYS_sched_setattr, pid, &wanted, 0) == 0 ? 0 : errno;
}

/// __sched_setscheduler and its like: 1 to 99 with a policy that has priorities, 0 with another.
bool IsTaken(const Fields& thread) {
  const std::string policy = FieldText(thread, "policy");
  const auto priority = ParseUnsigned(FieldText(thread, "priority"));
  constexpr std::array<std::string_view, 5> kSettable{"other", "fifo", "rr", "batch", "idle"};
  const bool is_known = std::count(kSettable.begin(), kSettable.end(), policy) > 0;
  if (!is_known || !priority || *priority > 99) return false;
  return HasPriorities(policy) == (*priority > 0);
}

}  // namespace

bool HasPriorities(std::string_view policy) { return policy == "fifo" || policy == "rr"; }

std::vector<uint64_t> MaybeKernelThreads(const Kernel& kernel) {
  std::vector<uint64_t> pids;
  const auto add = [&](std::string_view word) {
    if (const auto pid = ParseUnsigned(word)) pids.push_back(*pid);
  };
  if (const auto children = kernel.ReadFile("/proc/2/task/2/children")) {
    for (const std::string_view word : Words(*children)) add(word);
  } else if (const auto names = kernel.ListDirectory("/proc")) {
    for (const std::string& name : *names) add(name);
  }
  return pids;
}

std::optional<Fields> ReadThread(const Kernel& kernel, uint64_t pid, std::string_view begins) {
  const std::string folder = "/proc/" + std::to_string(pid);
  const auto stat = kernel.ReadFile(folder + "/stat");
  const auto status = kernel.ReadFile(folder + "/status");
  if (!stat || !status) return std::nullopt;
  // "731 (napi/eth0-8193) S 2 0 0 ..."
  const size_t first = stat->find('(');
  const size_t last = stat->rfind(')');
  if (first == std::string::npos || last == std::string::npos) return std::nullopt;
  const auto words = Words(std::string_view(*stat).substr(last + 1));
  const bool is_it = std::string_view(*stat).substr(first + 1).starts_with(begins) &&
                     words.size() > kPolicy && ParseUnsigned(words[kParent]) == kKthreadd;
  const std::string cpus = CpusOfStatus(*status);
  if (!is_it || cpus.empty()) return std::nullopt;
  return Fields{{"start", std::string(words[kStart])},
                {"cpus", cpus},
                {"policy", PolicyName(words[kPolicy])},
                {"priority", std::string(words[kPriority])},
                {"nice", std::string(words[kNice])}};
}

tl::expected<Fields, int> WithWritten(const Fields& current, const Fields& written) {
  Fields after = current;
  for (const auto& [word, value] : written) after[word] = value;
  const bool without = !HasPriorities(FieldText(after, "policy"));
  if (without && !written.contains("priority")) after["priority"] = std::string("0");
  const bool schedules =
      written.contains("policy") || written.contains("priority") || written.contains("nice");
  if (schedules && !IsTaken(after)) return tl::unexpected(EINVAL);
  return after;
}

std::optional<ThreadRefusal> SetThread(uint64_t pid, const Fields& after, const Fields& written) {
  const auto cpus = written.find("cpus");
  if (cpus != written.end()) {
    const int refused = SetAffinity(pid, ToText(cpus->second));
    if (refused != 0) return ThreadRefusal{refused, "sched_setaffinity"};
  }
  const bool schedules =
      written.contains("policy") || written.contains("priority") || written.contains("nice");
  const int refused = schedules ? SetScheduling(pid, after) : 0;
  if (refused != 0) return ThreadRefusal{refused, "sched_setattr"};
  return std::nullopt;
}

}  // namespace netkeel
