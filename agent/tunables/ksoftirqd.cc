// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "kernel/topics/napi.h"
#include "tunables/factories.h"
#include "tunables/resolve.h"
#include "tunables/thread_scheduling.h"

namespace netkeel {
namespace {

constexpr std::array kKeys{kPolicyKey, kPriorityKey};

// Each is bound to its CPU: Linux refuses to have it anywhere else (PF_NO_SETAFFINITY).
constexpr Descriptor kDescriptor{
    .name = "ksoftirqd",
    .scope = Scope::kHost,
    .family = Family::kCpuFiles,
    .help = "each CPU's thread for softirqs that are too many for interrupts: its scheduling",
    .keys = kKeys,
};

constexpr std::string_view kLabel = "cpu";

/// The threads by their CPUs, and why there are none.
Result<std::map<uint64_t, Fields>> Threads(const Kernel& kernel, const Device& device) {
  const auto fields = kernel.EthtoolGet(device, EthtoolTopic::kThreads);
  if (!fields && fields.error().code != ErrorCode::kUnsupported) return Fail(fields.error());
  auto threads = fields ? NapisById(*fields) : std::map<uint64_t, Fields>{};
  if (!threads.empty()) return threads;
  return Fail(ErrorCode::kUnsupported,
              "the kernel's threads are not seen here, as in a container or an older capture");
}

class Ksoftirqd : public Tunable {
 public:
  const Descriptor& descriptor() const override { return kDescriptor; }

  Observation Observe(const Kernel& kernel, const Device& device,
                      const std::set<std::string>& /*keys*/) const override {
    Observation seen;
    const auto threads = Threads(kernel, device);
    if (!threads) {
      seen.problems[{device.name, std::string(kDescriptor.name), ""}] = threads.error();
      return seen;
    }
    for (const auto& [cpu, thread] : *threads) {
      const std::string label = std::string(kLabel) + std::to_string(cpu);
      ObserveScheduling(thread, device, kDescriptor.name, label, seen);
    }
    return seen;
  }

  void Resolve(const Situation& situation, Desired& desired) const override {
    ResolveScheduling(situation, kDescriptor.name, desired);
  }

  std::vector<Step> MakeSteps(const Device& device, const std::vector<Change>& changes,
                              const State& /*observed*/) const override {
    return ThreadSteps(device, kDescriptor.name, changes);
  }

  Result<std::string> Apply(Kernel& kernel, const Device& device, const Step& step) const override {
    const std::string label = LabelOf(step.changes.front().address.key);
    const auto threads = Threads(kernel, device);
    if (!threads) return Fail(At(step.tunable + ' ' + label, threads.error()));
    for (const auto& [cpu, thread] : *threads) {
      if (std::string(kLabel) + std::to_string(cpu) != label) continue;
      return ApplyToThread(kernel, device, step, cpu, thread);
    }
    return Fail(ErrorCode::kNotFound, step.tunable + ' ' + label + ": the thread is gone");
  }
};

}  // namespace

std::unique_ptr<const Tunable> MakeKsoftirqd() { return std::make_unique<Ksoftirqd>(); }

}  // namespace netkeel
