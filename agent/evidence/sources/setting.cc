// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <string>

#include "base/text.h"
#include "evidence/sources/sources.h"
#include "host/cpu_files.h"
#include "host/isolated_cpus.h"

namespace netkeel {
namespace {

// Those that a cause can be laid to, or that explain one, and whose they are.
constexpr std::array<const char*, 26> kSysctls{kHostNameFact,
                                               kReleaseFact,
                                               "net.core.dev_weight",
                                               "net.core.netdev_budget",
                                               "net.core.netdev_budget_usecs",
                                               "net.core.netdev_max_backlog",
                                               "net.core.flow_limit_cpu_bitmap",
                                               "net.core.flow_limit_table_len",
                                               "net.core.rmem_default",
                                               "net.core.rmem_max",
                                               "net.core.rps_default_mask",
                                               "net.core.rps_sock_flow_entries",
                                               "net.core.busy_poll",
                                               "net.core.busy_read",
                                               "net.core.somaxconn",
                                               "net.ipv4.conf.all.rp_filter",
                                               "net.ipv4.udp_mem",
                                               "net.ipv4.udp_rmem_min",
                                               "net.ipv4.udp_early_demux",
                                               "net.ipv4.tcp_mem",
                                               "net.ipv4.tcp_rmem",
                                               "net.ipv4.tcp_max_syn_backlog",
                                               "net.ipv4.tcp_abort_on_overflow",
                                               "net.ipv4.igmp_max_memberships",
                                               "net.ipv4.igmp_max_msf",
                                               "net.ipv4.tcp_syncookies"};

/// A file's content as a fact, blanks between its words; nothing where it is not there.
void AddFile(const Kernel& kernel, const std::string& file, const CounterId& id, Sample& sample) {
  const auto content = kernel.ReadFile(file);
  if (!content) return;
  std::vector<std::string> words;
  for (const std::string_view word : Words(*content)) words.emplace_back(word);
  sample.facts[id] = Join(words, " ");
}

void AddSysctl(const Kernel& kernel, const std::string& key, Sample& sample) {
  std::string path = "/proc/sys/" + key;
  std::replace(path.begin(), path.end(), '.', '/');
  AddFile(kernel, path, {"setting", "host", key}, sample);
}

/// The HZ that the kernel was built with: what a jiffy is. Only its build configuration says so.
void AddHz(const Kernel& kernel, Sample& sample) {
  constexpr std::string_view kWord = "CONFIG_HZ=";
  const auto release = kernel.ReadFile("/proc/sys/kernel/osrelease");
  if (!release) return;
  const auto config = kernel.ReadFile("/boot/config-" + std::string(Trim(*release)));
  if (!config) return;
  for (const std::string_view line : Split(*config, "\n")) {
    if (!line.starts_with(kWord)) continue;
    sample.facts[{"setting", "host", "hz"}] = std::string(line.substr(kWord.size()));
  }
}

void AddHost(const Kernel& kernel, Sample& sample) {
  for (const char* const key : kSysctls) AddSysctl(kernel, key, sample);
  AddHz(kernel, sample);
  if (const auto isolated = ReadIsolatedCpus(kernel)) {
    sample.facts[{"setting", "host", "isolated"}] = isolated->now.ToList();
  }
  if (const auto online = ReadOnlineCpus(kernel)) {
    sample.facts[{"setting", "host", "online"}] = online->ToList();
  }
}

/// "rings.rx", "channels.combined-max", ...
void AddTopic(const Kernel& kernel, const Device& device, EthtoolTopic topic, Sample& sample) {
  const auto fields = kernel.EthtoolGet(device, topic);
  if (!fields) return;
  for (const auto& [word, value] : *fields) {
    sample.facts[{"setting", device.name, std::string(ToText(topic)) + '.' + word}] = ToText(value);
  }
}

/// "features.rx-gro", of those that can be changed: Linux names those alone that are on.
void AddFeatures(const Kernel& kernel, const Device& device, Sample& sample) {
  constexpr std::string_view kChangeable = "hw/";
  const auto fields = kernel.EthtoolGet(device, EthtoolTopic::kFeatures);
  if (!fields) return;
  for (const auto& [word, value] : *fields) {
    if (!word.starts_with(kChangeable)) continue;
    const std::string name = word.substr(kChangeable.size());
    sample.facts[{"setting", device.name, "features." + name}] =
        FieldText(*fields, "active/" + name) == "on" ? "on" : "off";
  }
}

void AddQueues(const Kernel& kernel, const Device& device, Sample& sample) {
  const std::string folder = "/sys/class/net/" + device.name + "/queues";
  const auto queues = kernel.ListDirectory(folder);
  if (!queues) return;
  for (const std::string& queue : *queues) {
    if (!queue.starts_with("rx-")) continue;
    AddFile(kernel, folder + '/' + queue + "/rps_cpus",
            {"setting", device.name, "rps_cpus " + queue}, sample);
  }
}

}  // namespace

/// Place: "host", "eth0". Facts alone.
void ReadSettings(const Kernel& kernel, const CounterScope& scope, Sample& sample) {
  if (!scope.facts) return;
  AddHost(kernel, sample);
  if (!scope.only.empty()) {
    sample.facts[{"setting", "host", kInterfacesFact}] = Join(scope.only, " ");
  }
  for (const Device& device : scope.devices) {
    for (const EthtoolTopic topic :
         {EthtoolTopic::kRings, EthtoolTopic::kChannels, EthtoolTopic::kPause,
          EthtoolTopic::kLinkSettings, EthtoolTopic::kCoalesce}) {
      AddTopic(kernel, device, topic, sample);
    }
    AddFeatures(kernel, device, sample);
    AddQueues(kernel, device, sample);
    AddFile(kernel, "/proc/sys/net/ipv4/conf/" + device.name + "/rp_filter",
            {"setting", device.name, "rp_filter"}, sample);
    if (device.numa_node >= 0) {
      sample.facts[{"setting", device.name, "numa_node"}] = std::to_string(device.numa_node);
    }
  }
}

}  // namespace netkeel
