// SPDX-License-Identifier: Apache-2.0
#include "kernel/judged_counters.h"

#include <algorithm>
#include <initializer_list>

#include "base/text.h"

namespace netkeel {
namespace {

/// The lines that begin, behind blanks, with one of the words.
std::string LinesWith(std::string_view content, std::initializer_list<std::string_view> words) {
  std::string kept;
  for (const std::string_view line : Split(content, "\n")) {
    const std::string_view start = Trim(line);
    for (const std::string_view word : words) {
      if (!start.starts_with(word)) continue;
      kept += std::string(line) + '\n';
      break;
    }
  }
  return kept;
}

}  // namespace

std::string CpuLines(std::string_view content) { return LinesWith(content, {"cpu", "btime "}); }

std::string NetworkSoftirqLines(std::string_view content) {
  return LinesWith(content, {"CPU", "NET_"});
}

std::string RawSocketLines(std::string_view content) {
  constexpr size_t kQueues = 4;
  constexpr size_t kInode = 9;
  constexpr size_t kDrops = 12;
  std::string kept;
  for (const std::string_view line : Split(content, "\n")) {
    const auto words = Words(line);
    if (words.size() <= kDrops || !words[0].ends_with(':')) continue;
    const bool empty = words[kQueues].ends_with(":00000000");
    if (empty && words[kDrops] == "0") continue;
    const size_t colon = words[1].rfind(':');
    if (colon == std::string_view::npos) continue;
    // As many columns as the kernel's: sl local remote st queues timer retrnsmt uid timeout inode
    // ref pointer drops.
    kept += std::string(words[0]) + " 0" + std::string(words[1].substr(colon)) + " 0:0000 07 " +
            std::string(words[kQueues]) + " 00:00000000 00000000 0 0 " +
            std::string(words[kInode]) + " 2 0 " + std::string(words[kDrops]) + '\n';
  }
  return kept;
}

std::string KernelThreadLine(std::string_view content) {
  constexpr std::string_view kKthreadd = "2";
  const size_t name_end = content.rfind(')');
  if (name_end == std::string_view::npos) return "";
  const auto words = Words(content.substr(name_end + 1));
  const bool is_kernels = words.size() > 1 && words[1] == kKthreadd;
  return is_kernels ? std::string(content) : "";
}

std::string HzLine(std::string_view content) { return LinesWith(content, {"CONFIG_HZ="}); }

std::string HypervisorLine(std::string_view content) {
  for (const std::string_view line : Split(content, "\n")) {
    if (!line.starts_with("flags")) continue;
    const auto words = Words(line);
    const bool is_virtual = std::find(words.begin(), words.end(), "hypervisor") != words.end();
    return is_virtual ? "flags : hypervisor\n" : "flags :\n";
  }
  return "";
}

}  // namespace netkeel
