// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernel/kernel.h"

namespace netkeel {

/// ethtool by SIOCETHTOOL, for kernels before 5.7 and for kInfo, which netlink does not have.
Result<EthtoolFields> EthtoolIoctlGet(const Device& device, EthtoolTopic topic);

/// Reads, changes only `fields`, and writes; asks nothing of the driver where they are so already.
Result<void> EthtoolIoctlSet(const Device& device, EthtoolTopic topic, const EthtoolFields& fields);

}  // namespace netkeel
