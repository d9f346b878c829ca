// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "kernel/kernel.h"
#include "model/plan.h"

namespace netkeel {

/// One set request, again for as long as the driver is busy. `what`: "eth0 rss indirection", for
/// errors, which are kImmovable where the driver has no such thing: the others can go on.
Result<std::string> EthtoolRequest(Kernel& kernel, const Device& device, EthtoolTopic topic,
                                   const EthtoolFields& fields, const std::string& what);

}  // namespace netkeel
