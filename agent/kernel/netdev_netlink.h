// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

#include "kernel/generic_netlink.h"
#include "kernel/kernel.h"

namespace netkeel {

/// The fields of one message of a dump, as in Kernel::Query.
Fields ReadNetdevFields(std::string_view message, QueryTopic topic);

/// What the netdev family of generic netlink (Linux 6.8 for queues and NAPIs) says of an interface.
class NetdevNetlink {
 public:
  /// Kernel::Query of one topic.
  Result<std::vector<Fields>> Query(const Device& device, QueryTopic topic);

 private:
  GenericNetlink family_{"netdev"};
};

}  // namespace netkeel
