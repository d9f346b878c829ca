// SPDX-License-Identifier: Apache-2.0
#include "tunables/irq_vectors.h"

#include <algorithm>
#include <array>
#include <map>

#include "base/text.h"
#include "tunables/irq_names.h"
#include "tunables/proc_interrupts.h"

namespace netkeel {
namespace {

/// An interrupt with what its name says.
struct Named {
  unsigned irq = 0;
  std::string text;  ///< as the driver named it
  VectorName name;
};

/// sys_path up to the PCI function: virtio devices have their vectors in their parent.
std::string FunctionPath(const Device& device) {
  const size_t at = device.pci.empty() ? std::string::npos : device.sys_path.rfind(device.pci);
  if (at == std::string::npos) return device.sys_path;
  return device.sys_path.substr(0, at + device.pci.size());
}

std::vector<unsigned> ListMsiIrqs(const Kernel& kernel, const Device& device) {
  std::vector<unsigned> irqs;
  for (const std::string& path : {device.sys_path, FunctionPath(device)}) {
    if (path.empty() || !irqs.empty()) continue;
    const auto names = kernel.ListDirectory(path + "/msi_irqs");
    if (!names) continue;
    for (const std::string& name : *names) {
      if (const auto irq = ParseUnsigned(name)) irqs.push_back(static_cast<unsigned>(*irq));
    }
  }
  return irqs;
}

/// Names of an interrupt's handlers, none while it is not requested: /proc/irq/N has a folder for
/// each where the kernel has no /sys/kernel/irq.
std::vector<std::string> ActionsOf(const Kernel& kernel, unsigned irq) {
  const std::string number = std::to_string(irq);
  std::vector<std::string> actions;
  if (const auto joined = kernel.ReadFile("/sys/kernel/irq/" + number + "/actions")) {
    for (const std::string_view name : Split(Trim(*joined), ",")) {
      if (!name.empty()) actions.emplace_back(name);
    }
    return actions;
  }
  constexpr std::array<std::string_view, 7> kFiles{
      "affinity_hint", "effective_affinity", "effective_affinity_list",
      "node",          "smp_affinity",       "smp_affinity_list",
      "spurious"};
  for (std::string& name :
       kernel.ListDirectory("/proc/irq/" + number).value_or(std::vector<std::string>{})) {
    if (std::find(kFiles.begin(), kFiles.end(), name) == kFiles.end()) {
      actions.push_back(std::move(name));
    }
  }
  return actions;
}

std::vector<Named> NamedByMsi(const Kernel& kernel, const Device& device) {
  std::vector<Named> found;
  for (const unsigned irq : ListMsiIrqs(kernel, device)) {
    const std::vector<std::string> actions = ActionsOf(kernel, irq);
    if (actions.empty()) continue;
    auto name = ParseVectorName(device, actions.front(), Ownership::kKnown);
    if (name) found.push_back({irq, actions.front(), std::move(*name)});
  }
  return found;
}

bool IsOfFunction(const InterruptLine& line, const Device& device) {
  if (MentionsPci(line.chip, device.pci)) return true;
  return line.actions.size() == 1 && MentionsPci(line.actions.front(), device.pci);
}

std::vector<Named> NamedByProc(const Kernel& kernel, const Device& device) {
  const auto text = kernel.ReadFile("/proc/interrupts");
  std::vector<Named> by_function;
  std::vector<Named> by_name;
  if (!text) return by_function;
  for (const InterruptLine& line : ParseInterrupts(*text)) {
    const bool is_ours = IsOfFunction(line, device);
    for (const std::string& action : line.actions) {
      if (auto name = ParseVectorName(device, action, Ownership::kByName)) {
        by_name.push_back({line.irq, action, std::move(*name)});
      }
      if (!is_ours) continue;
      auto name = ParseVectorName(device, action, Ownership::kKnown);
      if (name) by_function.push_back({line.irq, action, std::move(*name)});
    }
  }
  // On Xen only ENA's management vector has the address, in its name.
  const bool any_queue =
      std::any_of(by_function.begin(), by_function.end(),
                  [](const Named& named) { return named.name.kind != VectorKind::kOther; });
  return any_queue || by_name.size() < by_function.size() ? by_function : by_name;
}

/// The queue of each vector of `family` by rank, for drivers that number all vectors in one row.
void CountFamilies(std::vector<Named>& found, std::vector<std::optional<uint64_t>>& queues) {
  std::map<std::string, uint64_t> next;
  std::vector<size_t> order(found.size());
  for (size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::stable_sort(order.begin(), order.end(),
                   [&](size_t a, size_t b) { return found[a].name.number < found[b].name.number; });
  for (const size_t i : order) {
    if (found[i].name.kind == VectorKind::kCounted) queues[i] = next[found[i].name.family]++;
  }
}

/// gve has one row of blocks: the first half sends, the second half receives.
void HalveGveBlocks(const std::vector<Named>& found, std::vector<std::optional<uint64_t>>& queues) {
  uint64_t blocks = 0;
  for (size_t i = 0; i < found.size(); ++i) {
    if (queues[i]) blocks = std::max(blocks, *queues[i] + 1);
  }
  const uint64_t half = (blocks + 1) / 2;
  for (auto& queue : queues) {
    if (queue && *queue >= half) queue = *queue - half;
  }
}

std::vector<std::optional<uint64_t>> QueuesOf(const Device& device, std::vector<Named>& found) {
  std::vector<std::optional<uint64_t>> queues(found.size());
  for (size_t i = 0; i < found.size(); ++i) {
    if (found[i].name.kind == VectorKind::kQueue) queues[i] = found[i].name.number;
    if (found[i].name.kind == VectorKind::kWhole) queues[i] = 0;
  }
  CountFamilies(found, queues);
  if (device.driver == "gve") HalveGveBlocks(found, queues);
  // With MSI or a legacy interrupt one vector serves everything and has the interface's bare name.
  if (found.size() == 1 && !queues.front()) {
    queues.front() = 0;
    found.front().name.label = "single";
  }
  return queues;
}

/// Queues in use, for drivers that keep vectors of more; none for all others.
std::optional<uint64_t> ActiveQueues(const Kernel& kernel, const Device& device) {
  constexpr std::array<std::string_view, 3> kKeepInactive{"gve", "mana", "mlx5_core"};
  const auto* const end = kKeepInactive.end();
  if (std::find(kKeepInactive.begin(), end, device.driver) == end) return std::nullopt;
  const auto channels = kernel.EthtoolGet(device, EthtoolTopic::kChannels);
  if (!channels) return std::nullopt;
  const auto count = [&](const char* word) {
    const auto field = channels->find(word);
    const auto* const number =
        field == channels->end() ? nullptr : std::get_if<uint64_t>(&field->second);
    return number == nullptr ? 0 : *number;
  };
  const uint64_t active = count("combined") + std::max(count("rx"), count("tx"));
  if (active == 0) return std::nullopt;
  return active;
}

std::vector<IrqVector> Labelled(const Kernel& kernel, const Device& device,
                                std::vector<Named>& found) {
  const auto queues = QueuesOf(device, found);
  const auto active = found.empty() ? std::nullopt : ActiveQueues(kernel, device);
  std::map<std::string, unsigned> uses;
  std::vector<IrqVector> vectors;
  for (size_t i = 0; i < found.size(); ++i) {
    if (active && queues[i] && *queues[i] >= *active) continue;
    std::string label = found[i].name.label;
    const unsigned use = ++uses[label];
    if (use > 1) label += '-' + std::to_string(use);
    vectors.push_back({found[i].irq, std::move(label), queues[i]});
  }
  std::stable_sort(vectors.begin(), vectors.end(), [](const IrqVector& a, const IrqVector& b) {
    if (a.queue.has_value() != b.queue.has_value()) return a.queue.has_value();
    return a.queue < b.queue;
  });
  return vectors;
}

/// Other interfaces that do the work of this one: a bond's ports, the VF below hv_netvsc.
std::string LowerInterfaces(const Kernel& kernel, const Device& device) {
  std::vector<std::string> lower;
  const auto names = kernel.ListDirectory("/sys/class/net/" + device.name);
  for (const std::string& name : names.value_or(std::vector<std::string>{})) {
    if (name.starts_with("lower_")) lower.push_back(name.substr(6));
  }
  return Join(lower, ", ");
}

Error WhyNone(const Kernel& kernel, const Device& device, const std::vector<Named>& found) {
  if (device.sys_path.empty() || device.driver == "hv_netvsc") {
    const std::string lower = LowerInterfaces(kernel, device);
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
  for (const Named& named : found) names.push_back(named.text);
  return {ErrorCode::kNotFound,
          "none of its interrupts serves a queue by its name: " + Printable(Join(names, ", ")) +
              " (driver " + device.driver + ')'};
}

}  // namespace

FoundVectors FindVectors(const Kernel& kernel, const Device& device) {
  std::vector<Named> found = NamedByMsi(kernel, device);
  // Some set-ups leave msi_irqs empty (ENA on Xen); while down nobody has requested anything.
  if (found.empty() && !device.sys_path.empty()) found = NamedByProc(kernel, device);
  FoundVectors result{Labelled(kernel, device, found), std::nullopt};
  const bool any = std::any_of(result.vectors.begin(), result.vectors.end(),
                               [](const IrqVector& vector) { return vector.queue.has_value(); });
  if (!any) result.problem = WhyNone(kernel, device, found);
  return result;
}

}  // namespace netkeel
