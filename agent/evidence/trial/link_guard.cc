// SPDX-License-Identifier: Apache-2.0
#include "evidence/trial/link_guard.h"

namespace netkeel {

std::set<std::string> WithCarrier(const Sample& sample) {
  std::set<std::string> interfaces;
  for (const auto& [id, value] : sample.values) {
    if (id.source == "link" && id.name == "carrier" && value == 1) interfaces.insert(id.place);
  }
  return interfaces;
}

std::vector<std::string> LinkTrouble(const std::set<std::string>& had, const Window& window) {
  std::set<std::string> watched = WithCarrier(window.first());
  watched.insert(had.begin(), had.end());
  const std::set<std::string> have = WithCarrier(window.last());
  std::vector<std::string> trouble;
  for (const std::string& interface : watched) {
    if (!have.contains(interface)) {
      trouble.push_back("the carrier of " + interface + " went away");
    } else if (window.Count("link", interface, "carrier_changes") > 0) {
      trouble.push_back("the carrier of " + interface + " went and came");
    }
  }
  return trouble;
}

}  // namespace netkeel
