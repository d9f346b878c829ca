// SPDX-License-Identifier: Apache-2.0
#include "report/key_table.h"

namespace netkeel {

std::vector<KeyEntry> KeyTable() {
  std::vector<KeyEntry> entries;
  for (const Descriptor& tunable : Descriptors()) {
    for (const KeyDescriptor& key : tunable.keys) {
      const std::string own(key.name);
      const bool is_full = !tunable.open.prefix.empty();
      entries.push_back({tunable, key, is_full ? own : std::string(tunable.name) + '.' + own});
    }
  }
  return entries;
}

std::string RangeText(const KeyDescriptor& key) {
  if (key.type != KeyType::kUnsigned) return "";
  if (key.max >= kIntMax) return "from " + std::to_string(key.min);
  return std::to_string(key.min) + " to " + std::to_string(key.max);
}

std::string KeyName(const Address& address) {
  if (address.device == kBlocksDevice) return "interfaces.match";
  const Descriptor* const tunable = FindDescriptor(address.tunable);
  if (tunable != nullptr && !tunable->open.prefix.empty()) return address.key;
  const std::string key = address.key.substr(address.key.rfind('/') + 1);
  return key.empty() ? address.tunable : address.tunable + '.' + key;
}

}  // namespace netkeel
