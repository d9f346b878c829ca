// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "base/text.h"
#include "host/inventory.h"
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

// What no network namespace but the first has, beside all of net.core that is missing (Linux 6.18).
constexpr std::array<std::string_view, 7> kInitialOnly{"net.core.",
                                                       "net.ipv4.tcp_mem",
                                                       "net.ipv4.udp_mem",
                                                       "net.ipv4.tcp_max_orphans",
                                                       "net.ipv4.neigh.default.gc_",
                                                       "net.ipv6.neigh.default.gc_",
                                                       "net.ipv4.route."};

bool IsInitialOnly(std::string_view key) {
  return std::any_of(kInitialOnly.begin(), kInitialOnly.end(),
                     [key](std::string_view prefix) { return key.starts_with(prefix); });
}

template <size_t n>
std::string_view Find(const std::array<Bringer, n>& table, std::string_view key) {
  const auto* const row = std::find_if(table.begin(), table.end(), [&](const Bringer& bringer) {
    return key.starts_with(bringer.prefix);
  });
  return row == table.end() ? std::string_view{} : row->what;
}

using Parts = std::vector<std::string_view>;

std::string Joined(const Parts& parts, size_t first, size_t end, char between) {
  std::string text;
  for (size_t i = first; i < end; ++i)
    text += (i > first ? std::string(1, between) : "") + std::string(parts[i]);
  return text;
}

/// net.ipv4.conf.NAME.x and net.ipv6.neigh.NAME.x are of an interface, but for two words.
bool IsOfInterface(const Parts& parts) {
  return parts.size() >= 5 && (parts[2] == "conf" || parts[2] == "neigh") && parts[3] != "all" &&
         parts[3] != "default";
}

/// Where the folder of an interface is missing: its name, and how its key is written if it has
/// dots.
std::string MissingInterface(const Kernel& kernel, std::string_view key) {
  const Parts parts = Split(key, ".");
  if (!IsOfInterface(parts)) return "";
  const auto path = SysctlPath(key);
  if (!path || IsFolder(kernel, path->substr(0, path->rfind('/')))) return "";
  std::string name = Joined(parts, 3, parts.size() - 1, '.');
  std::replace(name.begin(), name.end(), '/', '.');
  const std::string missing = "there is no interface " + name + " (yet)";
  if (parts.size() == 5) return missing;
  return missing + "; its dots are written as slashes: " + Joined(parts, 0, 3, '.') + '.' +
         Joined(parts, 3, parts.size() - 1, '/') + '.' + std::string(parts.back());
}

/// Below `folder`, the names of `parts` from `first` on where some of their dots are parts of
/// names: "eth0/100.rp_filter" for eth0, 100, rp_filter; "" where nothing there can be read so.
std::string OtherReading(const Kernel& kernel, const std::string& folder, const Parts& parts,
                         size_t first) {
  const auto names = kernel.ListDirectory(folder);
  if (!names) return "";
  for (size_t end = first + 1; end <= parts.size(); ++end) {
    std::string name = Joined(parts, first, end, '.');
    std::replace(name.begin(), name.end(), '/', '.');
    if (std::find(names->begin(), names->end(), name) == names->end()) continue;
    const std::string written = Joined(parts, first, end, '/');
    if (end == parts.size()) return written;
    const std::string rest = OtherReading(kernel, folder + '/' + name, parts, end);
    if (!rest.empty()) return written + '.' + rest;
  }
  return "";
}

/// The key that exists and was meant by one whose folder does not; "" where there is none.
std::string OtherSpelling(const Kernel& kernel, std::string_view key) {
  const auto path = SysctlPath(key);
  if (!path || IsFolder(kernel, path->substr(0, path->rfind('/')))) return "";
  const std::string rest = OtherReading(kernel, "/proc/sys/net", Split(key, "."), 1);
  return rest.empty() ? "" : "net." + rest;
}

}  // namespace

bool IsInnerNamespace(const Kernel& kernel) {
  // netdev_budget is in every kernel, and in the initial namespace only.
  return !kernel.ReadFile("/proc/sys/net/core/netdev_budget") &&
         IsFolder(kernel, "/proc/sys/net/core");
}

std::string WhyAbsent(const Kernel& kernel, std::string_view key) {
  if (const auto module = Find(kModules, key); !module.empty()) return std::string(module);
  if (const std::string other = OtherSpelling(kernel, key); !other.empty()) {
    return "a dot inside a name is written as a slash; write " + other;
  }
  if (std::string missing = MissingInterface(kernel, key); !missing.empty()) return missing;
  if (key.starts_with("net.ipv6.") && !IsFolder(kernel, "/proc/sys/net/ipv6")) {
    return "IPv6 is not loaded or switched off at boot (ipv6.disable=1)";
  }
  if (IsInitialOnly(key) && IsInnerNamespace(kernel)) {
    return "it is there only in the initial network namespace: set it on the host";
  }
  if (const auto needs = Find(kKernels, key); !needs.empty()) return std::string(needs);
  return "this kernel has no such key";
}

}  // namespace netkeel
