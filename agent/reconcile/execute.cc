// SPDX-License-Identifier: Apache-2.0
#include "reconcile/execute.h"

#include <spdlog/spdlog.h>

#include "base/text.h"

namespace netkeel {
namespace {

// 10GBASE-T trains for several seconds; a spanning tree port does not take the carrier away.
constexpr std::chrono::seconds kCarrierPatience(30);
constexpr std::chrono::milliseconds kCarrierPoll(100);

bool CarrierReturns(const Kernel& kernel, const std::string& interface) {
  const std::string path = "/sys/class/net/" + interface + "/carrier";
  for (std::chrono::milliseconds waited(0); waited <= kCarrierPatience; waited += kCarrierPoll) {
    const auto carrier = kernel.ReadFile(path);
    if (carrier && Trim(*carrier) == "1") return true;
    kernel.Pause(kCarrierPoll);
  }
  return false;
}

class Executor {
 public:
  Executor(Kernel& kernel, const Catalog& catalog, const Look& look)
      : kernel_(kernel), catalog_(catalog), look_(look) {}

  Execution Run(const Plan& plan, OnFailure on_failure) {
    for (const Step& step : plan) {
      if (reshaped_.contains(step.device) && !step.disruptive) continue;
      MakeStep(step);
      if (!execution_.failures.empty() && on_failure == OnFailure::kStop) break;
    }
    for (const Step& step : disrupted_) AwaitCarrier(step);
    return std::move(execution_);
  }

 private:
  void MakeStep(const Step& step) {
    const Tunable& tunable = *FindTunable(catalog_, step.tunable);
    const Device& device = look_.devices.at(step.device);
    const auto applied = tunable.Apply(kernel_, device, step);
    for (const Change& change : step.changes) Log(step, change, applied);
    // Even a refused request may have reset the device or changed half of it.
    if (step.reshapes) reshaped_.insert(step.device);
    if (step.disruptive && device.carrier) disrupted_.push_back(step);
    if (applied) {
      execution_.done.push_back(step);
    } else if (applied.error().code == ErrorCode::kImmovable) {
      for (const Change& change : step.changes) {
        execution_.refusals[change.address] = applied.error();
      }
    } else {
      execution_.failures.push_back({step, applied.error()});
    }
  }

  void AwaitCarrier(const Step& step) {
    if (CarrierReturns(kernel_, step.device)) return;
    const Error gone{ErrorCode::kIo, step.device + " has had no carrier for " +
                                         std::to_string(kCarrierPatience.count()) +
                                         " s since it was reset"};
    execution_.failures.push_back({step, gone});
  }

  static void Log(const Step& step, const Change& change, const Result<void>& applied) {
    const std::string before = change.before ? ToText(*change.before) : "?";
    spdlog::debug("{}: {} -> {} ({}){}", Printable(ToText(change.address)), Printable(before),
                  Printable(ToText(change.after)), Printable(step.object),
                  applied ? "" : ": " + Printable(applied.error().message));
  }

  Kernel& kernel_;
  const Catalog& catalog_;
  const Look& look_;
  Execution execution_;
  std::set<std::string> reshaped_;
  std::vector<Step> disrupted_;
};

}  // namespace

Execution Execute(Kernel& kernel, const Catalog& catalog, const Look& look, const Plan& plan,
                  OnFailure on_failure) {
  return Executor(kernel, catalog, look).Run(plan, on_failure);
}

std::string AddressesOf(const Step& step) {
  std::vector<std::string> addresses;
  for (const Change& change : step.changes) addresses.push_back(ToText(change.address));
  return Join(addresses, ", ");
}

}  // namespace netkeel
