// SPDX-License-Identifier: Apache-2.0
#include "tunables/boot_rows.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace netkeel {
namespace {

constexpr std::array<std::string_view, 2> kPresence{kPresentWord, kAbsentWord};

constexpr KeyDescriptor Parameter(std::string_view name, std::string_view help) {
  return {.name = name, .type = KeyType::kText, .names = kPresence, .help = help};
}

// As the kernel's Documentation/admin-guide/kernel-parameters.txt has them.
constexpr std::array kRows{
    Parameter("amd_iommu", "off, force_isolation, ...: AMD's IOMMU"),
    Parameter("amd_pstate", "disable, passive, active or guided: who sets AMD CPUs' frequency"),
    Parameter("audit", "0: nothing is audited, whatever asks for it"),
    Parameter("clocksource", "where the time comes from; cpu: {clocksource} says what it is now"),
    Parameter("cpuidle.off", "1: no idle states but the architecture's own"),
    Parameter("default_hugepagesz", "size of huge pages where none is asked for"),
    Parameter("hugepages", "huge pages reserved at boot, of the size that stands before it"),
    Parameter("hugepagesz", "size of the huge pages that the hugepages= behind it reserves"),
    Parameter("idle", "poll: CPUs never sleep; no latency to wake, all the heat"),
    Parameter("intel_idle.max_cstate", "how deep intel_idle lets CPUs sleep; 0 leaves it to ACPI"),
    Parameter("intel_iommu", "on, off, ...: Intel's IOMMU, which maps every packet's buffer"),
    Parameter("intel_pstate", "disable, passive, ...: who sets Intel CPUs' frequency"),
    Parameter("iommu", "pt: devices of the host itself reach its memory without translation"),
    Parameter("iommu.passthrough", "1: the same as iommu=pt, on every architecture"),
    Parameter("iommu.strict", "0: mappings are flushed in batches, which takes less time"),
    Parameter("mce", "ignore_ce: no polling for corrected memory errors"),
    Parameter("mitigations", "off, auto or auto,nosmt: of what CPUs leak to each other"),
    Parameter("nmi_watchdog", "0: no watch for a kernel that hangs hard"),
    Parameter("nohz", "off: the timer tick goes on where a CPU has nothing to do"),
    Parameter("nosmt", "one hardware thread a core; force: it cannot be undone at run time"),
    Parameter("nosoftlockup", "no watch for tasks that keep a CPU in the kernel"),
    Parameter("nowatchdog", "neither of both watches"),
    Parameter("numa_balancing", "disable: pages do not follow their tasks from node to node"),
    Parameter("pci", "nomsi, noaer, pcie_bus_perf, ...: adds up where it is given again"),
    Parameter("pcie_aspm", "off: links of PCI Express do not sleep; they take time to wake"),
    Parameter("pcie_aspm.policy", "performance: the same, where the kernel may switch it"),
    Parameter("preempt", "none, voluntary, full or lazy: when a task in the kernel gives way"),
    Parameter("processor.max_cstate", "how deep ACPI lets CPUs sleep"),
    Parameter("rcu_nocb_poll",
              "threads of rcu_nocbs look by themselves, so that no CPU wakes them"),
    Parameter("skew_tick", "1: timer ticks of CPUs apart, so that they do not meet at a lock"),
    Parameter("threadirqs", "interrupts in threads, which have a priority"),
    Parameter("transparent_hugepage", "always, madvise or never"),
    Parameter("tsc", "reliable, nowatchdog, ...: how far the CPU's own clock is trusted"),
    Parameter("workqueue.power_efficient", "0: work stays on the CPU that queued it"),
};

constexpr std::string_view kAny = "any other parameter, as it is on the line";

// Names have dots where a parameter is a module's.
constexpr std::array kAnyNames{Parameter("*", kAny), Parameter("*.*", kAny),
                               Parameter("*.*.*", kAny), Parameter("*.*.*.*", kAny)};

constexpr size_t kLongestName = 64;

std::string WrongWith(std::string_view key) {
  const std::string start = "parameter " + Quote(key);
  if (const size_t equals = key.find('='); equals != 0 && equals != key.npos) {
    return start + " has its value in it; write " + Quote(key.substr(0, equals)) + ": " +
           Quote(key.substr(equals + 1));
  }
  const bool is_plain = std::all_of(key.begin(), key.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.';
  });
  const auto elements = Split(key, ".");
  const bool is_whole = std::all_of(elements.begin(), elements.end(),
                                    [](std::string_view element) { return !element.empty(); });
  if (is_plain && is_whole && elements.size() <= 4 && key.size() <= kLongestName) return "";
  return start + " is no name of a kernel parameter; they are letters, digits, '_', '-' and '.'";
}

}  // namespace

std::span<const KeyDescriptor> BootRows() { return kRows; }

const OpenKeys kBootKeys{
    .pattern = "^(?=.{1,64}$)[A-Za-z0-9_-]+(\\.[A-Za-z0-9_-]+){0,3}$",
    .help = "present, absent, or the value on the kernel's command line",
    .wrong_with = WrongWith,
    .is_writable = [](std::string_view key) { return key.find('/') == key.npos; },
    .rows = kAnyNames,
};

Occurrence OccurrenceOf(std::string_view parameter) {
  constexpr auto kEach =
      std::to_array<std::string_view>({"acpi_osi", "console", "earlycon", "hugepages", "hugepagesz",
                                       "intel_iommu", "iommu", "memmap", "pci"});
  std::string name(parameter);
  std::replace(name.begin(), name.end(), '-', '_');
  if (std::find(kEach.begin(), kEach.end(), name) != kEach.end()) return Occurrence::kEach;
  // housekeeping_setup() wants a second one to be the same.
  return name == "isolcpus" || name == "nohz_full" ? Occurrence::kFirst : Occurrence::kLast;
}

}  // namespace netkeel
