// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernel/generic_netlink.h"
#include "kernel/kernel.h"

namespace netkeel {

enum class EthtoolRequest { kGet, kSet };

/// ethtool's generic netlink family.
class EthtoolNetlink {
 public:
  /// Whether the running kernel has the request.
  bool Has(EthtoolTopic topic, EthtoolRequest request);

  /// Needs Has() of the same.
  Result<EthtoolFields> Get(const Device& device, EthtoolTopic topic);
  /// What the kernel warns of though it did so; "" if nothing.
  Result<std::string> Set(const Device& device, EthtoolTopic topic, const EthtoolFields& fields);

 private:
  GenericNetlink family_{"ethtool"};
};

}  // namespace netkeel
