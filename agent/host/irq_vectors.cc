// SPDX-License-Identifier: Apache-2.0
#include "host/irq_vectors.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "base/text.h"
#include "host/irq_listing.h"
#include "host/irq_queues.h"
#include "host/irq_told.h"
#include "host/ports.h"

namespace netkeel {
namespace {

/// Queues in use, for drivers that keep vectors of more; none for all others.
std::optional<uint64_t> ActiveQueues(const Kernel& kernel, const Device& device) {
  constexpr std::array<std::string_view, 3> kKeepInactive{"gve", "mana", "mlx5_core"};
  const auto* const end = kKeepInactive.end();
  if (std::find(kKeepInactive.begin(), end, device.driver) == end) return std::nullopt;
  const QueueCounts counts = CountQueues(kernel, device);
  const uint64_t active = std::max(counts.receiving(), counts.sending());
  if (active == 0) return std::nullopt;
  return active;
}

std::vector<IrqVector> Labelled(const std::vector<NamedIrq>& found,
                                const std::vector<Served>& served, std::optional<uint64_t> active) {
  std::map<std::string, unsigned> uses;
  std::vector<IrqVector> vectors;
  for (size_t i = 0; i < found.size(); ++i) {
    if (found[i].name.kind == VectorKind::kForeign) continue;
    if (active && served[i].queue && *served[i].queue >= *active) continue;
    std::string label = served[i].label;
    const unsigned use = ++uses[label];
    if (use > 1) label += '-' + std::to_string(use);
    vectors.push_back(
        {found[i].irq, found[i].text, std::move(label), served[i].queue, served[i].by});
  }
  std::stable_sort(vectors.begin(), vectors.end(), [](const IrqVector& a, const IrqVector& b) {
    if (a.queue.has_value() != b.queue.has_value()) return a.queue.has_value();
    return a.queue < b.queue;
  });
  return vectors;
}

Error WhyNone(const Kernel& kernel, const Device& device, const std::vector<NamedIrq>& found) {
  if (device.sys_path.empty() || device.driver == "hv_netvsc") {
    const std::string lower = Join(LowerInterfaces(kernel, device.name), ", ");
    const std::string what = device.sys_path.empty() ? "a virtual interface" : device.driver;
    return {ErrorCode::kUnsupported,
            what + " has no interrupts of its own" +
                (lower.empty() ? "" : "; name the interface below it: " + lower)};
  }
  if (!device.up) {
    return {ErrorCode::kPending, "the interface is down: its queues' interrupts come with ifup"};
  }
  if (found.empty()) {
    return {ErrorCode::kNotFound, "no interrupt found: neither in " + FunctionPath(device) +
                                      "/msi_irqs nor, as '" +
                                      (device.pci.empty() ? "" : device.pci + "' or '") +
                                      device.name + "', in /proc/interrupts"};
  }
  std::vector<std::string> names;
  for (const NamedIrq& named : found) names.push_back(named.text);
  return {ErrorCode::kUnclear,
          "none of its interrupts serves a queue by its name: " + Printable(Join(names, ", ")) +
              " (driver " + device.driver + ')'};
}

/// What no table has a name for. The only vector of a device serves everything, whatever its name.
std::set<std::string> UnknownNames(std::vector<NamedIrq>& found, const Told& told) {
  const auto is_own = [](const NamedIrq& named) { return named.name.kind != VectorKind::kForeign; };
  const bool single = std::count_if(found.begin(), found.end(), is_own) == 1;
  std::set<std::string> names;
  for (NamedIrq& named : found) {
    if (named.name.kind != VectorKind::kUnknown || told.by_irq.contains(named.irq)) continue;
    if (single) named.name.kind = VectorKind::kBare;
    if (!single) names.insert(named.text);
  }
  return names;
}

/// What is left where neither names nor places say a queue.
std::vector<Served> OnlyLabels(const std::vector<NamedIrq>& found) {
  std::vector<Served> served;
  served.reserve(found.size());
  for (const NamedIrq& named : found) served.push_back({named.name.label, std::nullopt});
  return served;
}

Error WhyUnknown(const Device& device, const std::set<std::string>& names) {
  return {
      ErrorCode::kUnclear,
      "no table of netkeel has the names of these interrupts, so that nobody knows which queues "
      "they serve, and none of the interface's is moved: " +
          Printable(Join({names.begin(), names.end()}, ", ")) + " (driver " + device.driver + ')'};
}

bool AnyQueue(const std::vector<IrqVector>& vectors) {
  return std::any_of(vectors.begin(), vectors.end(),
                     [](const IrqVector& vector) { return vector.queue.has_value(); });
}

}  // namespace

FoundVectors FindVectors(const Kernel& kernel, const Device& device) {
  std::vector<NamedIrq> found = ListIrqs(kernel, device);
  const Told told = device.sys_path.empty() ? Told{} : AskKernel(kernel, device);
  FilterByTold(kernel, device, told, found);
  const std::set<std::string> unknown = UnknownNames(found, told);
  if (!unknown.empty()) return {{}, WhyUnknown(device, unknown)};
  auto served = QueuesOf(kernel, device, found);
  if (!served && !told.all_rx) return {{}, served.error()};
  if (!served) served = OnlyLabels(found);
  CorrectByTold(told, found, *served);
  const auto active = found.empty() ? std::nullopt : ActiveQueues(kernel, device);
  FoundVectors result{Labelled(found, *served, active), std::nullopt};
  if (!AnyQueue(result.vectors)) result.problem = WhyNone(kernel, device, found);
  return result;
}

}  // namespace netkeel
