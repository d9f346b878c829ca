// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/text.h"
#include "host/cpu_files.h"
#include "tunables/factories.h"
#include "tunables/file_tunable.h"
#include "tunables/resolve.h"

namespace netkeel {
namespace {

constexpr const char* kCpuFolder = "/sys/devices/system/cpu";
constexpr const char* kPolicies = "/sys/devices/system/cpu/cpufreq";

constexpr std::array kKeys{
    KeyDescriptor{.name = "cpus",
                  .type = KeyType::kCpus,
                  .default_value = "all",
                  .writable = false,
                  .help = "whose frequency it is; CPUs that share a policy go together"},
    KeyDescriptor{.name = "scaling_governor",
                  .type = KeyType::kText,
                  .help = "who picks the frequency: performance keeps it at the maximum"},
    KeyDescriptor{.name = "scaling_max_freq",
                  .unit = "kHz",
                  .device_maximum = true,
                  .help = "highest frequency that the governor may pick"},
    KeyDescriptor{.name = "scaling_min_freq",
                  .unit = "kHz",
                  .device_maximum = true,
                  .help = "lowest frequency that the governor may pick"},
    KeyDescriptor{.name = "energy_performance_preference",
                  .type = KeyType::kText,
                  .help = "what the processor itself prefers where it picks the frequency"},
    KeyDescriptor{
        .name = "energy_perf_bias", .max = 15, .help = "what each CPU prefers: 0 speed, 15 energy"},
};

constexpr Descriptor kDescriptor{
    .name = "cpufreq",
    .scope = Scope::kHost,
    .family = Family::kCpuFiles,
    .help = "frequency of the CPUs (/sys/devices/system/cpu/cpufreq)",
    .keys = kKeys,
};

constexpr std::string_view kBias = "energy_perf_bias";

/// "scaling_governor" of "policy0/scaling_governor".
std::string FileOf(const std::string& key) { return key.substr(key.rfind('/') + 1); }

/// "policy0" or "cpu0".
std::string ItemOf(const std::string& key) { return key.substr(0, key.find('/')); }

bool IsAsked(const std::set<std::string>& keys, std::string_view name) {
  return keys.empty() || std::any_of(keys.begin(), keys.end(), [name](const std::string& key) {
           return FileOf(key) == name;
         });
}

Address At(const std::string& item, std::string_view file) {
  return {kHostDevice, "cpufreq", item + '/' + std::string(file)};
}

/// "0 1 2 3", as related_cpus has it.
CpuSet CpusOfPolicy(const Kernel& kernel, const std::string& folder) {
  CpuSet cpus;
  const std::string text = kernel.ReadFile(folder + "/related_cpus").value_or("");
  for (const std::string_view word : Words(text)) {
    if (const auto cpu = ParseUnsigned(word)) cpus.Add(static_cast<unsigned>(*cpu));
  }
  return cpus;
}

/// Reads one file into `seen`; whether it is there.
bool ReadInto(const Kernel& kernel, const std::string& path, const Address& address,
              Observation& seen) {
  const auto content = kernel.ReadFile(path);
  if (!content && content.error().code == ErrorCode::kNotFound) return false;
  const auto value = content ? ParseFileValue(*content, KeyType::kText) : Fail(content.error());
  if (value) {
    seen.values[address] = *value;
  } else {
    seen.problems[address] = value.error();
  }
  return true;
}

/// In the order in which none is refused for another: the governor, which decides what else there
/// is; of the limits first the one that makes room.
int RankOf(const Change& change) {
  const std::string file = FileOf(change.address.key);
  if (file == "scaling_governor") return 0;
  const bool is_max = file == "scaling_max_freq";
  if (!is_max) return file == "scaling_min_freq" ? 2 : 4;
  const auto* const before = change.before ? std::get_if<uint64_t>(&*change.before) : nullptr;
  const auto* const after = std::get_if<uint64_t>(&change.after);
  return before != nullptr && after != nullptr && *after < *before ? 3 : 1;
}

class CpuFreq : public FileTunable {
 public:
  const Descriptor& descriptor() const override { return kDescriptor; }

  Observation Observe(const Kernel& kernel, const Device& /*device*/,
                      const std::set<std::string>& keys) const override {
    Observation seen;
    const auto names = kernel.ListDirectory(kPolicies);
    for (const KeyDescriptor& row : kKeys) {
      if (!row.writable || !IsAsked(keys, row.name)) continue;
      bool found = false;
      if (row.name == kBias) {
        found = ObserveBias(kernel, seen);
      } else if (names) {
        found = ObservePolicies(kernel, *names, row, seen);
      }
      if (found) continue;
      seen.problems[{kHostDevice, "cpufreq", std::string(row.name)}] = {ErrorCode::kUnsupported,
                                                                        WhyAbsent(row), 0};
    }
    return seen;
  }

  void Resolve(const Situation& situation, Desired& desired) const override {
    std::optional<CpuSet> only;
    for (const Setting& setting : situation.target.settings) {
      if (setting.tunable != "cpufreq" || setting.key != "cpus") continue;
      auto cpus = OnlineCpus(std::get<CpuExpression>(setting.literal), situation.target.device,
                             situation.facts);
      if (!cpus) {
        desired.findings.push_back(
            SettingFinding(situation.target, setting, setting.key, cpus.error()));
        return;
      }
      only = std::move(*cpus);
    }
    for (const Setting& setting : situation.target.settings) {
      if (setting.tunable != "cpufreq" || setting.key == "cpus") continue;
      ResolveSetting(situation, setting, desired);
    }
    if (only) KeepOnly(*only, situation.observed.values, desired);
  }

  Verdict Satisfies(const Device& /*device*/, const Address& address, const Value& wanted,
                    const State& observed) const override {
    return {SameWords(wanted, observed.at(address)) ? Status::kOk : Status::kDrift, ""};
  }

  std::vector<Step> MakeSteps(const Device& device, const std::vector<Change>& changes,
                              const State& observed) const override {
    std::vector<Change> ordered = changes;
    std::stable_sort(ordered.begin(), ordered.end(), [](const Change& left, const Change& right) {
      return RankOf(left) < RankOf(right);
    });
    return FileTunable::MakeSteps(device, ordered, observed);
  }

 protected:
  std::string PathOf(const Device& /*device*/, const std::string& key,
                     const State& /*observed*/) const override {
    const std::string item = ItemOf(key);
    return FileOf(key) == kBias ? std::string(kCpuFolder) + '/' + item + "/power/" + FileOf(key)
                                : std::string(kPolicies) + '/' + key;
  }

  Error Explain(const Kernel& kernel, const Step& step, Error error) const override {
    const std::string folder = step.object.substr(0, step.object.rfind('/'));
    const std::string file = FileOf(step.object);
    if (error.code == ErrorCode::kPermission) {
      error.message += "; needs root on the host itself and a writable /sys";
    } else if (file == "scaling_governor") {
      const auto known = kernel.ReadFile(folder + "/scaling_available_governors");
      if (known) error.message += "; there are: " + Printable(Trim(*known));
    } else if (file == "energy_performance_preference") {
      const auto known = kernel.ReadFile(folder + "/energy_performance_available_preferences");
      if (known) error.message += "; there are: " + Printable(Trim(*known));
      error.message += "; with the governor performance there is only that";
    }
    return error;
  }

 private:
  static bool ObservePolicies(const Kernel& kernel, const std::vector<std::string>& names,
                              const KeyDescriptor& row, Observation& seen) {
    bool found = false;
    for (const std::string& name : names) {
      const std::string folder = std::string(kPolicies) + '/' + name;
      const Address address = At(name, row.name);
      if (!name.starts_with("policy") ||
          !ReadInto(kernel, folder + '/' + std::string(row.name), address, seen)) {
        continue;
      }
      found = true;
      seen.values[At(name, "cpus")] = CpusOfPolicy(kernel, folder);
      if (!row.device_maximum) continue;
      ReadInto(kernel, folder + "/cpuinfo_max_freq", At(name, std::string(row.name) + "-max"),
               seen);
    }
    return found;
  }

  static bool ObserveBias(const Kernel& kernel, Observation& seen) {
    bool found = false;
    const auto online = ReadOnlineCpus(kernel);
    for (const unsigned cpu : online.value_or(CpuSet{}).Cpus()) {
      const std::string name = "cpu" + std::to_string(cpu);
      const std::string path =
          std::string(kCpuFolder) + '/' + name + "/power/" + std::string(kBias);
      if (!ReadInto(kernel, path, At(name, kBias), seen)) continue;
      found = true;
      seen.values[At(name, "cpus")] = CpuSet{cpu};
    }
    return found;
  }

  static std::string WhyAbsent(const KeyDescriptor& row) {
    if (row.name == kBias) return "needs CPUs of Intel that have an energy bias, and Linux 5.2";
    if (row.name == "energy_performance_preference") {
      return "needs intel_pstate or amd_pstate in its active mode";
    }
    return "no driver sets the frequency here: a virtual machine, or it is off in the firmware";
  }

  /// Takes out the wishes of all others.
  static void KeepOnly(const CpuSet& only, const State& observed, Desired& desired) {
    std::erase_if(desired.wishes, [&](const auto& entry) {
      if (entry.first.tunable != "cpufreq") return false;
      const auto cpus = observed.find(At(ItemOf(entry.first.key), "cpus"));
      return cpus != observed.end() && std::get<CpuSet>(cpus->second).And(only).Empty();
    });
  }
};

}  // namespace

std::unique_ptr<const Tunable> MakeCpuFreq() { return std::make_unique<CpuFreq>(); }

}  // namespace netkeel
