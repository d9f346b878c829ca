// SPDX-License-Identifier: Apache-2.0
#include "report/key_table.h"

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

std::string RangeText(const KeyDescriptor& key) {
  if (key.type != KeyType::kUnsigned) return "";
  if (key.max >= kIntMax) return "from " + std::to_string(key.min);
  return std::to_string(key.min) + " to " + std::to_string(key.max);
}

std::string TypeText(const KeyDescriptor& key) {
  switch (key.type) {
    case KeyType::kUnsigned:
      if (key.from_cpus) {
        return "a number, max: what the device reports, or {cpus: SET}: as many as the set has "
               "CPUs, at most max";
      }
      return key.device_maximum ? "a number, or max: what the device reports" : "a number";
    case KeyType::kText:
      return "text, compared word by word";
    case KeyType::kCpus:
      return std::string("CPUs: 2-5, isolated, \"isolated and local\", ...") +
             (key.by_count ? "; or how many, as in {at-least: 2 cpus}" : "");
    case KeyType::kPlacement:
      return "one-to-one, pool, spread, or a map of queue to CPUs";
  }
  return "";
}

std::string KeyName(const Address& address) {
  if (address.device == kBlocksDevice) return "interfaces.match";
  if (address.tunable == "sysctl") return address.key;
  const std::string key = address.key.substr(address.key.rfind('/') + 1);
  return key.empty() ? address.tunable : address.tunable + '.' + key;
}

}  // namespace netkeel
