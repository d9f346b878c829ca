// SPDX-License-Identifier: Apache-2.0
#include "kernel/leave_out.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace netkeel {
namespace {

constexpr std::array<std::string_view, 4> kJudged = {"isolcpus", "nohz_full", "rcu_nocbs",
                                                     "irqaffinity"};

/// Whether a word is one of those parameters; `-` and `_` are the same to the kernel.
bool IsJudged(std::string_view word) {
  std::string name(word.substr(0, word.find('=')));
  std::replace(name.begin(), name.end(), '-', '_');
  return std::find(kJudged.begin(), kJudged.end(), name) != kJudged.end();
}

/// A GRUB default: `NAME=` and quotes stay, of the words between them those that are judged and
/// those that stand for another variable.
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
  return kept + '\n';
}

std::string JudgedLines(std::string_view content, bool is_grub) {
  constexpr std::string_view kOptions = "options ";
  std::string kept;
  for (const std::string_view line : Split(content, "\n")) {
    if (is_grub) {
      kept += JudgedAssignment(line);
    } else if (line.starts_with(kOptions)) {
      kept += std::string(kOptions) + JudgedParameters(line.substr(kOptions.size())) + '\n';
    }
  }
  return kept;
}

}  // namespace

std::string JudgedParameters(std::string_view command_line) {
  std::string kept;
  std::string word;
  bool quoted = false;
  const auto end_word = [&kept, &word] {
    if (IsJudged(word)) kept += (kept.empty() ? "" : " ") + word;
    const bool goes_on = word != "--";  // what follows is init's
    word.clear();
    return goes_on;
  };
  for (const char c : command_line) {
    if (c == '"') quoted = !quoted;
    const bool blank = c == ' ' || c == '\t' || c == '\n';
    if (quoted || !blank) {
      word += c;
    } else if (!end_word()) {
      return kept;
    }
  }
  end_word();
  return kept;
}

void LeaveOutAddresses(KernelTree& tree) {
  for (auto& [key, fields] : tree.ethtool) {
    const auto mac = fields.find("permanent-address");
    if (mac != fields.end() && !ToText(mac->second).empty()) {
      mac->second = std::string(kLeftOutMac);
    }
  }
  for (auto& [path, content] : tree.files) {
    if (path == "/proc/cmdline" || path == "/etc/kernel/cmdline") {
      content = JudgedParameters(content) + '\n';
    } else if (path.starts_with("/etc/default/grub")) {
      content = JudgedLines(content, true);
    } else if (path.starts_with("/boot/loader/entries/")) {
      content = JudgedLines(content, false);
    }
  }
}

}  // namespace netkeel
