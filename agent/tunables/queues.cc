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

constexpr std::array kKeys{
    KeyDescriptor{
        .name = "rps_cpus",
        .type = KeyType::kCpus,
        .default_value = "none",
        .link_option = "ReceivePacketSteeringCPUMask",
        .help = "CPUs that packets of a receive queue are handed on to; none: RPS is off"},
    // 8 to 16 bytes a flow and queue, allocated at once: Linux takes 2^29, 4 GiB for each queue.
    KeyDescriptor{.name = "rps_flow_cnt",
                  .unit = "flows",
                  .default_value = "0",
                  .max = 1U << 20,
                  .help = "flows that RFS follows a queue; needs net.core.rps_sock_flow_entries"},
    KeyDescriptor{.name = "xps_cpus",
                  .type = KeyType::kCpus,
                  .help = "CPUs that send through a transmit queue"},
    KeyDescriptor{.name = "xps_rxqs",
                  .type = KeyType::kQueues,
                  .default_value = "none",
                  .help = "receive queues whose flows are answered through a transmit queue; goes "
                          "before xps_cpus"},
};

constexpr Descriptor kDescriptor{
    .name = "queues",
    .family = Family::kQueueFiles,
    .help = "packet steering of every queue (/sys/class/net/*/queues)",
    .keys = kKeys,
};

/// Companion of a CPU set key: the CPUs that Linux keeps of what is written there.
constexpr const char* kAllowed = "/allowed";
constexpr const char* kRxQueues = "xps_rxqs";
/// Its companion: how many receive queues the device has.
constexpr const char* kRxCount = "xps_rxqs/count";

/// "rx-" or "tx-": the folders that have the file.
constexpr std::string_view FolderOf(std::string_view key) {
  return key.starts_with("xps") ? "tx-" : "rx-";
}

std::string FolderPath(const Device& device) { return "/sys/class/net/" + device.name + "/queues"; }

/// The part behind the last slash: "rps_cpus" of "rx-0/rps_cpus".
std::string FileOf(const std::string& key) { return key.substr(key.rfind('/') + 1); }

uint64_t CountOf(const std::vector<std::string>& folders, std::string_view start) {
  return static_cast<uint64_t>(
      std::count_if(folders.begin(), folders.end(),
                    [start](const std::string& folder) { return folder.starts_with(start); }));
}

/// The receive queues that `text` gives the transmit queue of `key`, "tx-3/xps_rxqs": none where
/// it has no counterpart. Queues that the device has not got are kUnclear: more channels may come.
Result<CpuSet> RxQueuesFor(const std::string& text, const std::string& key, uint64_t count) {
  const auto queue = ParseUnsigned(key.substr(3, key.find('/') - 3));
  if (text == "none") return CpuSet{};
  if (text == "one-to-one") {
    return queue && *queue < count ? CpuSet{static_cast<unsigned>(*queue)} : CpuSet{};
  }
  auto queues = CpuSet::ParseList(text);
  if (!queues || queues->Empty() || queues->Last() < count) return queues;
  return Fail(ErrorCode::kUnclear, "receive queue " + std::to_string(queues->Last()) +
                                       " is beyond the device's last, " +
                                       std::to_string(count - 1));
}

/// One wish a transmit queue.
void ResolveRxQueues(const Situation& situation, const Setting& setting, Desired& desired) {
  const std::string& device = situation.target.device.name;
  const auto count = NumberAt(situation.observed.values, {device, setting.tunable, kRxCount});
  if (!count) return ResolveSetting(situation, setting, desired);
  for (const auto& [address, value] : situation.observed.values) {
    const bool is_it = address.device == device && address.tunable == setting.tunable &&
                       address.key.ends_with("/" + setting.key);
    if (!is_it) continue;
    const auto queues = RxQueuesFor(std::get<std::string>(setting.literal), address.key, *count);
    if (!queues) {
      desired.findings.push_back(
          SettingFinding(situation.target, setting, address.key, queues.error()));
      continue;
    }
    Wish wish = WishOf(setting, *queues);
    const std::string list = ToText(*queues);
    wish.wanted = setting.text == list ? list : setting.text + " (" + list + ')';
    desired.wishes[address] = std::move(wish);
  }
}

class Queues : public FileTunable {
 public:
  const Descriptor& descriptor() const override { return kDescriptor; }

  Observation Observe(const Kernel& kernel, const Device& device,
                      const std::set<std::string>& keys) const override {
    Observation seen;
    const auto folders = kernel.ListDirectory(FolderPath(device));
    if (!folders) {
      seen.problems[{device.name, "queues", ""}] = folders.error();
      return seen;
    }
    for (const KeyDescriptor& row : kKeys) {
      if (!keys.empty() && !keys.contains(std::string(row.name))) continue;
      ObserveFile(kernel, device, row, *folders, seen);
    }
    return seen;
  }

  void Resolve(const Situation& situation, Desired& desired) const override {
    for (const Setting& setting : situation.target.settings) {
      if (setting.tunable != kDescriptor.name) continue;
      if (setting.key == kRxQueues) {
        ResolveRxQueues(situation, setting, desired);
      } else {
        ResolveSetting(situation, setting, desired);
      }
    }
  }

  Verdict Satisfies(const Device& device, const Address& address, const Value& wanted,
                    const State& observed) const override {
    const std::string file = FileOf(address.key);
    const Value& actual = observed.at(address);
    if (file == "rps_flow_cnt") return JudgePowerOfTwo(wanted, actual);
    const auto* const wanted_cpus = std::get_if<CpuSet>(&wanted);
    const auto* const actual_cpus = std::get_if<CpuSet>(&actual);
    const auto allowed = observed.find({device.name, "queues", file + kAllowed});
    if (wanted_cpus == nullptr || actual_cpus == nullptr || allowed == observed.end()) {
      return {actual == wanted ? Status::kOk : Status::kDrift, ""};
    }
    return JudgeFiltered(*wanted_cpus, *actual_cpus, std::get<CpuSet>(allowed->second),
                         file == "rps_cpus"
                             ? "was isolated at boot, is nohz_full or offline, where RPS never goes"
                             : "is offline");
  }

 protected:
  std::string PathOf(const Device& device, const std::string& key,
                     const State& /*observed*/) const override {
    return FolderPath(device) + '/' + key;
  }

  Error Explain(const Kernel& /*kernel*/, const Step& step, Error error) const override {
    if (error.code == ErrorCode::kPermission) {
      error.message += "; needs CAP_NET_ADMIN on the host itself and a writable /sys";
    } else if (error.code == ErrorCode::kInvalid && step.object.ends_with("rps_cpus")) {
      error.message +=
          "; RPS takes no set of only CPUs that were isolated at boot or are nohz_full";
    } else if (error.code == ErrorCode::kNotFound) {
      error.message += "; the queue is gone";
    }
    return error;
  }

 private:
  static void ObserveFile(const Kernel& kernel, const Device& device, const KeyDescriptor& row,
                          const std::vector<std::string>& folders, Observation& seen) {
    const std::string file(row.name);
    bool found = false;
    for (const std::string& folder : folders) {
      if (!folder.starts_with(FolderOf(file))) continue;
      const std::string key = folder + '/' + file;
      found |= ObserveQueue(kernel, {device.name, "queues", key}, FolderPath(device) + '/' + key,
                            row.type, seen);
    }
    if (!found) {
      const std::string why = file.starts_with("xps")
                                  ? "a device with one transmit queue has no XPS"
                                  : "this kernel or device has no receive packet steering";
      seen.problems[{device.name, "queues", file}] = {ErrorCode::kUnsupported, why};
      return;
    }
    if (row.type == KeyType::kQueues) {
      seen.values[{device.name, "queues", kRxCount}] = CountOf(folders, "rx-");
    }
    if (row.type != KeyType::kCpus) return;
    const std::optional<CpuSet> allowed =
        file == "rps_cpus" ? ReadSteerableCpus(kernel) : ReadOnlineCpus(kernel);
    if (allowed) seen.values[{device.name, "queues", file + kAllowed}] = *allowed;
  }

  /// Whether the file is there at all.
  static bool ObserveQueue(const Kernel& kernel, const Address& address, const std::string& path,
                           KeyType type, Observation& seen) {
    const auto content = kernel.ReadFile(path);
    // With one transmit queue the file is listed, and reading it is ENOENT.
    if (!content && content.error().code == ErrorCode::kNotFound) return false;
    if (!content) {
      seen.problems[address] = content.error();
      return content.error().code != ErrorCode::kUnsupported;
    }
    const auto value = ParseFileValue(*content, type);
    if (value) {
      seen.values[address] = *value;
    } else {
      seen.problems[address] = At(path, value.error());
    }
    return true;
  }
};

}  // namespace

std::unique_ptr<const Tunable> MakeQueues() { return std::make_unique<Queues>(); }

}  // namespace netkeel
