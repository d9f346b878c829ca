// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <string>

#include "base/text.h"
#include "evidence/sources/sources.h"
#include "host/inventory.h"

namespace netkeel {
namespace {

constexpr const char* kFile = "/proc/stat";

// What is behind these is part of user and nice: guests. Linux 2.6.11.
constexpr std::array kColumns{"user",   "nice", "system",  "idle",
                              "iowait", "irq",  "softirq", "steal"};

void AddLine(std::string_view line, Sample& sample) {
  const auto words = Words(line);
  const auto cpu = words.empty() ? std::nullopt : ParseUnsigned(words[0].substr(3));
  if (!cpu) return;
  const std::string place = "cpu" + std::to_string(*cpu);
  for (size_t i = 0; i < kColumns.size() && i + 1 < words.size(); ++i) {
    if (const auto ticks = ParseUnsigned(words[i + 1])) {
      sample.values[{"cpu", place, kColumns[i]}] = *ticks;
    }
  }
}

void AddFacts(const Kernel& kernel, Sample& sample) {
  const auto facts = ReadCpuFacts(kernel);
  if (!facts) return;
  for (const unsigned cpu : facts->isolated.And(facts->online).Cpus()) {
    sample.facts[{"cpu", "cpu" + std::to_string(cpu), "isolated"}] = "yes";
  }
  for (const auto& [node, cpus] : facts->nodes) {
    for (const unsigned cpu : cpus.And(facts->online).Cpus()) {
      sample.facts[{"cpu", "cpu" + std::to_string(cpu), "node"}] = std::to_string(node);
    }
  }
}

}  // namespace

/// Place: "cpu3". Numbers are ticks of 1/100 s (USER_HZ), whatever the kernel's own HZ is.
void ReadCpus(const Kernel& kernel, const CounterScope& scope, Sample& sample) {
  const auto content = kernel.ReadFile(kFile);
  if (!content) {
    sample.unread["cpu"] = content.error().message;
    return;
  }
  // CPUs come first; the line of all interrupts behind them can be long.
  const std::string_view cpus = std::string_view(*content).substr(0, content->find("\nintr"));
  for (const std::string_view line : Split(cpus, "\n")) {
    if (line.starts_with("cpu") && !line.starts_with("cpu ")) AddLine(line, sample);
  }
  if (scope.facts) AddFacts(kernel, sample);
}

}  // namespace netkeel
