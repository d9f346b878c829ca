// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cerrno>
#include <charconv>

#include "base/text.h"
#include "kernel/recorded/recorded_rules.h"
#include "kernel/recorded/tree_paths.h"

namespace netkeel {
namespace {

constexpr unsigned kGroupBits = 32;
constexpr std::string_view kCpuFolder = "/sys/devices/system/cpu/";

CpuSet CpusOfList(std::string_view content) {
  return CpuSet::ParseList(content).value_or(CpuSet{});
}

CpuSet CpusIn(const KernelTree& tree, std::string_view file) {
  return CpusOfList(ContentOf(tree, std::string(kCpuFolder) + std::string(file)));
}

/// Bits that the groups of a mask file's content have room for.
unsigned WidthOf(std::string_view mask) {
  mask = Trim(mask);
  const auto commas = static_cast<unsigned>(std::count(mask.begin(), mask.end(), ','));
  return (static_cast<unsigned>(mask.size()) - commas) * 4;
}

}  // namespace

RecordedHost ReadRecordedHost(const KernelTree& tree) {
  constexpr uint64_t kFinestHz = 1000;
  RecordedHost host;
  host.online = CpusIn(tree, "online");
  host.isolated = CpusIn(tree, "isolated").Or(CpusIn(tree, "nohz_full"));
  CpuSet possible = CpusIn(tree, "possible");
  if (possible.Empty()) possible = host.online;
  host.cpu_count = possible.Empty() ? 0 : possible.Last() + 1;
  const auto hz = tree.meta.find("hz");
  host.hz = static_cast<unsigned>(
      hz == tree.meta.end() ? kFinestHz : ParseUnsigned(hz->second).value_or(kFinestHz));
  return host;
}

Accepted<CpuSet> AcceptMask(std::string_view written, unsigned cpu_count) {
  const auto groups = Split(Trim(written), ",");
  for (const std::string_view group : groups) {
    uint32_t bits = 0;
    const char* const end = group.data() + group.size();
    if (std::from_chars(group.data(), end, bits, 16).ptr != end) return tl::unexpected(EINVAL);
    if (group.size() > 8) return tl::unexpected(EOVERFLOW);
  }
  const auto cpus = CpuSet::ParseMask(written);
  if (!cpus) return tl::unexpected(EINVAL);
  if (cpu_count == 0) return *cpus;
  // Leading zero groups beyond the kernel's width are refused as well.
  if (groups.size() > (cpu_count + kGroupBits - 1) / kGroupBits) return tl::unexpected(EOVERFLOW);
  if (!cpus->Empty() && cpus->Last() >= cpu_count) return tl::unexpected(EOVERFLOW);
  return *cpus;
}

Accepted<CpuSet> AcceptList(std::string_view written, unsigned cpu_count) {
  const auto last = cpu_count > 0 ? std::optional<unsigned>(cpu_count - 1) : std::nullopt;
  const auto cpus = CpuSet::ParseList(written, last);
  if (!cpus) return tl::unexpected(EINVAL);
  if (cpu_count > 0 && !cpus->Empty() && cpus->Last() >= cpu_count) return tl::unexpected(ERANGE);
  return *cpus;
}

std::string MaskLine(const CpuSet& cpus, std::string_view current, unsigned cpu_count) {
  if (cpu_count == 0) cpu_count = WidthOf(current);
  const unsigned needed = cpus.Empty() ? 1 : cpus.Last() + 1;
  return cpus.ToMask(std::max(cpu_count, needed)) + '\n';
}

CpuSet CpusOfMask(std::string_view content) {
  return CpuSet::ParseMask(content).value_or(CpuSet{});
}

void StoreAffinity(KernelTree& tree, const std::string& irq_folder, const CpuSet& cpus) {
  const RecordedHost host = ReadRecordedHost(tree);
  const auto store = [&](const std::string& file, const CpuSet& set) {
    const std::string mask = irq_folder + '/' + file;
    ReplaceContent(tree, mask, MaskLine(set, ContentOf(tree, mask), host.cpu_count));
    ReplaceContent(tree, mask + "_list", set.ToList() + '\n');
  };
  store("smp_affinity", cpus);
  const std::string effective = irq_folder + "/effective_affinity";
  const CpuSet now =
      CpusOfList(ContentOf(tree, effective + "_list")).Or(CpusOfMask(ContentOf(tree, effective)));
  CpuSet usable = host.online.Empty() ? cpus : cpus.And(host.online);
  // Nothing moves while the present CPU is in the set.
  if (!usable.And(now).Empty()) usable = usable.And(now);
  if (!usable.Empty()) store("effective_affinity", CpuSet{usable.Cpus().front()});
}

Accepted<std::string> AcceptWorkqueueMask(const std::string& current, const std::string& written,
                                          const RecordedHost& host) {
  const auto cpus = AcceptMask(written, host.cpu_count);
  if (!cpus) return tl::unexpected(cpus.error());
  // kernel/workqueue.c, workqueue_set_unbound_cpumask: no CPU is EINVAL (Linux 6.1 to 7.3).
  if (cpus->Empty()) return tl::unexpected(EINVAL);
  return MaskLine(*cpus, current, host.cpu_count);
}

int WriteAffinity(KernelTree& tree, const std::string& path, const std::string& written) {
  const RecordedHost host = ReadRecordedHost(tree);
  const auto cpus = path.ends_with("_list") ? AcceptList(written, host.cpu_count)
                                            : AcceptMask(written, host.cpu_count);
  if (!cpus) return cpus.error();
  const CpuSet usable = host.online.Empty() ? *cpus : cpus->And(host.online);
  if (usable.Empty()) return EINVAL;
  if (path == "/proc/irq/default_smp_affinity") {
    ReplaceContent(tree, path, MaskLine(*cpus, ContentOf(tree, path), host.cpu_count));
  } else {
    StoreAffinity(tree, path.substr(0, path.rfind('/')), *cpus);
  }
  return 0;
}

}  // namespace netkeel
