// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "kernel/generic_netlink.h"
#include "kernel/topics/topic.h"

namespace netkeel {

/// The topics' requests by generic netlink.
class TopicNetlink {
 public:
  explicit TopicNetlink(GenericNetlink::Open open = OpenGenericNetlink)
      : netlink_(std::move(open)) {}

  /// Whether the running kernel has the request, `row.get` or `row.set`; an error where that cannot
  /// be told just now.
  Result<bool> Has(uint8_t ethtool_command);

  /// Both need Has() of the same.
  Result<EthtoolFields> Get(const Device& device, const EthtoolRow& row);
  /// What the kernel warns of though it did so; "" if nothing.
  Result<std::string> Set(const Device& device, const EthtoolRow& row, const EthtoolFields& fields);

  /// Kernel::Query of one topic.
  Result<std::vector<Fields>> Query(const Device& device, const QueryRow& row);

 private:
  GenericNetlink netlink_;
};

}  // namespace netkeel
