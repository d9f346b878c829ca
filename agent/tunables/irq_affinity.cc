// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cerrno>

#include "host/cpu_files.h"
#include "host/irq_vectors.h"
#include "tunables/factories.h"
#include "tunables/file_tunable.h"
#include "tunables/irq_placement.h"
#include "tunables/observed_vectors.h"
#include "tunables/retry.h"

namespace netkeel {
namespace {

constexpr std::array kKeys{
    KeyDescriptor{.name = "affinity",
                  .type = KeyType::kPlacement,
                  .link_option = "IRQAffinityPolicy",
                  .help = "how the queues' interrupts take the CPUs of `cpus`"},
    KeyDescriptor{.name = "cpus",
                  .type = KeyType::kCpus,
                  .writable = false,
                  .help = "the CPUs that the queues' interrupts are placed on"},
    KeyDescriptor{.name = "other",
                  .type = KeyType::kCpus,
                  .writable = false,
                  .help = "CPUs of the interrupts that serve no queue; left out: untouched"},
};

constexpr Descriptor kDescriptor{
    .name = kIrqTunable,
    .family = Family::kInterrupts,
    .help = "which CPUs handle a device's interrupts (/proc/irq/*/smp_affinity_list)",
    .keys = kKeys,
};

constexpr std::string_view kAffinity = "/affinity";
/// Companion: the online CPUs.
constexpr const char* kOnline = "online";

std::string FolderOf(uint64_t irq) { return "/proc/irq/" + std::to_string(irq); }

std::string LabelOf(const std::string& key) { return key.substr(0, key.size() - kAffinity.size()); }

const CpuSet* FindCpus(const State& observed, const Address& address, const std::string& key) {
  const auto found = observed.find({address.device, address.tunable, key});
  return found == observed.end() ? nullptr : std::get_if<CpuSet>(&found->second);
}

bool IsWithin(const CpuSet& inner, const CpuSet& outer) { return inner.Except(outer).Empty(); }

class IrqAffinity : public FileTunable {
 public:
  const Descriptor& descriptor() const override { return kDescriptor; }

  Observation Observe(const Kernel& kernel, const Device& device,
                      const std::set<std::string>& /*keys*/) const override {
    Observation seen;
    const FoundVectors found = FindVectors(kernel, device);
    if (found.problem) seen.problems[{device.name, "irq", ""}] = *found.problem;
    for (const IrqVector& vector : found.vectors) ObserveVector(kernel, device, vector, seen);
    if (found.vectors.empty()) return seen;
    if (const auto online = ReadOnlineCpus(kernel)) {
      seen.values[{device.name, "irq", kOnline}] = *online;
    }
    return seen;
  }

  void Resolve(const Situation& situation, Desired& desired) const override {
    const Placed placed{kIrqTunable,
                        "vector",
                        VectorsOf(situation.observed.values, situation.target.device.name),
                        {ErrorCode::kIo, "no interrupt vector found"}};
    ResolvePlacement(situation, placed, desired);
  }

  /// Offline CPUs count on neither side: Linux keeps those that were written, and moves interrupts
  /// away from them.
  Verdict Satisfies(const Device& /*device*/, const Address& address, const Value& wanted,
                    const State& observed) const override {
    const auto* const cpus = std::get_if<CpuSet>(&wanted);
    const auto* const requested = std::get_if<CpuSet>(&observed.at(address));
    if (cpus == nullptr || requested == nullptr) return {Status::kDrift, ""};
    const CpuSet* const online = FindCpus(observed, address, kOnline);
    const CpuSet target = online == nullptr ? *cpus : cpus->And(*online);
    const CpuSet actual = online == nullptr ? *requested : requested->And(*online);
    if (target.Empty()) return {Status::kDrift, "no CPU of " + ToText(wanted) + " is online"};
    if (target != actual) return {Status::kDrift, ""};
    const CpuSet* const effective =
        FindCpus(observed, address, LabelOf(address.key) + "/effective-affinity");
    if (effective == nullptr || IsWithin(*effective, target)) return {};
    // Linux moves it with its next interrupt, which an idle queue or a card's "other" vector may
    // not have for hours.
    return {Status::kPending,
            "requested; last handled by CPU " + effective->ToList() +
                ", and moves with its next interrupt",
            true};
  }

  /// By queue, since labels are their driver's.
  std::optional<KeyPlace> PlaceOf(const Address& address, const State& observed) const override {
    const auto vector = VectorAt(observed, address);
    if (!vector) return std::nullopt;
    if (!vector->queue) return KeyPlace{"other", vector->label};
    return KeyPlace{"affinity", "queue-" + std::to_string(*vector->queue)};
  }

  /// Each with the handler that its interrupt must still have: numbers are given to others.
  std::vector<Step> MakeSteps(const Device& device, const std::vector<Change>& changes,
                              const State& observed) const override {
    std::vector<Step> steps = FileTunable::MakeSteps(device, changes, observed);
    for (Step& step : steps) {
      const std::string label = LabelOf(step.changes.front().address.key);
      const auto action = observed.find({device.name, "irq", label + "/action"});
      if (action != observed.end()) step.action = ToText(action->second);
    }
    return steps;
  }

  Result<std::string> Apply(Kernel& kernel, const Device& device, const Step& step) const override {
    for (int tries = 1;; ++tries) {
      auto applied = FileTunable::Apply(kernel, device, step);
      // Vectors come free while other interrupts move away.
      if (applied || applied.error().sys_errno != ENOSPC || tries == kSpaceTries) return applied;
      kernel.Pause(std::chrono::milliseconds(100));
    }
  }

 protected:
  std::string PathOf(const Device& device, const std::string& key,
                     const State& observed) const override {
    const auto irq = observed.find({device.name, "irq", LabelOf(key) + "/irq"});
    if (irq == observed.end()) return "";
    return FolderOf(std::get<uint64_t>(irq->second)) + "/smp_affinity_list";
  }

  Error Explain(const Kernel& /*kernel*/, const Step& step, Error error) const override {
    const std::string cpus = ToText(step.changes.front().after);
    switch (error.sys_errno) {
      case EIO:  // up to Linux 6.11
      case EPERM:
        error.code = ErrorCode::kImmovable;
        error.message += "; the kernel manages this interrupt itself and never lets it be moved";
        break;
      case EACCES:
      case EROFS:
        error.message += "; needs root and a writable /proc/irq (a container has none)";
        break;
      case ENOSPC:
        error.code = ErrorCode::kBusy;
        error.message += "; no free interrupt vector on CPUs " + cpus + ", tried 5 times";
        break;
      case EINVAL:
        error.message += "; no CPU of " + cpus + " is online";
        break;
      case ERANGE:
      case EOVERFLOW:
        error.message += "; " + cpus + " goes beyond the CPUs that this kernel knows";
        break;
      case ENOENT:
      case ENODEV:
        error.message += "; the vector is gone, its queues were set up anew";
        break;
      default:
        break;
    }
    return error;
  }

 private:
  static constexpr int kSpaceTries = 5;

  static void ObserveVector(const Kernel& kernel, const Device& device, const IrqVector& vector,
                            Observation& seen) {
    const auto at = [&](const std::string& what) {
      return Address{device.name, "irq", vector.label + what};
    };
    const std::string folder = FolderOf(vector.irq);
    seen.values[at("/irq")] = uint64_t{vector.irq};
    seen.values[at("/action")] = vector.action;
    if (vector.queue) seen.values[at("/queue")] = *vector.queue;
    if (!vector.by.empty()) seen.values[at("/by")] = vector.by;
    const auto requested = ReadCpuList(kernel, folder + "/smp_affinity_list");
    if (!requested) {
      seen.problems[at("/affinity")] = requested.error();
      return;
    }
    seen.values[at("/affinity")] = *requested;
    // Without CONFIG_GENERIC_IRQ_EFFECTIVE_AFF_MASK there is no such file, and no difference.
    const auto effective = ReadCpuList(kernel, folder + "/effective_affinity_list");
    seen.values[at("/effective-affinity")] = effective ? *effective : *requested;
  }
};

}  // namespace

std::unique_ptr<const Tunable> MakeIrqAffinity() { return std::make_unique<IrqAffinity>(); }

}  // namespace netkeel
