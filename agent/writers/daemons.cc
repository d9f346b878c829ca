// SPDX-License-Identifier: Apache-2.0
#include "writers/daemons.h"

#include <algorithm>

#include "base/text.h"
#include "tunables/descriptor.h"
#include "tunables/interface_sysctl.h"
#include "writers/root_process.h"

namespace netkeel {
namespace {

/// Of its tuners net_buffer, tcp_buffer, udp_buffer, neigh_table and route_table.
constexpr std::string_view kTunedByBpftune[] = {
    "net.core.netdev_budget",
    "net.core.netdev_budget_usecs",
    "net.core.netdev_max_backlog",
    "net.core.flow_limit_",
    "net.core.rmem_",
    "net.core.wmem_",
    "net.ipv4.tcp_mem",
    "net.ipv4.tcp_rmem",
    "net.ipv4.tcp_wmem",
    "net.ipv4.udp_mem",
    "net.ipv4.neigh.default.gc_",
    "net.ipv6.neigh.default.gc_",
    "net.ipv6.route.max_size",
};

bool IsTunedByBpftune(const Sought& sought) {
  return FamilyOf(sought.address.tunable) == Family::kSysctl &&
         std::any_of(
             std::begin(kTunedByBpftune), std::end(kTunedByBpftune),
             [&](std::string_view key) { return SysctlKeyOf(sought.address).starts_with(key); });
}

std::optional<uint64_t> BpftunePid(const Kernel& kernel) {
  const auto processes =
      kernel.ReadFile("/sys/fs/cgroup/system.slice/bpftune.service/cgroup.procs");
  if (!processes) return std::nullopt;
  for (const std::string_view word : Words(*processes)) {
    const auto pid = ParseUnsigned(word);
    if (pid && IsRootProcess(kernel, *pid, "bpftune")) return pid;
  }
  return std::nullopt;
}

/// Google's guest configuration: one interrupt a CPU, and XPS, on virtio-net and gVNIC.
constexpr const char* kMultiqueue = "/usr/bin/google_set_multiqueue";

bool IsSetByMultiqueue(const Sought& sought) {
  const Address& address = sought.address;
  const auto family = FamilyOf(address.tunable);
  const bool is_it = family == Family::kInterrupts ||
                     (family == Family::kQueueFiles && address.key.ends_with("xps_cpus"));
  return is_it && sought.device != nullptr &&
         (sought.device->driver == "virtio_net" || sought.device->driver == "gve");
}

}  // namespace

std::vector<Writer> BpftuneWriters(const Kernel& kernel, const std::vector<Sought>& sought) {
  std::vector<Writer> writers;
  if (std::none_of(sought.begin(), sought.end(), IsTunedByBpftune)) return writers;
  const auto pid = BpftunePid(kernel);
  if (!pid) return writers;
  const std::string who = "bpftune (pid " + std::to_string(*pid) + ')';
  for (const Sought& each : sought) {
    if (IsTunedByBpftune(each)) writers.push_back({"bpftune", who, "raises it", each.address});
  }
  return writers;
}

std::vector<Writer> CloudWriters(const Kernel& kernel, const std::vector<Sought>& sought) {
  std::vector<Writer> writers;
  if (std::none_of(sought.begin(), sought.end(), IsSetByMultiqueue)) return writers;
  if (!kernel.ResolveLink(kMultiqueue)) return writers;
  for (const Sought& each : sought) {
    if (!IsSetByMultiqueue(each)) continue;
    writers.push_back({"cloud", kMultiqueue, "places it at boot", each.address});
  }
  return writers;
}

}  // namespace netkeel
