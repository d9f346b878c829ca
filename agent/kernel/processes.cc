// SPDX-License-Identifier: Apache-2.0
#include "kernel/processes.h"

#include <dirent.h>
#include <fcntl.h>
#include <sched.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "base/text.h"
#include "kernel/live_kernel.h"

namespace netkeel {
namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const { ::closedir(directory); }
};
using Directory = std::unique_ptr<DIR, CloseDirectory>;

/// Calls `use` with the number of each entry that is one.
template <typename Use>
void ForEachNumber(const Directory& directory, const Use& use) {
  while (const dirent* entry = directory ? ::readdir(directory.get()) : nullptr) {
    if (const auto number = ParseUnsigned(entry->d_name)) use(*number);
  }
}

std::string FolderOf(uint64_t pid) { return "/proc/" + std::to_string(pid); }

std::string NameOf(const Kernel& kernel, uint64_t pid) {
  const auto name = kernel.ReadFile(FolderOf(pid) + "/comm");
  return name ? std::string(Trim(*name)) : "";
}

/// The inode of the socket that `number` is in an open folder /proc/PID/fd.
std::optional<uint64_t> SocketAt(const Directory& folder, uint64_t number) {
  constexpr std::string_view kPrefix = "socket:[";
  std::array<char, 64> target;
  const ssize_t size = ::readlinkat(::dirfd(folder.get()), std::to_string(number).c_str(),
                                    target.data(), target.size());
  if (size <= 0) return std::nullopt;
  std::string_view text(target.data(), static_cast<size_t>(size));
  if (!text.starts_with(kPrefix) || !text.ends_with(']')) return std::nullopt;
  text.remove_prefix(kPrefix.size());
  text.remove_suffix(1);
  return ParseUnsigned(text);
}

void AddSockets(const Kernel& kernel, uint64_t pid, std::vector<Fields>& rows) {
  const Directory folder(::opendir((FolderOf(pid) + "/fd").c_str()));
  std::string name;
  ForEachNumber(folder, [&](uint64_t number) {
    const auto inode = SocketAt(folder, number);
    if (!inode) return;
    if (name.empty()) name = NameOf(kernel, pid);
    rows.push_back({{"inode", *inode}, {"pid", pid}, {"name", name}});
  });
}

/// Where a thread may run; none where it is gone.
std::optional<CpuSet> AffinityOf(uint64_t thread) {
  std::array<uint64_t, 128> mask = {};  // 8192 CPUs: no kernel is built for more
  const auto tid = static_cast<pid_t>(thread);
  if (::sched_getaffinity(tid, sizeof mask, reinterpret_cast<cpu_set_t*>(mask.data())) != 0) {
    return std::nullopt;
  }
  CpuSet cpus;
  for (unsigned cpu = 0; cpu < mask.size() * 64; ++cpu) {
    if ((mask[cpu / 64] >> (cpu % 64) & 1) != 0) cpus.Add(cpu);
  }
  return cpus;
}

/// PF_KTHREAD among the flags of /proc/PID/stat, the 9th word; the name before may hold blanks.
bool IsKernels(const Kernel& kernel, uint64_t pid) {
  constexpr uint64_t kKernelThread = 0x00200000;
  constexpr size_t kFlags = 6;  // behind the name
  const auto stat = kernel.ReadFile(FolderOf(pid) + "/stat");
  if (!stat) return true;  // gone
  const auto words = Words(std::string_view(*stat).substr(stat->rfind(')') + 1));
  const auto flags = words.size() > kFlags ? ParseUnsigned(words[kFlags]) : std::nullopt;
  return flags && (*flags & kKernelThread) != 0;
}

void AddPinned(const Kernel& kernel, uint64_t pid, const CpuSet& online,
               std::vector<Fields>& rows) {
  const Directory tasks(::opendir((FolderOf(pid) + "/task").c_str()));
  std::set<CpuSet> found;
  ForEachNumber(tasks, [&](uint64_t thread) {
    const auto cpus = AffinityOf(thread);
    if (cpus && !online.Except(*cpus).Empty()) found.insert(*cpus);
  });
  if (found.empty() || IsKernels(kernel, pid)) return;
  const std::string name = NameOf(kernel, pid);
  for (const CpuSet& cpus : found) {
    rows.push_back({{"pid", pid}, {"name", name}, {"cpus", cpus.ToList()}});
  }
}

/// Rows that `add` puts in for every process.
template <typename Add>
Result<std::vector<Fields>> OfEveryProcess(const Add& add) {
  const Directory processes(::opendir("/proc"));
  if (!processes) return Fail(ErrnoError("/proc", errno));
  std::vector<Fields> rows;
  ForEachNumber(processes, [&](uint64_t pid) { add(pid, rows); });
  return rows;
}

}  // namespace

Result<std::vector<Fields>> SocketOwners() {
  const LiveKernel kernel;
  return OfEveryProcess(
      [&](uint64_t pid, std::vector<Fields>& rows) { AddSockets(kernel, pid, rows); });
}

Result<std::vector<Fields>> PinnedTasks(const CpuSet& online) {
  const LiveKernel kernel;
  return OfEveryProcess(
      [&](uint64_t pid, std::vector<Fields>& rows) { AddPinned(kernel, pid, online, rows); });
}

CpuSet IsolatedCpusOf(const Fields& row, const CpuSet& isolated, const CpuSet& online) {
  const auto allowed = CpuSet::ParseList(FieldText(row, "cpus"));
  if (!allowed) return {};
  const CpuSet cpus = allowed->And(online);
  return cpus.Except(isolated).Empty() ? cpus : CpuSet{};
}

}  // namespace netkeel
