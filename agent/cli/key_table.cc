// SPDX-License-Identifier: Apache-2.0
#include "cli/key_table.h"

namespace netkeel {

std::vector<KeyEntry> KeyTable() {
  std::vector<KeyEntry> entries;
  for (const Descriptor& tunable : Descriptors()) {
    for (const KeyDescriptor& key : tunable.keys) {
      const std::string own(key.name);
      const bool is_full = !tunable.open_prefix.empty();
      entries.push_back({tunable, key, is_full ? own : std::string(tunable.name) + '.' + own});
    }
  }
  return entries;
}

std::string KeyName(const Address& address) {
  if (address.device == "interfaces") return "interfaces.match";
  if (address.tunable == "sysctl") return address.key;
  const std::string key = address.key.substr(address.key.rfind('/') + 1);
  return key.empty() ? address.tunable : address.tunable + '.' + key;
}

}  // namespace netkeel
