// SPDX-License-Identifier: Apache-2.0
#include "evidence/nic_table.h"

#include <algorithm>

namespace netkeel {
namespace {

/// "eth0" of "eth0 rx-3"; no interface's name has a blank.
std::string_view InterfaceOf(const CounterId& id) {
  return std::string_view(id.place).substr(0, id.place.find(' '));
}

bool IsOfInterface(const CounterId& id) {
  return id.source == "link" || id.source == "nic" || id.source == "qstats";
}

}  // namespace

NicTable::NicTable(const std::vector<CounterId>& ids, const FactOf& fact_of) {
  for (const CounterId& id : ids) {
    if (!IsOfInterface(id)) continue;
    const auto [at, is_new] = nics_.try_emplace(std::string(InterfaceOf(id)));
    NicCounts& nic = at->second;
    if (!is_new) continue;
    nic.driver = fact_of({"nic", at->first, "driver"});
    nic.hardware = !fact_of({"nic", at->first, "bus"}).empty() ||
                   !fact_of({"setting", at->first, "rings.rx"}).empty();
  }
  for (const CounterId& id : ids) Read(id);
  const bool any = std::any_of(nics_.begin(), nics_.end(),
                               [](const auto& each) { return each.second.hardware; });
  for (auto& [name, nic] : nics_) nic.upper = name == "lo" || (any && !nic.hardware);
}

NicTable::NicTable(const Window& window)
    : NicTable(window.ids(), [&window](const CounterId& id) {
        return window.Fact(id.source, id.place, id.name);
      }) {}

void NicTable::Read(const CounterId& id) {
  const auto at = nics_.find(InterfaceOf(id));
  if (at == nics_.end()) return;
  NicCounts& nic = at->second;
  if (id.source == "vector") nic.hardware = true;
  if (id.source == "qstats" && id.name == kQueueOverruns) nic.queues_count_lost = true;
  if (id.source != "nic" || (nic.counts_ring && nic.counts_broken)) return;
  const NicMeaning meaning = MeaningOf(nic.driver, id.name).meaning;
  nic.counts_ring |= IsLostInRing(meaning);
  nic.counts_broken |= IsBroken(meaning);
}

const NicCounts& NicTable::Named(std::string_view name) const {
  static const NicCounts kNone;
  const auto found = nics_.find(name);
  return found == nics_.end() ? kNone : found->second;
}

const NicCounts& NicTable::Of(const CounterId& id) const {
  return Named(IsOfInterface(id) ? InterfaceOf(id) : "");
}

}  // namespace netkeel
