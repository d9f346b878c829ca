// SPDX-License-Identifier: Apache-2.0
#include "writers/root_process.h"

#include <algorithm>

#include "base/text.h"

namespace netkeel {

bool IsRootProcess(const Kernel& kernel, uint64_t pid, std::string_view name) {
  // One read: name and owner are of the same process, whoever gets the number next.
  const auto status = kernel.ReadFile("/proc/" + std::to_string(pid) + "/status");
  if (!status) return false;
  bool is_named = false;
  bool is_root = false;
  for (const std::string_view line : Split(*status, "\n")) {
    const auto words = Words(line);
    if (words.size() == 2 && words[0] == "Name:") is_named = words[1] == name;
    if (words.size() != 5 || words[0] != "Uid:") continue;
    is_root = std::all_of(words.begin() + 1, words.end(),
                          [](std::string_view user) { return user == "0"; });
  }
  return is_named && is_root;
}

}  // namespace netkeel
