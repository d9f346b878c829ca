// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>
#include <cerrno>
#include <cstdint>

#include "base/text.h"
#include "kernel/driver_facts.h"
#include "kernel/recorded/recorded_rules.h"
#include "kernel/recorded/tree_paths.h"

namespace netkeel {
namespace {

/// RPS drops CPUs isolated at boot, then offline ones, without a word; only nothing but isolated
/// ones is refused (net-sysfs.c: store_rps_map).
Accepted<CpuSet> FilterForRps(const CpuSet& wanted, const RecordedHost& host) {
  const CpuSet allowed = wanted.Except(host.isolated);
  if (allowed.Empty() && !wanted.Empty()) return tl::unexpected(EINVAL);
  return host.online.Empty() ? allowed : allowed.And(host.online);
}

Accepted<std::string> AcceptFlowCount(const std::string& written) {
  constexpr uint64_t kMostFlows = uint64_t{1} << 28;
  const auto count = ParseUnsigned(Trim(written));
  if (!count || *count > kMostFlows) return tl::unexpected(EINVAL);
  return std::to_string(*count == 0 ? 0 : std::bit_ceil(*count)) + '\n';
}

/// How many bits a mask file has, at most: xps_rxqs is as wide as the device has receive queues.
unsigned WidthOf(const std::string& mask) {
  constexpr unsigned kBitsOfDigit = 4;
  const std::string_view digits = Trim(mask);
  return kBitsOfDigit *
         static_cast<unsigned>(digits.size() -
                               static_cast<size_t>(std::count(digits.begin(), digits.end(), ',')));
}

/// What a queue that was just made starts with, where that is not what its siblings have.
std::string FreshContent(const KernelTree& tree, const std::string& name,
                         const std::string& sibling) {
  const std::string none = MaskLine(CpuSet{}, sibling, 0);
  if (name == "rps_flow_cnt") return "0\n";
  if (name == "xps_cpus" || name == "xps_rxqs") return none;
  if (name != "rps_cpus") return sibling;
  const std::string by_default = ContentOf(tree, "/proc/sys/net/core/rps_default_mask");
  return by_default.empty() ? none : by_default;
}

/// Makes `direction`-0 to `direction`-(count-1) the only queues; nothing where the tree has none.
void RemakeFolders(KernelTree& tree, const std::string& queues, const std::string& direction,
                   uint64_t count) {
  const std::string first = queues + '/' + direction + "-0";
  if (!IsFolder(tree, first)) return;
  for (const std::string& name : NamesIn(tree, queues)) {
    const auto index = ParseUnsigned(std::string_view(name).substr(name.find("-") + 1));
    if (name.starts_with(direction + '-') && index && *index >= count) {
      Erase(tree, queues + '/' + name);
    }
  }
  for (uint64_t index = 1; index < count; ++index) {
    const std::string folder = queues + '/' + direction + '-' + std::to_string(index);
    if (IsFolder(tree, folder)) continue;
    CopyFolder(tree, first, folder);
    for (const std::string& name : NamesIn(tree, folder)) {
      const std::string path = folder + '/' + name;
      ReplaceContent(tree, path, FreshContent(tree, name, ContentOf(tree, path)));
    }
  }
}

}  // namespace

Accepted<std::string> AcceptQueueFile(const std::string& path, const std::string& current,
                                      const std::string& written, const RecordedHost& host) {
  if (written.empty()) return current;  // "succeeds" and does nothing
  if (path.ends_with("rps_flow_cnt")) return AcceptFlowCount(written);
  const bool is_rps = path.ends_with("rps_cpus");
  if (!is_rps && !path.ends_with("xps_cpus") && !path.ends_with("xps_rxqs")) return written;
  const bool is_rxqs = path.ends_with("xps_rxqs");
  const unsigned width = is_rxqs ? 0 : host.cpu_count;
  auto cpus = AcceptMask(written, is_rxqs ? WidthOf(current) : width);
  if (cpus && is_rps) cpus = FilterForRps(*cpus, host);
  // XPS keeps the CPUs that are online (net/core/dev.c: __netif_set_xps_queue).
  if (cpus && !is_rps && !is_rxqs && !host.online.Empty()) cpus = cpus->And(host.online);
  if (!cpus) return tl::unexpected(cpus.error());
  return MaskLine(*cpus, current, width);
}

void RemakeQueues(KernelTree& tree, const std::string& interface, const std::string& driver) {
  const EthtoolFields channels = tree.ethtool[{interface, EthtoolTopic::kChannels}];
  const uint64_t combined = FieldNumber(channels, "combined");
  const std::string queues = "/sys/class/net/" + interface + "/queues";
  RemakeFolders(tree, queues, "rx", combined + FieldNumber(channels, "rx"));
  RemakeFolders(tree, queues, "tx", combined + FieldNumber(channels, "tx"));
  RemakeNapis(tree, interface,
              combined + std::max(FieldNumber(channels, "rx"), FieldNumber(channels, "tx")));
  RemakeVectors(tree, interface, driver);
  RemakeTable(tree, interface, driver);
  if (ForgetsRules(driver)) ForgetRules(tree, interface);
}

}  // namespace netkeel
