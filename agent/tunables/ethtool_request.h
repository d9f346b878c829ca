// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "kernel/kernel.h"
#include "model/plan.h"
#include "tunables/descriptor.h"

namespace netkeel {

/// One set request, again for as long as the driver is busy. `what`: "eth0 rss indirection", for
/// errors, which are kImmovable where the driver has no such thing: the others can go on.
Result<std::string> EthtoolRequest(Kernel& kernel, const Device& device, EthtoolTopic topic,
                                   const EthtoolFields& fields, const std::string& what);

/// A step for each change, all by requests of that name.
std::vector<Step> StepForEach(const Descriptor& descriptor, const Device& device,
                              const char* request, const std::vector<Change>& changes);

}  // namespace netkeel
