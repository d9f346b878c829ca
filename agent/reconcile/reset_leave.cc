// SPDX-License-Identifier: Apache-2.0
#include "reconcile/reset_leave.h"

#include <vector>

#include "base/text.h"

namespace netkeel {
namespace {

uint64_t Sum(const std::map<std::string, uint64_t>& resets) {
  uint64_t sum = 0;
  for (const auto& [interface, count] : resets) sum += count;
  return sum;
}

/// "eth0, eth1 2 times".
std::string Names(const std::map<std::string, uint64_t>& resets) {
  std::vector<std::string> names;
  for (const auto& [interface, count] : resets) {
    names.push_back(interface + (count > 1 ? ' ' + std::to_string(count) + " times" : ""));
  }
  return Join(names, ", ");
}

}  // namespace

std::map<std::string, uint64_t> ResetsOf(const Plan& plan,
                                         const std::map<std::string, Device>& devices) {
  std::map<std::string, uint64_t> resets;
  for (const Step& step : plan) {
    const auto device = devices.find(step.device);
    if (step.disruptive && device != devices.end() && device->second.carrier) ++resets[step.device];
  }
  return resets;
}

std::string ResetLeave::Refusal() const {
  if (!allowed_) return kNoLeave;
  if (!budget_ || Sum(made_) < *budget_) return "";
  return "its carrier is up, and the flap budget of " + std::to_string(*budget_) + " is used up" +
         (made_.empty() ? "" : " (" + Names(made_) + ')') + "; raise --flap-budget";
}

Result<void> ResetLeave::Covers(const Plan& plan,
                                const std::map<std::string, Device>& devices) const {
  std::map<std::string, uint64_t> resets = ResetsOf(plan, devices);
  if (!budget_ || Sum(resets) + Sum(made_) <= *budget_) return {};
  const uint64_t sum = Sum(resets);
  return Fail(ErrorCode::kBadInput,
              "it would reset " + std::to_string(resets.size()) + " live links" +
                  (sum > resets.size() ? " " + std::to_string(sum) + " times in all" : "") + " (" +
                  Names(resets) + "), and the flap budget is " + std::to_string(*budget_) +
                  "; take some of them with --interface, or raise --flap-budget");
}

}  // namespace netkeel
