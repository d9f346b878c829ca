// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <vector>

#include "base/text.h"
#include "host/boot_config.h"
#include "host/cmdline.h"
#include "host/cpu_files.h"
#include "host/isolated_cpus.h"
#include "tunables/cpu_expectations.h"
#include "tunables/expectation.h"
#include "tunables/factories.h"

namespace netkeel {
namespace {

constexpr std::array kBootKeys{
    KeyDescriptor{
        .name = "isolated",
        .type = KeyType::kCpus,
        .default_value = "none",
        .by_count = true,
        .help = "CPUs kept out of load balancing: isolcpus, or isolated cpuset partitions"},
    KeyDescriptor{.name = "nohz_full",
                  .type = KeyType::kCpus,
                  .default_value = "none",
                  .by_count = true,
                  .help = "CPUs without a timer tick while one task runs"},
    KeyDescriptor{.name = "rcu_nocbs",
                  .type = KeyType::kCpus,
                  .default_value = "none",
                  .by_count = true,
                  .help = "CPUs whose RCU callbacks run elsewhere; those of nohz_full always do"},
    KeyDescriptor{.name = "irqaffinity",
                  .type = KeyType::kCpus,
                  .default_value = "all",
                  .by_count = true,
                  .help = "CPUs that interrupts start on; the boot CPU is always among them"},
};

const Descriptor& CpuDescriptor() {
  static const std::vector<KeyDescriptor> kKeys = [] {
    std::vector<KeyDescriptor> keys(kBootKeys.begin(), kBootKeys.end());
    const auto more = CpuExpectationRows();
    keys.insert(keys.end(), more.begin(), more.end());
    return keys;
  }();
  static const Descriptor kDescriptor{
      .name = "cpu",
      .scope = Scope::kHost,
      .family = Family::kBoot,
      .help = "how CPUs are isolated, and what the machine is like: audited here",
      .effect = "takes effect at the next boot",
      .writable = false,
      .keys = kKeys,
  };
  return kDescriptor;
}

// Companions of a key.
constexpr const char* kSource = "/source";               // where the observed set comes from
constexpr const char* kImplied = "/implied";             // CPUs that are in it of necessity
constexpr const char* kWritten = "/written";             // the parameter as booted with
constexpr const char* kConfigured = "/configured";       // the set of the next boot
constexpr const char* kConfiguredIn = "/configured-in";  // and the file that says so
constexpr const char* kGrubby = "grubby";                // 1 where grubby edits the boot entries

std::string ParameterOf(const std::string& key) { return key == "isolated" ? "isolcpus" : key; }

/// What all keys are read from, each at most once.
struct Boot {
  std::vector<BootParameter> booted;
  std::vector<BootParameter> configured;
  BootConfig config;
  CpuSet possible;

  unsigned LastCpu() const { return possible.Empty() ? 0 : possible.Last(); }
};

Boot ReadBoot(const Kernel& kernel) {
  Boot boot;
  boot.booted = ParseCommandLine(kernel.ReadFile("/proc/cmdline").value_or(""));
  boot.config = ReadBootConfig(kernel);
  boot.configured = ParseCommandLine(boot.config.command_line);
  boot.possible = ReadCpuList(kernel, kPossibleCpus).value_or(CpuSet{});
  return boot;
}

/// Observes one key into `seen`.
class KeyObserver {
 public:
  KeyObserver(const Kernel& kernel, const Boot& boot, std::string key, Observation& seen)
      : kernel_(kernel), boot_(boot), key_(std::move(key)), seen_(seen) {}

  void Observe() {
    const auto written = FindBootCpus(boot_.booted, ParameterOf(key_), boot_.LastCpu());
    if (written) {
      Put(kWritten, written->written);
      source_ = written->written;
      if (!written->remark.empty()) source_ += " (" + written->remark + ')';
    }
    const auto cpus = EffectiveCpus(written);
    if (!cpus) {
      seen_.problems[{kHostDevice, "cpu", key_}] = cpus.error();
      return;
    }
    Put("", *cpus);
    if (!source_.empty()) Put(kSource, source_);
    PutConfigured();
  }

 private:
  Result<CpuSet> EffectiveCpus(const std::optional<BootCpus>& written) {
    if (key_ == "isolated") return Isolated();
    if (key_ == "nohz_full") return NohzFull();
    if (boot_.possible.Empty()) {
      return Fail(ErrorCode::kIo, std::string(kPossibleCpus) + " cannot be read");
    }
    if (key_ == "irqaffinity") {
      Put(kImplied, CpuSet{0});
      return written ? written->cpus : boot_.possible;
    }
    const CpuSet implied = NohzFull().value_or(CpuSet{});
    if (!implied.Empty()) Put(kImplied, implied);
    return written ? written->cpus.Or(implied) : implied;
  }

  Result<CpuSet> Isolated() {
    auto isolated = ReadIsolatedCpus(kernel_);
    if (!isolated) return Fail(isolated.error());
    for (const std::string& more : {isolated->source, isolated->remark}) {
      if (!more.empty()) source_ += (source_.empty() ? "" : ", ") + more;
    }
    return std::move(isolated->now);
  }

  Result<CpuSet> NohzFull() const {
    auto cpus = ReadCpuList(kernel_, kNohzFullCpus);
    if (cpus || cpus.error().code != ErrorCode::kNotFound) return cpus;
    return Fail(ErrorCode::kUnsupported, "needs a kernel with CONFIG_NO_HZ_FULL");
  }

  void PutConfigured() {
    const auto configured = FindBootCpus(boot_.configured, ParameterOf(key_), boot_.LastCpu());
    if (!configured) return;
    Put(kConfigured, configured->cpus);
    const std::string file = boot_.config.FileWith(configured->written);
    Put(kConfiguredIn, file.empty() ? "the boot loader's configuration" : file);
  }

  void Put(const std::string& suffix, Value value) {
    seen_.values[{kHostDevice, "cpu", key_ + suffix}] = std::move(value);
  }

  const Kernel& kernel_;
  const Boot& boot_;
  const std::string key_;
  Observation& seen_;
  std::string source_;
};

/// A companion's text, "" where there is none.
std::string Companion(const State& observed, const Address& address, const char* suffix) {
  const auto found = observed.find({address.device, address.tunable, address.key + suffix});
  return found == observed.end() ? "" : ToText(found->second);
}

/// What to change at boot for the CPU list `wanted`, and how.
std::string Advice(const State& observed, const Address& address, const std::string& wanted) {
  const std::string written = Companion(observed, address, kWritten);
  if (wanted.empty()) return written.empty() ? "" : "boot without " + written;
  const std::string parameter = ParameterOf(address.key) + '=' + wanted;
  if (written == parameter) return "booted with it, and the kernel did not take it: see dmesg";
  std::string advice = "boot with " + parameter;
  if (!written.empty()) {
    const std::string file = Companion(observed, address, kConfiguredIn);
    return advice + " in place of " + written + (file.empty() ? "" : " in " + file);
  }
  const bool grubby = observed.contains({address.device, address.tunable, kGrubby});
  return advice + ": " + HowToBootWith(parameter, grubby);
}

std::string Cpus(size_t count) { return std::to_string(count) + (count == 1 ? " CPU" : " CPUs"); }

Verdict WaitingForReboot(const State& observed, const Address& address) {
  return {Status::kPending, "configured in " + Companion(observed, address, kConfiguredIn) +
                                ", waiting for a reboot"};
}

Verdict Drift(const State& observed, const Address& address, const std::string& advice) {
  const std::string source = Companion(observed, address, kSource);
  const bool both = !source.empty() && !advice.empty();
  return {Status::kDrift, (source.empty() ? "" : "now by " + source) + (both ? "; " : "") + advice};
}

/// `count` is wanted only where there are fewer (at-least) or more (at-most): resolving saw to it.
Verdict JudgeCount(uint64_t count, const CpuSet& actual, const State& observed,
                   const Address& address) {
  const auto next = observed.find({kHostDevice, "cpu", address.key + kConfigured});
  const bool more = actual.Size() < count;
  if (next != observed.end()) {
    const size_t configured = std::get<CpuSet>(next->second).Size();
    if (more ? configured >= count : configured <= count)
      return WaitingForReboot(observed, address);
  }
  Verdict verdict = Drift(observed, address, Advice(observed, address, count == 0 ? "" : "LIST"));
  const std::string bound = more ? " or more" : " or fewer";
  if (count > 0) verdict.reason += " (LIST: " + Cpus(count) + bound + ')';
  verdict.reason = Cpus(actual.Size()) + (verdict.reason.empty() ? "" : "; " + verdict.reason);
  return verdict;
}

class CpuIsolation : public Expectation {
 public:
  const Descriptor& descriptor() const override { return CpuDescriptor(); }

  Observation Observe(const Kernel& kernel, const Device& /*device*/,
                      const std::set<std::string>& keys) const override {
    Observation seen;
    const Boot boot = ReadBoot(kernel);
    for (const KeyDescriptor& row : CpuDescriptor().keys) {
      const std::string key(row.name);
      if (!keys.empty() && !keys.contains(key)) continue;
      if (row.file.empty()) {
        KeyObserver(kernel, boot, key, seen).Observe();
      } else {
        ObserveExpectation(kernel, row, seen);
      }
    }
    if (HasGrubby(kernel)) seen.values[{kHostDevice, "cpu", kGrubby}] = uint64_t{1};
    return seen;
  }

  Verdict Satisfies(const Device& /*device*/, const Address& address, const Value& wanted,
                    const State& observed) const override {
    const KeyDescriptor* const row = FindKey(CpuDescriptor(), address.key);
    if (row != nullptr && !row->file.empty()) return JudgeExpectation(address, wanted, observed);
    const auto* const cpus = std::get_if<CpuSet>(&wanted);
    const auto* const count = std::get_if<uint64_t>(&wanted);
    const auto* const actual = std::get_if<CpuSet>(&observed.at(address));
    if (count != nullptr && actual != nullptr) {
      return JudgeCount(*count, *actual, observed, address);
    }
    if (cpus == nullptr || actual == nullptr) return {Status::kDrift, ""};
    if (*cpus == *actual) return {};
    const auto implied = observed.find({kHostDevice, "cpu", address.key + kImplied});
    if (implied != observed.end()) {
      const auto& added = std::get<CpuSet>(implied->second);
      const std::string why = address.key == "irqaffinity" ? "the boot CPU" : "nohz_full's CPUs";
      if (cpus->Or(added) == *actual) {
        return {Status::kClamped, "Linux always adds " + why + " (" + added.ToList() + ')'};
      }
    }
    const auto next = observed.find({kHostDevice, "cpu", address.key + kConfigured});
    if (next != observed.end() && next->second == wanted) {
      return WaitingForReboot(observed, address);
    }
    return Drift(observed, address, Advice(observed, address, cpus->Empty() ? "" : cpus->ToList()));
  }

  /// What parameters bring about, now and at the next boot, not how they are written.
  std::optional<KeyPlace> PlaceOf(const Address& address, const State& observed) const override {
    if (address.key.ends_with(kConfigured)) return KeyPlace{address.key, ""};
    return Tunable::PlaceOf(address, observed);
  }
};

}  // namespace

std::unique_ptr<const Tunable> MakeCpuIsolation() { return std::make_unique<CpuIsolation>(); }

}  // namespace netkeel
