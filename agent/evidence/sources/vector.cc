// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string>
#include <vector>

#include "base/text.h"
#include "evidence/sources/sources.h"
#include "kernel/irq_actions.h"

namespace netkeel {
namespace {

std::string PlaceOf(const std::string& interface, const IrqVector& vector) {
  return interface + ' ' + vector.label;
}

/// A file of an interrupt's without its newline, as a fact; nothing where it is not there.
void AddFact(const Kernel& kernel, const std::string& file, const CounterId& id, Sample& sample) {
  if (const auto content = kernel.ReadFile(file)) sample.facts[id] = std::string(Trim(*content));
}

void AddFacts(const Kernel& kernel, const std::string& place, const IrqVector& vector,
              Sample& sample) {
  const std::string number = std::to_string(vector.irq);
  const std::string folder = "/proc/irq/" + number;
  sample.facts[{"vector", place, "irq"}] = number;
  if (vector.queue) sample.facts[{"vector", place, "queue"}] = std::to_string(*vector.queue);
  AddFact(kernel, folder + "/smp_affinity_list", {"vector", place, "affinity"}, sample);
  AddFact(kernel, folder + "/effective_affinity_list", {"vector", place, "effective"}, sample);
}

/// Whether the number is somebody else's, or nobody's: after a change of channels, or ifdown.
bool IsGone(const Kernel& kernel, const IrqVector& vector) {
  const auto actions = IrqActions(kernel, vector.irq);
  return std::count(actions.begin(), actions.end(), vector.action) == 0;
}

/// Counts by CPU, with commas between. CPUs that never had one are left out: a host has hundreds of
/// vectors, and each goes to a few.
void AddCounts(std::string_view content, const std::string& place, Sample& sample) {
  size_t cpu = 0;
  for (const std::string_view word : Split(Trim(content), ",")) {
    const auto count = ParseUnsigned(word);
    if (count && *count > 0) sample.values[{"vector", place, "cpu" + std::to_string(cpu)}] = *count;
    ++cpu;
  }
}

void ReadVector(const Kernel& kernel, const CounterScope& scope, const std::string& interface,
                const IrqVector& vector, Sample& sample) {
  const std::string place = PlaceOf(interface, vector);
  const auto content =
      kernel.ReadFile("/sys/kernel/irq/" + std::to_string(vector.irq) + "/per_cpu_count");
  if (!content) {
    sample.unread["vector/" + place] = content.error().message;
    sample.scope_is_old = sample.scope_is_old || IsGone(kernel, vector);
    return;
  }
  if (scope.facts && IsGone(kernel, vector)) {
    sample.unread["vector/" + place] = "its interrupt has another handler now";
    sample.scope_is_old = true;
    return;
  }
  AddCounts(*content, place, sample);
  if (scope.facts) AddFacts(kernel, place, vector, sample);
}

}  // namespace

/// Place: "eth0 TxRx-3".
void ReadVectors(const Kernel& kernel, const CounterScope& scope, Sample& sample) {
  for (const auto& [interface, found] : scope.vectors) {
    const bool has_none = found.problem && found.problem->code == ErrorCode::kUnsupported;
    if (found.problem && !has_none) sample.unread["vector/" + interface] = found.problem->message;
    for (const IrqVector& vector : found.vectors) {
      ReadVector(kernel, scope, interface, vector, sample);
    }
  }
}

}  // namespace netkeel
