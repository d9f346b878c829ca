// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>

#include "base/text.h"
#include "kernel/recorded/recorded_rules.h"
#include "kernel/recorded/tree_paths.h"

namespace netkeel {
namespace {

bool IsListed(const KernelTree& tree, const std::string& path, std::string_view word) {
  const std::string list = ContentOf(tree, path);
  const auto words = Words(list);
  return words.empty() || std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

// drivers/cpufreq/cpufreq.c, intel_pstate.c and arch/x86/kernel/cpu/intel_epb.c (Linux 6.1 to 7.3).
Accepted<std::string> AcceptCpuFreq(const KernelTree& tree, const std::string& path,
                                    const std::string& written) {
  const std::string folder = path.substr(0, path.rfind('/') + 1);
  const std::string file = path.substr(folder.size());
  const std::string word(Trim(written));
  const auto number = ParseUnsigned(word);
  if (file == "scaling_governor") {
    if (!IsListed(tree, folder + "scaling_available_governors", word))
      return tl::unexpected(EINVAL);
    return word + '\n';
  }
  if (file == "energy_performance_preference") {
    const std::string governor = ContentOf(tree, folder + "scaling_governor");
    if (Trim(governor) == "performance" && word != "performance") return tl::unexpected(EBUSY);
    if (!IsListed(tree, folder + "energy_performance_available_preferences", word)) {
      return tl::unexpected(EINVAL);
    }
    return word + '\n';
  }
  if (!number) return tl::unexpected(EINVAL);
  if (file == "energy_perf_bias") {
    if (*number > 15) return tl::unexpected(EINVAL);
    return std::to_string(*number) + '\n';
  }
  const auto limit = [&](const char* name) {
    return ParseUnsigned(Trim(ContentOf(tree, folder + name)));
  };
  const uint64_t least = limit("cpuinfo_min_freq").value_or(0);
  const uint64_t most = limit("cpuinfo_max_freq").value_or(*number);
  return std::to_string(std::clamp(*number, std::min(least, most), most)) + '\n';
}

}  // namespace netkeel
