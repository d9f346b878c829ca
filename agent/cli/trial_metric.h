// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <set>
#include <string>

#include "base/result.h"
#include "cli/request.h"
#include "evidence/sources.h"
#include "evidence/trial/protocol.h"
#include "evidence/window.h"
#include "kernel/kernel.h"

namespace netkeel {

/// What a trial counts, in windows: packets lost at all stages, a counter by its name, or a number
/// that an application keeps writing into a file.
class TrialMetric {
 public:
  /// kBadInput where no counter has that name, or the file holds no number. Before the first
  /// switch: the links that have a carrier now are to keep it.
  static Result<TrialMetric> Of(const Kernel& kernel, const Request& request);

  /// A window begins now.
  Result<void> Begin();
  /// What was seen since. Trouble in it is a carrier that went.
  Result<TrialSeen> End();
  /// The same in the midst of a window of that length, with the packets that all of it would have.
  Result<TrialSeen> SoFar(std::chrono::milliseconds whole);

 private:
  TrialMetric(const Kernel& kernel, const Request& request) : kernel_(kernel), request_(request) {}

  Result<TrialSeen> SeenSince(Sample before);
  Result<uint64_t> NumberIn(const Sample& sample) const;
  Result<void> SeeThatItIsThere(const Sample& sample) const;
  Arm ArmOf(const Window& window, uint64_t number) const;

  const Kernel& kernel_;
  const Request& request_;
  CounterScope scope_;
  std::set<std::string> carriers_;  ///< before the first switch
  Sample before_;
  uint64_t number_ = 0;  ///< at the begin; of a counter or a file
};

}  // namespace netkeel
