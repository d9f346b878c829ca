// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "base/result.h"
#include "model/device.h"
#include "model/plan.h"

namespace netkeel {

/// Why a live link is not reset without leave.
inline constexpr const char* kNoLeave = "its carrier is up; allow it with --allow-disruptive";

/// How often each link with a carrier would be reset: each disruptive step is a reset.
std::map<std::string, uint64_t> ResetsOf(const Plan& plan,
                                         const std::map<std::string, Device>& devices);

/// Whether one command may reset live links, and how often. It is asked anew right before each
/// reset, since a link can come up while the host is looked at and the checkpoint written.
class ResetLeave {
 public:
  /// `budget` counts resets of live links, all of them together; none means no limit.
  ResetLeave(bool allowed, std::optional<uint64_t> budget) : allowed_(allowed), budget_(budget) {}

  bool allowed() const { return allowed_; }

  /// Why a link that is up may not be reset once more; "" where it may.
  std::string Refusal() const;

  /// A link that was up is being reset, or has been.
  void Note(const std::string& interface, uint64_t times = 1) { made_[interface] += times; }

  /// kBadInput where the plan would reset more than is left of the budget.
  Result<void> Covers(const Plan& plan, const std::map<std::string, Device>& devices) const;

 private:
  const bool allowed_;
  const std::optional<uint64_t> budget_;
  std::map<std::string, uint64_t> made_;
};

}  // namespace netkeel
