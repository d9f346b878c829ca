// SPDX-License-Identifier: Apache-2.0
#include "tunables/ethtool_request.h"

#include "tunables/retry.h"

namespace netkeel {

Result<std::string> EthtoolRequest(Kernel& kernel, const Device& device, EthtoolTopic topic,
                                   const EthtoolFields& fields, const std::string& what) {
  auto set = RetryWhileBusy(kernel, [&] { return kernel.EthtoolSet(device, topic, fields); });
  if (set) return set;
  Error error = At(what, std::move(set.error()));
  if (error.code == ErrorCode::kBusy) error.message += ", tried for about 3 seconds";
  if (error.code == ErrorCode::kUnsupported) {
    error.code = ErrorCode::kImmovable;
    error.message += "; driver or kernel have no such thing to set";
  }
  return Fail(std::move(error));
}

std::vector<Step> StepForEach(const Descriptor& descriptor, const Device& device,
                              const char* request, const std::vector<Change>& changes) {
  std::vector<Step> steps;
  for (const Change& change : changes) {
    Step step;
    step.device = device.name;
    step.tunable = descriptor.name;
    step.object = request;
    step.effect = descriptor.effect;
    step.changes = {change};
    steps.push_back(std::move(step));
  }
  return steps;
}

}  // namespace netkeel
