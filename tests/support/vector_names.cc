// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <string_view>

#include "support/tree_builder.h"

namespace netkeel {
namespace {

/// How a driver names its vectors: %i is the interface, %p the PCI address, %n the queue.
struct Naming {
  std::string_view driver;
  std::string_view before;              ///< the vector before the queues', "" if none
  std::vector<std::string_view> queue;  ///< one run of vectors a pattern
  std::string_view behind;              ///< the vector behind the queues', "" if none
};

const std::vector<Naming>& Namings() {
  static const std::vector<Naming> kNamings = {
      {"ixgbe", "", {"%i-TxRx-%n"}, "%i"},
      {"ixgbevf", "", {"%i-TxRx-%n"}, "%i"},
      {"igc", "%i", {"%i-TxRx-%n"}, ""},
      {"i40e", "i40e-%p:misc", {"i40e-%i-TxRx-%n"}, "i40e-%p:fdir-TxRx-0"},
      {"ice", "ice-%p:misc", {"ice-%i-TxRx-%n"}, ""},
      {"iavf", "iavf-%p:mbx", {"iavf-%i-TxRx-%n"}, ""},
      {"bnxt_en", "", {"%i-TxRx-%n"}, ""},
      {"bnx2x", "%i", {"%i-fp-%n"}, ""},
      {"ena", "ena-mgmnt@pci:%p", {"%i-Tx-Rx-%n"}, ""},
      {"mlx4_core", "mlx4-async@pci:%p", {"mlx4-%n@%p"}, ""},
      {"mlx5_core", "mlx5_async0@pci:%p", {"mlx5_comp%n@pci:%p"}, ""},
      {"gve", "", {"gve-ntfy-blk%n@pci:%p"}, "gve-mgmnt@pci:%p"},
      {"mana", "mana_hwc@pci:%p", {"mana_q%n@pci:%p"}, ""},
      {"vmxnet3", "", {"%i-rxtx-%n"}, "%i-event-4"},
      {"virtio_net", "virtio0-config", {"virtio0-input.%n", "virtio0-output.%n"}, ""},
  };
  return kNamings;
}

uint64_t Field(const EthtoolFields& fields, const std::string& word) {
  const auto field = fields.find(word);
  return field == fields.end() ? 0 : std::get<uint64_t>(field->second);
}

void Replace(std::string& text, std::string_view what, const std::string& with) {
  const size_t at = text.find(what);
  if (at != std::string::npos) text.replace(at, what.size(), with);
}

Naming NamingOf(const std::string& driver, const EthtoolFields& channels) {
  if (driver == "igb") {
    const bool pairs = Field(channels, "combined") > Field(channels, "combined-max") / 2;
    if (pairs) return {"igb", "%i", {"%i-TxRx-%n"}, ""};
    return {"igb", "%i", {"%i-rx-%n", "%i-tx-%n"}, ""};
  }
  for (const Naming& naming : Namings()) {
    if (naming.driver == driver) return naming;
  }
  return {};
}

}  // namespace

std::vector<std::string> VectorNames(const std::string& interface, const std::string& driver,
                                     const std::string& pci, const EthtoolFields& channels) {
  const uint64_t queues =
      std::max({Field(channels, "combined"), Field(channels, "rx"), Field(channels, "tx")});
  const Naming naming = NamingOf(driver, channels);
  std::vector<std::string> names;
  const auto add = [&](std::string_view pattern, uint64_t queue) {
    if (pattern.empty()) return;
    std::string name(pattern);
    Replace(name, "%i", interface);
    Replace(name, "%p", pci);
    Replace(name, "%n", std::to_string(queue));
    names.push_back(name);
  };
  add(naming.before, 0);
  for (const std::string_view pattern : naming.queue) {
    for (uint64_t queue = 0; queue < queues; ++queue) add(pattern, queue);
  }
  add(naming.behind, 0);
  return names;
}

}  // namespace netkeel
