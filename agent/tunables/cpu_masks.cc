// SPDX-License-Identifier: Apache-2.0
//
// Masks of the host that say which CPUs serve what has no CPUs of its own.
#include <array>

#include "host/cpu_files.h"
#include "tunables/factories.h"
#include "tunables/file_rows.h"
#include "tunables/resolve.h"

namespace netkeel {
namespace {

constexpr std::array kIrqKeys{
    KeyDescriptor{.name = "default_smp_affinity",
                  .type = KeyType::kCpus,
                  .default_value = "all",
                  .file = "/proc/irq/default_smp_affinity",
                  .help = "CPUs that an interrupt starts on which is requested from now on"}};

constexpr Descriptor kIrqDefault{
    .name = "irq-default",
    .scope = Scope::kHost,
    .family = Family::kCpuFiles,
    .help = "where interrupts start (/proc/irq); irqaffinity= of the boot says it for all of them",
    .effect = "interrupts that are there stay where they are",
    .section = "irq",
    .keys = kIrqKeys,
};

constexpr std::array kWorkqueueKeys{
    KeyDescriptor{.name = "cpumask",
                  .type = KeyType::kCpus,
                  .file = "/sys/devices/virtual/workqueue/cpumask",
                  .help = "CPUs that run the work which is bound to none"}};

constexpr Descriptor kWorkqueue{
    .name = "workqueue",
    .scope = Scope::kHost,
    .family = Family::kCpuFiles,
    .help = "the kernel's workqueues (/sys/devices/virtual/workqueue)",
    .keys = kWorkqueueKeys,
};

/// Companion: the CPUs that the workqueues keep of a mask.
constexpr const char* kAllowed = "cpumask/allowed";
constexpr const char* kIsolated = "/sys/devices/virtual/workqueue/cpumask_isolated";

Error Explained(Error error) {
  if (error.code == ErrorCode::kInvalid) {
    error.message += "; Linux takes no mask without a CPU that is online";
  } else if (error.code == ErrorCode::kPermission) {
    error.message += "; needs root and a writable /proc and /sys of the host";
  }
  return error;
}

/// A set without a CPU that is online is known to be refused before anything is written.
void ResolveMasks(const Situation& situation, std::string_view tunable, Desired& desired) {
  for (const Setting& setting : situation.target.settings) {
    if (setting.tunable != tunable) continue;
    const auto* const set = std::get_if<CpuExpression>(&setting.literal);
    const auto cpus = set == nullptr ? Result<CpuSet>(CpuSet{})
                                     : OnlineCpus(*set, situation.target.device, situation.facts);
    if (cpus) {
      ResolveSetting(situation, setting, desired);
    } else {
      desired.findings.push_back(
          SettingFinding(situation.target, setting, setting.key, cpus.error()));
    }
  }
}

class IrqDefault : public FileRows {
 public:
  IrqDefault() : FileRows(kIrqDefault) {}

  void Resolve(const Situation& situation, Desired& desired) const override {
    ResolveMasks(situation, kIrqDefault.name, desired);
  }

 protected:
  Error Explain(const Kernel& /*kernel*/, const Step& /*step*/, Error error) const override {
    return Explained(std::move(error));
  }
};

class Workqueue : public FileRows {
 public:
  Workqueue() : FileRows(kWorkqueue) {}

  void Resolve(const Situation& situation, Desired& desired) const override {
    ResolveMasks(situation, kWorkqueue.name, desired);
  }

  Observation Observe(const Kernel& kernel, const Device& device,
                      const std::set<std::string>& keys) const override {
    Observation seen = FileRows::Observe(kernel, device, keys);
    const auto possible = ReadCpuList(kernel, kPossibleCpus);
    const auto isolated = kernel.ReadFile(kIsolated);  // Linux 6.8
    const auto cpus = isolated ? CpuSet::ParseMask(*isolated) : Fail(isolated.error());
    if (possible && cpus && !seen.values.empty()) {
      seen.values[{device.name, "workqueue", kAllowed}] = possible->Except(*cpus);
    }
    return seen;
  }

  Verdict Satisfies(const Device& device, const Address& address, const Value& wanted,
                    const State& observed) const override {
    const auto* const actual = std::get_if<CpuSet>(&observed.at(address));
    const auto* const cpus = std::get_if<CpuSet>(&wanted);
    const auto allowed = observed.find({device.name, "workqueue", kAllowed});
    if (actual == nullptr || cpus == nullptr || allowed == observed.end()) {
      return FileRows::Satisfies(device, address, wanted, observed);
    }
    return JudgeFiltered(*cpus, *actual, std::get<CpuSet>(allowed->second),
                         "is isolated by a cpuset partition, where no unbound work goes");
  }

 protected:
  Error Explain(const Kernel& /*kernel*/, const Step& /*step*/, Error error) const override {
    return Explained(std::move(error));
  }
};

}  // namespace

std::unique_ptr<const Tunable> MakeIrqDefault() { return std::make_unique<IrqDefault>(); }

std::unique_ptr<const Tunable> MakeWorkqueue() { return std::make_unique<Workqueue>(); }

}  // namespace netkeel
