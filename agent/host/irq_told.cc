// SPDX-License-Identifier: Apache-2.0
#include "host/irq_told.h"

#include <algorithm>

#include "kernel/irq_actions.h"

namespace netkeel {
namespace {

bool IsOfType(const Fields& row, const std::string& type) {
  const auto field = row.find("type");
  return field != row.end() && field->second == Value(type);
}

/// NAPI -> interrupt, of those that have one.
std::map<uint64_t, unsigned> IrqsOfNapis(const Kernel& kernel, const Device& device) {
  std::map<uint64_t, unsigned> irqs;
  const auto napis = kernel.Query(device, QueryTopic::kNapis);
  if (!napis) return irqs;
  for (const Fields& row : *napis) {
    const auto* const id = FindNumber(row, "id");
    const uint64_t irq = FieldNumber(row, "irq");
    if (id != nullptr && irq > 0) irqs[*id] = static_cast<unsigned>(irq);
  }
  return irqs;
}

void Lower(std::optional<uint64_t>& lowest, uint64_t number) {
  lowest = std::min(lowest.value_or(number), number);
}

/// Adds the queues of one type; whether that was all of them, and any.
bool AddQueues(const std::vector<Fields>& queues, const std::string& type,
               const std::map<uint64_t, unsigned>& irqs, Told& told) {
  bool any = false;
  bool all = true;
  for (const Fields& row : queues) {
    if (!IsOfType(row, type)) continue;
    any = true;
    const auto* const id = FindNumber(row, "id");
    const auto* const napi = FindNumber(row, "napi-id");
    const auto irq = napi != nullptr ? irqs.find(*napi) : irqs.end();
    if (id == nullptr || irq == irqs.end()) {
      all = false;
      continue;
    }
    ToldQueues& of_irq = told.by_irq[irq->second];
    Lower(type == "rx" ? of_irq.rx : of_irq.tx, *id);
  }
  return any && all;
}

bool SaysAQueue(const VectorName& name) {
  return name.kind == VectorKind::kQueue || name.kind == VectorKind::kCounted ||
         name.kind == VectorKind::kFromOne || name.kind == VectorKind::kWhole;
}

}  // namespace

Told AskKernel(const Kernel& kernel, const Device& device) {
  Told told;
  if (!device.up || device.ifindex <= 0) return told;
  const auto queues = kernel.Query(device, QueryTopic::kQueues);
  const auto has_napi = [](const Fields& row) { return row.contains("napi-id"); };
  if (!queues || std::none_of(queues->begin(), queues->end(), has_napi)) return told;
  const auto irqs = IrqsOfNapis(kernel, device);
  told.all_rx = AddQueues(*queues, "rx", irqs, told);
  told.all_tx = AddQueues(*queues, "tx", irqs, told);
  return told;
}

void FilterByTold(const Kernel& kernel, const Device& device, const Told& told,
                  std::vector<NamedIrq>& found) {
  auto missing = told.by_irq;
  for (NamedIrq& named : found) {
    missing.erase(named.irq);
    if (told.by_irq.contains(named.irq)) {
      if (named.name.kind == VectorKind::kForeign) named.name.kind = VectorKind::kUnknown;
    } else if (told.all_rx) {
      const bool sends = SendsOnly(named.name.family) && !told.all_tx;
      const bool claims = SaysAQueue(named.name) && !sends;
      if (claims || named.name.kind == VectorKind::kUnknown) named.name.kind = VectorKind::kForeign;
    }
  }
  for (const auto& [irq, queues] : missing) {
    const auto actions = IrqActions(kernel, irq);
    const std::string text = actions.empty() ? "" : actions.front();
    auto name = ParseVectorName(device, text, Ownership::kKnown);
    found.push_back({irq, text, name.value_or(VectorName{})});
  }
}

void CorrectByTold(const Told& told, const std::vector<NamedIrq>& found,
                   std::vector<Served>& served) {
  for (size_t i = 0; i < found.size(); ++i) {
    const auto truth = told.by_irq.find(found[i].irq);
    if (truth == told.by_irq.end()) continue;
    const uint64_t queue = truth->second.queue();
    if (served[i].queue == queue && served[i].by.empty()) continue;
    const bool known = SaysAQueue(found[i].name);
    served[i].by = "what the kernel tells";
    if (known && served[i].queue && *served[i].queue != queue) {
      served[i].by += ", though its name says " + std::to_string(*served[i].queue);
    }
    if (!known) served[i].label = "queue-" + std::to_string(queue);
    served[i].queue = queue;
  }
}

}  // namespace netkeel
