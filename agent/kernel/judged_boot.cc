// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "kernel/each_line.h"
#include "kernel/judged_lines.h"

namespace netkeel {
namespace {

/// Names with `_` in place of every `-`: none of their values is an address or a secret.
constexpr std::array<std::string_view, 38> kJudgedParameters = {
    "amd_iommu",
    "amd_pstate",
    "audit",
    "clocksource",
    "cpuidle.off",
    "default_hugepagesz",
    "hugepages",
    "hugepagesz",
    "idle",
    "intel_idle.max_cstate",
    "intel_iommu",
    "intel_pstate",
    "iommu",
    "iommu.passthrough",
    "iommu.strict",
    "irqaffinity",
    "isolcpus",
    "mce",
    "mitigations",
    "nmi_watchdog",
    "nohz",
    "nohz_full",
    "nosmt",
    "nosoftlockup",
    "nowatchdog",
    "numa_balancing",
    "pci",
    "pcie_aspm",
    "pcie_aspm.policy",
    "preempt",
    "processor.max_cstate",
    "rcu_nocb_poll",
    "rcu_nocbs",
    "skew_tick",
    "threadirqs",
    "transparent_hugepage",
    "tsc",
    "workqueue.power_efficient",
};

bool IsJudged(std::string_view word) { return IsJudgedParameter(word.substr(0, word.find('='))); }

/// A line of GRUB's defaults: `NAME=` and quotes stay, of the words between them those that are
/// judged and those that stand for another variable.
std::string JudgedAssignment(std::string_view line) {
  const size_t equals = line.find('=');
  if (Trim(line).starts_with('#') || equals == std::string_view::npos) return "";
  std::string kept(line.substr(0, equals + 1));
  std::string word;
  const auto end_word = [&kept, &word] {
    if (IsJudged(word) || word.starts_with('$')) kept += word;
    word.clear();
  };
  for (const char c : line.substr(equals + 1)) {
    const bool separates = c == ' ' || c == '\t' || c == '"' || c == '\'';
    if (!separates) {
      word += c;
      continue;
    }
    end_word();
    kept += c;
  }
  end_word();
  return kept;
}

/// The words of a command line as the kernel tells them apart, up to those that are init's.
std::vector<std::string> KernelWords(std::string_view command_line) {
  std::vector<std::string> words(1);
  bool quoted = false;
  for (const char c : command_line) {
    if (c == '"') quoted = !quoted;
    const bool blank = c == ' ' || c == '\t' || c == '\n';
    if (quoted || !blank) {
      words.back() += c;
    } else if (words.back() == "--") {
      break;
    } else if (!words.back().empty()) {
      words.emplace_back();
    }
  }
  if (words.back().empty() || words.back() == "--") words.pop_back();
  return words;
}

}  // namespace

bool IsJudgedParameter(std::string_view name) {
  std::string plain(name);
  std::replace(plain.begin(), plain.end(), '-', '_');
  return std::find(kJudgedParameters.begin(), kJudgedParameters.end(), plain) !=
         kJudgedParameters.end();
}

std::string JudgedParameters(std::string_view command_line) {
  std::vector<std::string> kept;
  bool left_out = false;
  for (const std::string& word : KernelWords(command_line)) {
    if (IsJudged(word) || word.starts_with('$')) {
      kept.push_back(word);
    } else {
      left_out = true;
    }
  }
  if (left_out) kept.emplace_back(kLeftOut);
  return Join(kept, " ");
}

std::string BootLine(std::string_view content) { return JudgedParameters(content) + '\n'; }

std::string GrubLines(std::string_view content) { return EachLine(content, JudgedAssignment); }

std::string LoaderLines(std::string_view content) {
  return EachLine(content, [](std::string_view line) -> std::string {
    constexpr std::string_view kOptions = "options ";
    if (!line.starts_with(kOptions)) return "";
    return std::string(kOptions) + JudgedParameters(line.substr(kOptions.size()));
  });
}

}  // namespace netkeel
