// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "kernel/kernel.h"

namespace netkeel {

enum class EthtoolRequest { kGet, kSet };

/// ethtool's generic netlink family. One socket, opened by the first request.
class EthtoolNetlink {
 public:
  EthtoolNetlink();
  EthtoolNetlink(EthtoolNetlink&&) noexcept;
  EthtoolNetlink& operator=(EthtoolNetlink&&) noexcept;
  ~EthtoolNetlink();

  /// Whether the running kernel has the request. EOPNOTSUPP alone would not tell that from a driver
  /// without the operation.
  bool Has(EthtoolTopic topic, EthtoolRequest request);

  /// Needs Has() of the same.
  Result<EthtoolFields> Get(const Device& device, EthtoolTopic topic);
  Result<void> Set(const Device& device, EthtoolTopic topic, const EthtoolFields& fields);

 private:
  struct Connection;

  /// Null where the kernel has no such family or no socket could be had.
  Connection* Connect();

  bool tried_ = false;
  std::unique_ptr<Connection> connection_;
};

}  // namespace netkeel
