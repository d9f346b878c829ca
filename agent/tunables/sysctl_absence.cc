// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/text.h"
#include "tunables/sysctl.h"

namespace netkeel {
namespace {

struct Bringer {
  std::string_view prefix;
  std::string_view what;
};

// The first prefix that fits says what is missing.
constexpr std::array kModules{
    Bringer{"net.netfilter.nf_conntrack", "load the module first: modprobe nf_conntrack"},
    Bringer{"net.nf_conntrack", "load the module first: modprobe nf_conntrack"},
    Bringer{"net.bridge.", "load the module first: modprobe br_netfilter"},
    Bringer{"net.sctp.", "load the module first: modprobe sctp"},
    Bringer{"net.mpls.", "load the module first: modprobe mpls_router"},
    Bringer{"net.rds.", "load the module first: modprobe rds"},
};

constexpr std::array kKernels{
    Bringer{"net.core.rps_default_mask", "needs Linux 6.3 or later with CONFIG_RPS"},
    Bringer{"net.core.rps_", "needs a kernel with CONFIG_RPS"},
    Bringer{"net.core.flow_limit_", "needs a kernel with CONFIG_NET_FLOW_LIMIT"},
    Bringer{"net.core.busy_", "needs a kernel with CONFIG_NET_RX_BUSY_POLL"},
    Bringer{"net.core.default_qdisc", "needs a kernel with CONFIG_NET_SCHED"},
    Bringer{"net.core.skb_defer_max", "needs Linux 6.0 or later"},
    Bringer{"net.core.mem_pcpu_rsv", "needs Linux 6.5, or a 6.1 with its backport"},
    Bringer{"net.core.gro_normal_batch", "needs Linux 5.4 or later"},
};

template <size_t n>
std::string_view Find(const std::array<Bringer, n>& table, std::string_view key) {
  const auto* const row = std::find_if(table.begin(), table.end(), [&](const Bringer& bringer) {
    return key.starts_with(bringer.prefix);
  });
  return row == table.end() ? std::string_view{} : row->what;
}

bool IsFolder(const Kernel& kernel, const std::string& path) {
  return kernel.ListDirectory(path).has_value();
}

/// For net.ipv4.conf.NAME.x and net.ipv6.neigh.NAME.x: the interface, where it is the one missing.
std::string MissingInterface(const Kernel& kernel, std::string_view key) {
  const auto parts = Split(key, ".");
  if (parts.size() != 5 || (parts[2] != "conf" && parts[2] != "neigh")) return "";
  const auto path = SysctlPath(key);
  if (!path || IsFolder(kernel, path->substr(0, path->rfind('/')))) return "";
  std::string name(parts[3]);
  std::replace(name.begin(), name.end(), '/', '.');
  return name;
}

}  // namespace

bool IsInnerNamespace(const Kernel& kernel) {
  // netdev_budget is in every kernel, and in the initial namespace only.
  return !kernel.ReadFile("/proc/sys/net/core/netdev_budget") &&
         IsFolder(kernel, "/proc/sys/net/core");
}

std::string WhyAbsent(const Kernel& kernel, std::string_view key) {
  if (const auto module = Find(kModules, key); !module.empty()) return std::string(module);
  if (const std::string name = MissingInterface(kernel, key); !name.empty()) {
    return "there is no interface " + name + " (yet)";
  }
  if (key.starts_with("net.ipv6.") && !IsFolder(kernel, "/proc/sys/net/ipv6")) {
    return "IPv6 is not loaded or switched off at boot (ipv6.disable=1)";
  }
  if (key.starts_with("net.core.") && IsInnerNamespace(kernel)) {
    return "it is there only in the initial network namespace: set it on the host";
  }
  if (const auto needs = Find(kKernels, key); !needs.empty()) return std::string(needs);
  return "this kernel has no such key";
}

}  // namespace netkeel
