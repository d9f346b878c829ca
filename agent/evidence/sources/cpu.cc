// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <map>
#include <string>

#include "base/text.h"
#include "evidence/sources/process_names.h"
#include "evidence/sources/sources.h"
#include "host/inventory.h"
#include "kernel/processes.h"

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

/// CPUs that a vector goes to, as the source of vectors found it just now.
CpuSet InterruptedCpus(const Sample& sample) {
  CpuSet cpus;
  const CounterId first{"vector", "", ""};
  for (auto fact = sample.facts.lower_bound(first);
       fact != sample.facts.end() && fact->first.source == "vector"; ++fact) {
    if (fact->first.name != "effective") continue;
    if (const auto list = CpuSet::ParseList(fact->second)) cpus = cpus.Or(*list);
  }
  return cpus;
}

/// "feedd (pid 812), ...": who may run on `cpus`, isolated ones, and on no CPU that is not.
void AddTasks(const Kernel& kernel, const CpuFacts& facts, const CpuSet& cpus, Sample& sample) {
  const auto rows = kernel.Query(HostDevice(), QueryTopic::kPinnedTasks);
  if (!rows) {
    sample.unread["cpu/tasks"] = rows.error().message;
    return;
  }
  std::map<unsigned, ProcessNames> tasks;
  for (const Fields& row : *rows) {
    const CpuSet allowed = IsolatedCpusOf(row, facts.isolated, facts.online);
    for (const unsigned cpu : allowed.And(cpus).Cpus()) tasks[cpu].Add(row);
  }
  for (const auto& [cpu, names] : tasks) {
    sample.facts[{"cpu", "cpu" + std::to_string(cpu), "tasks"}] = names.Text();
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
  const CpuSet shared = InterruptedCpus(sample).And(facts->isolated);
  if (!shared.Empty()) AddTasks(kernel, *facts, shared, sample);
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
