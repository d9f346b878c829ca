// SPDX-License-Identifier: Apache-2.0
#include "reconcile/execute.h"

#include <spdlog/spdlog.h>

#include "base/text.h"
#include "reconcile/bystanders.h"
#include "reconcile/link.h"
#include "tunables/shown.h"

namespace netkeel {
namespace {

class Executor {
 public:
  Executor(Kernel& kernel, const Catalog& catalog, const Look& look, const ExecuteOptions& options)
      : kernel_(kernel), catalog_(catalog), look_(look), options_(options) {}

  Execution Run(const Plan& plan) {
    for (const Step& step : plan) {
      if (IsOver()) break;
      if (step.disruptive) {
        ResetOnce(plan, step.device);
      } else if (!reshaped_.contains(step.device)) {
        MakeQuietly(step);
      }
    }
    return std::move(execution_);
  }

 private:
  bool IsOver() const {
    return !execution_.failures.empty() && options_.on_failure == OnFailure::kStop;
  }

  /// All disruptive steps of one interface, and then its link.
  void ResetOnce(const Plan& plan, const std::string& interface) {
    if (!reset_.insert(interface).second) return;
    Link before = LookAtLink(kernel_, interface);
    before.carrier = before.carrier || options_.carriers.contains(interface);
    before.ifindex = look_.devices.at(interface).ifindex;
    const Bystanders bystanders(kernel_, catalog_, look_, look_.devices.at(interface));
    const auto downs = DownsOf(kernel_, interface);
    const Step* last = nullptr;
    Outage outage;
    for (const Step& step : plan) {
      if (step.device != interface || !step.disruptive || IsOver()) continue;
      if (!MayReset(step) || !LeavesAlone(bystanders, step)) continue;
      MakeStep(step);
      last = &step;
      ++outage.requests;
    }
    if (last == nullptr) return;
    // Even a refused request may have reset the device.
    const auto back = AwaitLink(kernel_, interface, before, options_.carrier_timeout);
    if (!back) {
      execution_.failures.push_back({*last, back.error()});
    } else if (before.carrier) {
      outage.away = *back;
      const auto now = DownsOf(kernel_, interface);
      if (downs && now && *now >= *downs) outage.downs = *now - *downs;
      // What needs leave for another reason took no link down.
      if (outage.downs != 0U) execution_.outages[interface] = outage;
    }
    BringBack(bystanders, interface);
  }

  /// A step that takes no link down, nobody's.
  void MakeQuietly(const Step& step) {
    if (!step.reshapes) return MakeStep(step);
    const Bystanders bystanders(kernel_, catalog_, look_, look_.devices.at(step.device));
    if (!LeavesAlone(bystanders, step)) return;
    MakeStep(step);
    BringBack(bystanders, step.device);
  }

  bool LeavesAlone(const Bystanders& bystanders, const Step& step) {
    const auto passes = bystanders.LetPass(step);
    if (!passes) execution_.failures.push_back({step, passes.error()});
    return passes.has_value();
  }

  void BringBack(const Bystanders& bystanders, const std::string& interface) {
    const auto [count, lost] = bystanders.BringBack(kernel_);
    if (count > 0) {
      const std::string back = count == 1 ? " rule of others; it is back as it was"
                                          : " rules of others; they are back as they were";
      execution_.warnings.push_back(interface + ": the reset deleted " + std::to_string(count) +
                                    back);
    }
    for (const Error& error : lost) {
      execution_.lost.push_back(
          interface + ": the reset deleted a rule of others, which is gone: " + error.message);
    }
  }

  /// Decides by the carrier as it is now, whatever the look saw, and whoever has its name by now.
  bool MayReset(const Step& step) {
    const bool is_live = LookAtLink(kernel_, step.device).carrier;
    if (!AllInPlace(kernel_, {look_.devices.at(step.device)})) {
      execution_.failures.push_back(
          {step, {ErrorCode::kNotFound, step.device + " is another interface now, or none", 0}});
      return false;
    }
    if (!is_live) return true;
    const std::string refusal = options_.leave.Refusal();
    if (refusal.empty()) {
      options_.leave.Note(step.device);
    } else {
      for (const Change& change : step.changes) execution_.held[change.address] = refusal;
    }
    return refusal.empty();
  }

  void MakeStep(const Step& step) {
    const Tunable& tunable = *FindTunable(catalog_, step.tunable);
    const Device& device = look_.devices.at(step.device);
    const auto applied = tunable.Apply(kernel_, device, step);
    for (const Change& change : step.changes) Log(step, change, applied);
    // Even a refused request may have changed half of it.
    if (step.reshapes) reshaped_.insert(step.device);
    if (applied) {
      execution_.done.push_back(step);
      if (!applied->empty()) {
        execution_.warnings.push_back(AddressesOf(step) + ": the kernel warns: " + *applied);
      }
    } else if (applied.error().code == ErrorCode::kImmovable) {
      for (const Change& change : step.changes) {
        execution_.refusals[change.address] = applied.error();
      }
    } else {
      execution_.failures.push_back({step, applied.error()});
    }
  }

  static void Log(const Step& step, const Change& change, const Result<std::string>& applied) {
    const std::string before = change.before ? ShownText(change.address, *change.before) : "?";
    spdlog::debug("{}: {} -> {} ({}){}", Printable(ToText(change.address)), Printable(before),
                  Printable(ShownText(change.address, change.after)), Printable(step.object),
                  applied ? "" : ": " + Printable(applied.error().message));
  }

  Kernel& kernel_;
  const Catalog& catalog_;
  const Look& look_;
  const ExecuteOptions& options_;
  Execution execution_;
  std::set<std::string> reshaped_;
  std::set<std::string> reset_;
};

}  // namespace

Execution Execute(Kernel& kernel, const Catalog& catalog, const Look& look, const Plan& plan,
                  const ExecuteOptions& options) {
  return Executor(kernel, catalog, look, options).Run(plan);
}

std::string TextOf(const std::string& interface, const Outage& outage) {
  const auto times = [](uint64_t count) {
    return count == 1 ? std::string("once") : std::to_string(count) + " times";
  };
  std::string text = "reset " + interface;
  if (outage.requests > 1) text += " with " + std::to_string(outage.requests) + " requests";
  const bool counted = outage.downs && (outage.requests > 1 || *outage.downs > 1);
  if (counted) text += ", which took its link down " + times(*outage.downs);
  const auto tenths = outage.away.count() % 1000 / 100;
  return text + ": its link was back after " + std::to_string(outage.away.count() / 1000) + '.' +
         std::to_string(tenths) + " s";
}

std::string AddressesOf(const Step& step) {
  std::vector<std::string> addresses;
  for (const Change& change : step.changes) addresses.push_back(ToText(change.address));
  return Join(addresses, ", ");
}

}  // namespace netkeel
