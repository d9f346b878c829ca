// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "model/state.h"
#include "tunables/descriptor.h"

namespace netkeel {

/// A row of the catalog, and its key as a profile's reader names it.
struct KeyEntry {
  Descriptor tunable;
  KeyDescriptor key;
  std::string name;  ///< "rings.rx"; a sysctl is its own name
};

/// Every key that has a row, in catalog order.
std::vector<KeyEntry> KeyTable();

/// "1 to 4096"; "" where it is no number.
std::string RangeText(const KeyDescriptor& key);

/// The name of the key that a finding's address is of: eth0/irq/TxRx-0/affinity is "irq.affinity",
/// host/sysctl/net.core.dev_weight is "net.core.dev_weight".
std::string KeyName(const Address& address);

}  // namespace netkeel
