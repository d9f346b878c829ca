// SPDX-License-Identifier: Apache-2.0
#include "reconcile/lints.h"

#include <algorithm>

#include "reconcile/lints/rule.h"

namespace netkeel {
namespace {

/// Every rule, by what it is about.
std::vector<Rule> AllRules() {
  std::vector<Rule> rules;
  for (const auto of : {SysctlRules(), QueueRules(), CpuRules(), InterfaceRules(), FlowRules()}) {
    rules.insert(rules.end(), of.begin(), of.end());
  }
  return rules;
}

/// Each line ends in the name of its rule.
void Append(const Rule& rule, Lines from, Lines& into) {
  for (std::string& line : from) {
    into.push_back(std::move(line) + " [" + std::string(rule.name) + ']');
  }
}

bool IsOfProfile(const Desired& desired) {
  const auto has_place = [](const Source& source) { return !source.file.empty(); };
  return std::any_of(desired.wishes.begin(), desired.wishes.end(),
                     [&](const auto& wish) { return has_place(wish.second.source); }) ||
         std::any_of(desired.findings.begin(), desired.findings.end(),
                     [&](const Finding& finding) { return has_place(finding.source); });
}

}  // namespace

std::vector<std::string> Lint(const Profile& profile) {
  Lines lines;
  for (const Rule& rule : AllRules()) {
    if (rule.of_profile != nullptr) Append(rule, rule.of_profile(profile), lines);
  }
  return lines;
}

std::vector<std::string> Lint(const Look& look) {
  Lines lines;
  if (!IsOfProfile(look.desired)) return lines;
  for (const auto& [name, device] : look.devices) {
    const Subject subject = SubjectOf(look, device);
    for (const Rule& rule : AllRules()) {
      if (rule.of_device != nullptr) Append(rule, rule.of_device(subject), lines);
    }
  }
  return lines;
}

std::vector<std::string> LintRules() {
  std::vector<std::string> names;
  for (const Rule& rule : AllRules()) names.emplace_back(rule.name);
  return names;
}

}  // namespace netkeel
