// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tunables/tunable.h"

namespace netkeel {

/// What is audited and never written: it is given at boot, or with a module, and is the operator's.
class Expectation : public Tunable {
 public:
  std::vector<Step> MakeSteps(const Device& /*device*/, const std::vector<Change>& /*changes*/,
                              const State& /*observed*/) const final {
    return {};
  }

  /// kUnsupported.
  Result<std::string> Apply(Kernel& /*kernel*/, const Device& /*device*/,
                            const Step& /*step*/) const final {
    return Fail(ErrorCode::kUnsupported,
                std::string(descriptor().name) + " is the operator's, netkeel only audits it");
  }
};

}  // namespace netkeel
