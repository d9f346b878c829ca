// SPDX-License-Identifier: Apache-2.0
#include "evidence/sources.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

#include "base/span_of_time.h"
#include "base/text.h"
#include "evidence/sources/sources.h"
#include "host/inventory.h"
#include "host/ports.h"

namespace netkeel {
namespace {

constexpr uint64_t kLastSecond = 253'402'300'799;  // the year 9999

constexpr std::array kSources{
    CounterSource{"link", "what each interface counts (rtnetlink)", ReadLinks},
    CounterSource{"nic", "what each driver counts (ethtool -S)", ReadNics},
    CounterSource{"nicstat", "pause frames, where the driver counts them in the standard way",
                  ReadNicStandard},
    CounterSource{"qstats", "what each queue counts (netdev generic netlink)", ReadQueues},
    CounterSource{"vector", "interrupts of each vector by CPU (/sys/kernel/irq)", ReadVectors},
    CounterSource{"softirq", "runs of the network's softirqs by CPU (/proc/softirqs)",
                  ReadSoftirqs},
    CounterSource{"softnet", "what the softirqs of each CPU did (/proc/net/softnet_stat)",
                  ReadSoftnet},
    CounterSource{"cpu", "how each CPU spends its time (/proc/stat)", ReadCpus},
    CounterSource{"task",
                  "how long ksoftirqd and NAPI threads ran and waited (/proc/PID/schedstat)",
                  ReadTasks},
    CounterSource{"ip", "the network layer's counters (/proc/net/snmp, netstat, snmp6)", ReadIp},
    CounterSource{"udp", "UDP's counters (/proc/net/snmp, snmp6)", nullptr},
    CounterSource{"tcp", "TCP's counters (/proc/net/snmp, netstat)", nullptr},
    CounterSource{"socket", "sockets that drop or fill up (sock_diag)", ReadSockets},
    CounterSource{"group", "multicast groups that are joined (/proc/net/igmp)", ReadGroups},
    CounterSource{"setting", "the settings of the path", ReadSettings},
};

/// Seconds of /proc/uptime, in hundredths.
std::chrono::milliseconds Uptime(const Kernel& kernel) {
  const auto content = kernel.ReadFile("/proc/uptime");
  if (!content) return std::chrono::milliseconds(0);
  const auto first = Words(*content);
  const auto span = first.empty() ? std::nullopt : ParseSpanOfTime(first.front());
  return span.value_or(std::chrono::milliseconds(0));
}

/// When the host was booted, in whole seconds; none where it does not say.
std::optional<WallTime> BootTime(const Kernel& kernel) {
  constexpr std::string_view kWord = "\nbtime ";
  const auto content = kernel.ReadFile("/proc/stat");
  const size_t at = content ? content->find(kWord) : std::string::npos;
  if (at == std::string::npos) return std::nullopt;
  const auto words = Words(std::string_view(*content).substr(at + kWord.size()));
  const auto seconds = words.empty() ? std::nullopt : ParseUnsigned(words.front());
  if (!seconds || *seconds > kLastSecond) return std::nullopt;
  return WallTime(std::chrono::seconds(static_cast<int64_t>(*seconds)));
}

}  // namespace

std::span<const CounterSource> Sources() { return kSources; }

Result<CounterScope> ScopeOf(const Kernel& kernel, const std::vector<std::string>& interfaces) {
  const auto names = InterfaceNames(kernel);
  if (!names) return Fail(names.error());
  const std::set<std::string> only = WithPorts(kernel, interfaces);
  CounterScope scope;
  scope.only = interfaces;
  for (const std::string& name : *names) {
    if (!only.empty() && !only.contains(name)) continue;
    auto device = DescribeInterface(kernel, name);
    if (device) {
      scope.vectors[name] = FindVectors(kernel, *device);
      scope.devices.push_back(std::move(*device));
    } else if (device.error().code == ErrorCode::kForeign) {
      return Fail(device.error());
    }
  }
  scope.tasks = FindPathTasks(kernel);
  return scope;
}

bool HasDevice(const CounterScope& scope, std::string_view name) {
  return std::any_of(scope.devices.begin(), scope.devices.end(),
                     [&](const Device& device) { return device.name == name; });
}

Sample TakeSample(const Kernel& kernel, const CounterScope& scope) {
  Sample sample;
  sample.uptime = Uptime(kernel);
  sample.boot = BootId(kernel);
  const auto booted = scope.facts ? BootTime(kernel) : std::nullopt;
  if (booted) sample.at = *booted + sample.uptime;
  for (const CounterSource& source : kSources) {
    if (source.read != nullptr) source.read(kernel, scope, sample);
  }
  return sample;
}

}  // namespace netkeel
