// SPDX-License-Identifier: Apache-2.0
#include "host/irq_listing.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/text.h"
#include "host/proc_interrupts.h"
#include "kernel/irq_actions.h"

namespace netkeel {
namespace {

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

std::vector<NamedIrq> NamedByMsi(const Kernel& kernel, const Device& device) {
  std::vector<NamedIrq> found;
  for (const unsigned irq : ListMsiIrqs(kernel, device)) {
    const std::vector<std::string> actions = IrqActions(kernel, irq);
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

std::vector<NamedIrq> NamedByProc(const Kernel& kernel, const Device& device) {
  const auto text = kernel.ReadFile("/proc/interrupts");
  std::vector<NamedIrq> by_function;
  std::vector<NamedIrq> by_name;
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
                  [](const NamedIrq& named) { return named.name.kind != VectorKind::kOther; });
  return any_queue || by_name.size() < by_function.size() ? by_function : by_name;
}

/// Whether an interface of this name has its vectors in the same PCI function.
bool SharesFunction(const Kernel& kernel, const Device& device, const std::string& name) {
  if (device.pci.empty() || name == device.name || name.find('/') != std::string::npos)
    return false;
  const auto path = kernel.ResolveLink("/sys/class/net/" + name + "/device");
  const std::string function = FunctionPath(device);
  return path && (*path == function || path->starts_with(function + '/'));
}

/// Finds out whose a name is that has another interface's in it: a second port's, or this one's
/// from before it was renamed.
class Owners {
 public:
  Owners(const Kernel& kernel, const Device& device) : kernel_(kernel), device_(device) {}

  void Settle(std::vector<NamedIrq>& found) {
    for (NamedIrq& named : found) SettleNamed(named);
    for (NamedIrq& named : found) SettleBare(named);
    SettleComp(found);
  }

 private:
  bool IsAnothers(const std::string& interface) {
    const auto known = another_.find(interface);
    if (known != another_.end()) return known->second;
    return another_[interface] = SharesFunction(kernel_, device_, interface);
  }

  void SettleNamed(NamedIrq& named) {
    if (named.name.interface.empty()) return;
    if (IsAnothers(named.name.interface)) {
      named.name.kind = VectorKind::kForeign;
    } else {
      former_.insert(named.name.interface);
    }
  }

  /// A name that is an interface's and no more.
  void SettleBare(NamedIrq& named) {
    if (named.name.kind != VectorKind::kUnknown) return;
    if (former_.contains(named.text)) {
      named.name = {VectorKind::kBare, "other", "other"};
    } else if (IsAnothers(named.text)) {
      named.name.kind = VectorKind::kForeign;
    }
  }

  /// Before Linux 4.2 mlx4 had vectors of the interface's own beside those of the function, which
  /// were then for others than its queues.
  void SettleComp(std::vector<NamedIrq>& found) const {
    if (device_.driver != "mlx4_core") return;
    const bool own = std::any_of(found.begin(), found.end(), [](const NamedIrq& named) {
      return named.name.family == "mlx4-{n}" && named.text.find('@') == std::string::npos;
    });
    for (NamedIrq& named : found) {
      if (own && named.name.family == "comp-{n}") named.name.kind = VectorKind::kForeign;
    }
  }

  const Kernel& kernel_;
  const Device& device_;
  std::map<std::string, bool> another_;  ///< by name: another interface of this function
  std::set<std::string> former_;         ///< what this interface was called
};

}  // namespace

std::string FunctionPath(const Device& device) {
  const size_t at = device.pci.empty() ? std::string::npos : device.sys_path.rfind(device.pci);
  if (at == std::string::npos) return device.sys_path;
  return device.sys_path.substr(0, at + device.pci.size());
}

std::vector<NamedIrq> ListIrqs(const Kernel& kernel, const Device& device) {
  if (device.sys_path.empty()) return {};
  std::vector<NamedIrq> found = NamedByMsi(kernel, device);
  // Some set-ups leave msi_irqs empty (ENA on Xen), and only PCI has it; while an interface is down
  // it has requested nothing.
  if (found.empty() && device.up) found = NamedByProc(kernel, device);
  Owners(kernel, device).Settle(found);
  return found;
}

}  // namespace netkeel
