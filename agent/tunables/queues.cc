// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "host/cpu_files.h"
#include "tunables/factories.h"
#include "tunables/file_tunable.h"

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
};

constexpr Descriptor kDescriptor{
    .name = "queues",
    .family = Family::kQueueFiles,
    .help = "packet steering of every queue (/sys/class/net/*/queues)",
    .keys = kKeys,
};

/// Companion of a CPU set key: the CPUs that Linux keeps of what is written there.
constexpr const char* kAllowed = "/allowed";

/// "rx-" or "tx-": the folders that have the file.
constexpr std::string_view FolderOf(std::string_view key) {
  return key.starts_with("xps") ? "tx-" : "rx-";
}

std::string FolderPath(const Device& device) { return "/sys/class/net/" + device.name + "/queues"; }

/// The part behind the last slash: "rps_cpus" of "rx-0/rps_cpus".
std::string FileOf(const std::string& key) { return key.substr(key.rfind('/') + 1); }

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
      const std::string why = file == "xps_cpus"
                                  ? "a device with one transmit queue has no XPS"
                                  : "this kernel or device has no receive packet steering";
      seen.problems[{device.name, "queues", file}] = {ErrorCode::kUnsupported, why};
      return;
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
