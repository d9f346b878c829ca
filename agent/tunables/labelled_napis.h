// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "kernel/kernel.h"

namespace netkeel {

/// A NAPI, or its thread, and what it is called while its id is another one after every reset.
struct LabelledNapi {
  std::string label;  ///< "rx-3"; "napi-3" by order, where the kernel does not tell the queue
  uint64_t id = 0;
  Fields fields;
};

/// Of kNapi or kThreads, in the order of their ids, which are new after down and up, or a reset,
/// with many drivers.
Result<std::vector<LabelledNapi>> LabelledNapis(const Kernel& kernel, const Device& device,
                                                EthtoolTopic topic);

/// Why an interface has none: kPending while it is down.
Error WhyNoNapi(const Device& device);

}  // namespace netkeel
