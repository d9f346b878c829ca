// SPDX-License-Identifier: Apache-2.0
#include "writers/irqbalance_policy.h"

#include <algorithm>
#include <cctype>

#include "base/text.h"
#include "kernel/judged_lines.h"

namespace netkeel {
namespace {

/// The text as a pattern of the shell that needs no quotes.
std::string AsPattern(std::string text) {
  for (char& c : text) {
    const bool is_plain = std::isalnum(static_cast<unsigned char>(c)) != 0 ||
                          std::string_view("._:-").find(c) != std::string_view::npos;
    if (!is_plain) c = '?';
  }
  return text;
}

/// The line by which our script bans the device: what is read back is what irqbalance runs.
std::string CaseOf(const Device& device) {
  if (!device.pci.empty()) return "  " + AsPattern(device.pci) + std::string(kPolicyBan);
  const std::string name = AsPattern(device.name);
  return "    " + name + " | " + name + "-*" + std::string(kPolicyBan);
}

bool IsOurs(const std::string& script) { return script.find(kPolicyMark) != std::string::npos; }

std::vector<std::string> Cases(const std::vector<Device>& devices, bool with_pci) {
  std::vector<std::string> cases;
  for (const Device& device : devices) {
    if (device.pci.empty() == with_pci) continue;
    std::string line = CaseOf(device) + '\n';
    if (std::count(cases.begin(), cases.end(), line) == 0) cases.push_back(std::move(line));
  }
  return cases;
}

}  // namespace

std::string PolicyScript(const std::vector<Device>& devices, PolicyForm form) {
  std::string script = "#!/bin/sh\n" + std::string(kPolicyMark) +
                       ", which writes it anew: changes are lost.\n"
                       "# irqbalance asks for each interrupt: $1 is its device's folder in /sys, "
                       "$2 its number.\n";
  if (const auto cases = Cases(devices, true); !cases.empty()) {
    script += "case ${1##*/} in\n" + Join(cases, "") + "esac\n";
  }
  // Vectors that belong to no PCI device come with "/sys"; a handler's name is a folder's.
  if (const auto cases = Cases(devices, false); !cases.empty()) {
    script +=
        "for handler in /proc/irq/\"$2\"/*/; do\n  handler=${handler%/}\n"
        "  case ${handler##*/} in\n" +
        Join(cases, "") + "  esac\ndone\n";
  }
  return script + (form == PolicyForm::kFile ? "exit 0\n" : "exit 1\n");
}

PolicyVerdict JudgePolicy(const Kernel& kernel, const std::string& policy, const Device& device) {
  if (policy.empty()) return PolicyVerdict::kDoesNot;
  std::vector<std::string> paths = {policy};
  if (const auto names = kernel.ListDirectory(policy)) {
    paths.clear();
    for (const std::string& name : *names) paths.push_back(policy + '/' + name);
  }
  PolicyVerdict verdict = PolicyVerdict::kDoesNot;
  for (const std::string& path : paths) {
    const auto script = kernel.ReadFile(path);
    // irqbalance ignores what is not there; what cannot be read may say anything.
    if (!script && script.error().code == ErrorCode::kNotFound) continue;
    if (script && script->find(CaseOf(device)) != std::string::npos) return PolicyVerdict::kBans;
    if (!script || !IsOurs(*script)) verdict = PolicyVerdict::kUnknown;
  }
  return verdict;
}

}  // namespace netkeel
