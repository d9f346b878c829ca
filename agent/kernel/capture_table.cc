// SPDX-License-Identifier: Apache-2.0
#include "kernel/capture_table.h"

#include <fnmatch.h>

#include <algorithm>

#include "base/text.h"
#include "kernel/judged_counters.h"
#include "kernel/judged_lines.h"
#include "kernel/judged_rows.h"
#include "kernel/topics/topic.h"

namespace netkeel {
namespace {

using Filter = std::string (*)(std::string_view content);

std::string Whole(std::string_view content) { return std::string(content); }

struct Row {
  const char* pattern;  ///< a `*` matches slashes, too
  Filter filter;        ///< null: nothing of it
};

/// The first row that matches counts.
constexpr Row kRows[] = {
    {"/proc/sys/net/*stable_secret", nullptr},
    {"/proc/sys/net/*netdev_rss_key", nullptr},
    {"/proc/sys/net/*tcp_fastopen_key", nullptr},
    {"/proc/sys/net/*", Whole},
    {"/proc/sys/kernel/hostname", Whole},
    {"/proc/sys/kernel/osrelease", Whole},
    {"/proc/sys/kernel/random/boot_id", Whole},
    {"/proc/cmdline", BootLine},
    {"/proc/cpuinfo", HypervisorLine},
    {"/proc/device-tree/hypervisor/compatible", Whole},
    {"/proc/interrupts", Whole},
    {"/proc/irq/*", Whole},
    {"/proc/uptime", Whole},
    {"/proc/stat", CpuLines},
    {"/proc/softirqs", NetworkSoftirqLines},
    {"/proc/net/softnet_stat", Whole},
    {"/proc/net/snmp", Whole},
    {"/proc/net/netstat", Whole},
    {"/proc/net/snmp6", Whole},
    {"/proc/net/igmp", Whole},
    {"/proc/net/raw", RawSocketLines},
    {"/proc/net/raw6", RawSocketLines},
    {"/proc/[0-9]*/stat", KernelThreadLine},
    {"/proc/[0-9]*/schedstat", Whole},
    {"/proc/[0-9]*/status", OwnerLines},
    {"/proc/[0-9]*/cmdline", IrqbalanceArguments},
    {"/sys/class/net/*/ifindex", Whole},
    {"/sys/class/net/*/flags", Whole},
    {"/sys/class/net/*/carrier", Whole},
    {"/sys/class/net/*/bonding_slave/state", Whole},
    {"/sys/class/net/*/queues/*", Whole},
    {"/sys/class/net/*/threaded", Whole},
    {"/sys/class/net/*/gro_flush_timeout", Whole},
    {"/sys/class/net/*/napi_defer_hard_irqs", Whole},
    {"/sys/devices/system/cpu/*", Whole},
    {"/sys/devices/system/node/*", Whole},
    {"/sys/devices/system/clocksource/*", Whole},
    {"/sys/module/pcie_aspm/parameters/policy", Whole},
    {"/sys/module/sfc/parameters/rss_cpus", Whole},
    {"/sys/module/*/parameters/*", NumbersOrSwitch},
    {"/sys/module/*/version", Whole},
    {"/sys/module/*/initstate", Whole},
    {"/sys/devices/virtual/workqueue/cpumask*", Whole},
    {"/sys/devices/*/numa_node", Whole},
    {"/sys/devices/*/msi_irqs/*", Whole},
    {"/sys/devices/*/power/control", Whole},
    {"/sys/devices/*/power/runtime_status", Whole},
    {"/sys/kernel/irq/*", Whole},
    {"/sys/class/dmi/id/sys_vendor", Whole},
    {"/sys/class/dmi/id/product_name", Whole},
    {"/sys/hypervisor/type", Whole},
    {"/sys/fs/cgroup/*cgroup.procs", Whole},
    {"/sys/fs/cgroup/*cpuset.cpus*", Whole},
    {"/run/irqbalance.pid", Whole},
    {"/run/tuned/tuned.pid", Whole},
    {"/etc/tuned/active_profile", Whole},
    {"/etc/tuned/*/tuned.conf", TunedLines},
    {"/usr/lib/tuned/*/tuned.conf", TunedLines},
    {"/etc/os-release", ReleaseLines},
    {"/etc/kernel/cmdline", BootLine},
    {"/etc/default/grub", GrubLines},
    {"/etc/default/grub.d/*.cfg", GrubLines},
    {"/boot/loader/entries/*.conf", LoaderLines},
    {"/boot/config-*", HzLine},
    {"/etc/sysctl.conf", SysctlLines},
    {"/etc/sysctl.d/*.conf", SysctlLines},
    {"/run/sysctl.d/*.conf", SysctlLines},
    {"/usr/local/lib/sysctl.d/*.conf", SysctlLines},
    {"/usr/lib/sysctl.d/*.conf", SysctlLines},
    {"/etc/systemd/network/*.link", LinkLines},
    {"/run/systemd/network/*.link", LinkLines},
    {"/usr/local/lib/systemd/network/*.link", LinkLines},
    {"/usr/lib/systemd/network/*.link", LinkLines},
    {"/etc/NetworkManager/system-connections/*", KeyfileLines},
    {"/run/NetworkManager/system-connections/*", KeyfileLines},
    {"/usr/lib/NetworkManager/system-connections/*", KeyfileLines},
    {"/etc/network/*", StanzaLines},
    {"/run/network/*", StanzaLines},
    {"/etc/systemd/system/irqbalance.service*", UnitLines},
    {"/run/systemd/system/irqbalance.service*", UnitLines},
    {"/usr/local/lib/systemd/system/irqbalance.service*", UnitLines},
    {"/usr/lib/systemd/system/irqbalance.service*", UnitLines},
    {"/lib/systemd/system/irqbalance.service*", UnitLines},
};

/// A path that goes up and down again is none that a row means.
bool HasDots(std::string_view path) {
  const auto parts = Split(path, "/");
  return std::any_of(parts.begin(), parts.end(),
                     [](std::string_view part) { return part == "." || part == ".."; });
}

const Row* RowFor(const std::string& path) {
  if (HasDots(path)) return nullptr;
  const auto* const row = std::find_if(
      std::begin(kRows), std::end(kRows),
      [&path](const Row& each) { return fnmatch(each.pattern, path.c_str(), FNM_NOESCAPE) == 0; });
  return row == std::end(kRows) ? nullptr : row;
}

std::string Lower(std::string_view text) {
  std::string lower(text);
  for (char& c : lower) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return lower;
}

/// What stands for the interfaces whose permanent address one of the globs means, `!` kept.
std::string StandInsFor(std::string_view globs, const KernelTree& tree) {
  const bool negated = globs.starts_with('!');
  if (negated) globs.remove_prefix(1);
  std::vector<std::string> found;
  for (const std::string_view glob : Words(globs)) {
    for (const auto& [key, fields] : tree.ethtool) {
      const auto mac = fields.find("permanent-address");
      if (mac == fields.end()) continue;
      const std::string stand_in = StandInOf(key.first);
      const std::string wanted = Lower(glob);
      const bool is_it = MatchesGlob(Lower(ToText(mac->second)), wanted);
      if (is_it || wanted == Lower(stand_in)) found.push_back(stand_in);
    }
  }
  return (negated ? "!" : "") + (found.empty() ? "none" : Join(found, " "));
}

std::string WithoutAddress(std::string_view line, const KernelTree& tree) {
  const size_t equals = line.find('=');
  const std::string_view option = Trim(line.substr(0, equals));
  const bool is_address = option == "mac-address" || option.ends_with("MACAddress");
  if (equals == std::string_view::npos || !is_address) return std::string(line);
  return std::string(option) + '=' + StandInsFor(Trim(line.substr(equals + 1)), tree);
}

/// "enx001b21aabbcc", which udev gives: the permanent address in other letters.
bool IsMadeOfAddress(std::string_view name) {
  constexpr size_t kLength = 15;
  return name.size() == kLength && name.starts_with("enx") &&
         name.substr(3).find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

std::string WithoutAddresses(const std::string& altnames) {
  std::vector<std::string> kept;
  for (const std::string_view name : Words(altnames)) {
    if (!IsMadeOfAddress(name)) kept.emplace_back(name);
  }
  return Join(kept, " ");
}

}  // namespace

std::optional<std::string> JudgedContent(const std::string& path, std::string_view content) {
  const Row* const row = RowFor(path);
  const bool is_kernels = path.starts_with("/proc/") || path.starts_with("/sys/");
  if (row == nullptr && !is_kernels) return PolicyLines(content);
  if (row == nullptr || row->filter == nullptr) return std::nullopt;
  return row->filter(content);
}

std::optional<EthtoolFields> JudgedFields(const EthtoolRow& row, EthtoolFields fields) {
  if (row.travels.get() == Travels::kNone) return std::nullopt;
  std::erase_if(fields, [&row](const auto& field) {
    const AttributeRow* const attribute = FindAttribute(row.attributes, field.first);
    return attribute != nullptr && attribute->secret;
  });
  return fields;
}

bool IsInCaptureTable(const std::string& path) { return RowFor(path) != nullptr; }

void LeaveOutAddresses(KernelTree& tree) {
  LeaveOutMadeAddresses(tree);
  for (auto& [path, content] : tree.files) {
    const Row* const row = RowFor(path);
    if (row == nullptr || (row->filter != LinkLines && row->filter != KeyfileLines)) continue;
    std::vector<std::string> lines;
    for (const std::string_view line : Split(content, "\n")) {
      lines.push_back(WithoutAddress(line, tree));
    }
    content = Join(lines, "\n");
  }
  for (auto& [key, fields] : tree.ethtool) {
    const auto mac = fields.find("permanent-address");
    if (mac != fields.end() && !ToText(mac->second).empty()) {
      mac->second = std::string(kLeftOutMac);
    }
    const auto names = fields.find("altnames");
    if (names == fields.end()) continue;
    names->second = WithoutAddresses(ToText(names->second));
    if (ToText(names->second).empty()) fields.erase(names);
  }
}

}  // namespace netkeel
