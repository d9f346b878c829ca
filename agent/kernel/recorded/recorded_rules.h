// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>

#include "base/cpu_set.h"
#include "kernel/recorded/kernel_tree.h"
#include "kernel/topics/topic.h"

namespace netkeel {

/// What of a captured host decides how Linux takes a write.
struct RecordedHost {
  CpuSet online;
  CpuSet isolated;         ///< at boot, and nohz_full: RPS never goes there
  unsigned cpu_count = 0;  ///< nr_cpu_ids, 0 where the tree does not say
  unsigned hz = 0;         ///< `hz` of meta.yaml, 1000 where it does not say
};
RecordedHost ReadRecordedHost(const KernelTree& tree);

/// A value as Linux takes it, or the errno that refuses it.
template <typename T>
using Accepted = tl::expected<T, int>;

/// A hex mask: EOVERFLOW for a group of more than 8 digits or a CPU that cannot be, else EINVAL.
Accepted<CpuSet> AcceptMask(std::string_view written, unsigned cpu_count);
/// A CPU list: ERANGE for a CPU that cannot be, else EINVAL.
Accepted<CpuSet> AcceptList(std::string_view written, unsigned cpu_count);
/// `cpus` as a mask file prints them; as wide as `current`, its content, where cpu_count is 0.
std::string MaskLine(const CpuSet& cpus, std::string_view current, unsigned cpu_count);

/// The content of a file below /proc/sys after a write.
Accepted<std::string> AcceptSysctl(const std::string& path, const std::string& current,
                                   const std::string& written, const RecordedHost& host);

/// What Linux sets as well when a file below /proc/sys has changed: ip_forward is every interface's
/// forwarding.
void FollowSysctl(KernelTree& tree, const std::string& path);

/// What a refused write changes all the same: rps_default_mask is parsed in place.
void LeaveBehind(KernelTree& tree, const std::string& path, const std::string& written);

/// What cpufreq and the energy bias make of a write.
Accepted<std::string> AcceptCpuFreq(const KernelTree& tree, const std::string& path,
                                    const std::string& written);

/// The mask of unbound workqueues after a write.
Accepted<std::string> AcceptWorkqueueMask(const std::string& current, const std::string& written,
                                          const RecordedHost& host);

/// The content of rps_cpus, rps_flow_cnt, xps_cpus or xps_rxqs after a write.
Accepted<std::string> AcceptQueueFile(const std::string& path, const std::string& current,
                                      const std::string& written, const RecordedHost& host);

/// Whether a device's NAPIs have one of the device's files.
bool IsNapiFile(const std::string& path);

/// Writes one, and with it the value of every NAPI. The errno that refuses it, 0 if none.
int WriteNapiFile(KernelTree& tree, const std::string& path, const std::string& written);

/// `count` new NAPIs in the place of what the device has, with the device's values, as a driver
/// without persistent ones has them after a change of channels.
void RemakeNapis(KernelTree& tree, const std::string& interface, uint64_t count);

/// Gives the NAPIs of `interface` that are threaded now their threads, and ends the others'.
void FollowThreads(KernelTree& tree, const std::string& interface, const std::string& driver);

/// The CPUs of a mask file's content, none where it is not a mask.
CpuSet CpusOfMask(std::string_view content);

/// Puts an interrupt's affinity into every spelling of it that the tree has; on x86 it is then
/// delivered to one CPU of the set.
void StoreAffinity(KernelTree& tree, const std::string& irq_folder, const CpuSet& cpus);

/// Writes smp_affinity, smp_affinity_list or default_smp_affinity and all that follows from it.
/// The errno that refuses it, 0 if none.
int WriteAffinity(KernelTree& tree, const std::string& path, const std::string& written);

tl::unexpected<RecordedRefusal> Refused(int sys_errno, std::string text = "");

/// What ethtool cannot set: EOPNOTSUPP.
EthtoolAccepted RefuseAll(const RecordedRequest& request);

/// What ethtool's core lets through to every driver: fields that are writable and no larger than
/// their maximum, as the topic's row says. What the device has not got stays so.
EthtoolAccepted AcceptByCore(const RecordedRequest& request);

/// A field of the topic rss that only recorded kernels have: 1 where somebody has set the table.
/// Linux, which refuses fewer channels then, tells nobody (IFF_RXFH_CONFIGURED).
inline constexpr const char* kTableByHand = "by-hand";

EthtoolAccepted AcceptRss(const RecordedRequest& request);
EthtoolAccepted AcceptFlowHash(const RecordedRequest& request);

EthtoolAccepted AcceptNtuple(const RecordedRequest& request);

/// The highest queue that an ntuple rule leads to: channels that do not have it are refused from
/// Linux 6.12 on. None where no rule leads to any.
std::optional<uint64_t> HighestQueueOfRules(const KernelTree& tree, const std::string& interface);

/// Deletes all ntuple rules, as some drivers do with a close.
void ForgetRules(KernelTree& tree, const std::string& interface);

/// igb deletes its rules when its filters are switched off.
void FollowFeatures(KernelTree& tree, const std::string& interface, const std::string& driver);

/// Queues that receive, as the interface's channels or its folders say.
uint64_t ReceiveQueues(const KernelTree& tree, const std::string& interface);

/// The highest queue of an RSS table that somebody has set: channels that do not have it are
/// refused. None where nobody has.
std::optional<uint64_t> HighestQueueByHand(const RecordedRequest& request);

/// Makes the RSS table of `interface` what its driver makes of it with its queues as they are now:
/// ixgbe, igb and igc forget what somebody has set, others keep it. The same after a reset.
void RemakeTable(KernelTree& tree, const std::string& interface, const std::string& driver);
void ResetTable(KernelTree& tree, const std::string& interface, const std::string& driver);

/// The interrupts' half of RemakeQueues.
void RemakeVectors(KernelTree& tree, const std::string& interface, const std::string& driver);

/// Makes queues and interrupt vectors of `interface` fit its channels, as a driver's close and open
/// do: vectors and queues beyond the count go with all that was set on them, new ones get numbers
/// above all others, and every vector's affinity is the default one again.
void RemakeQueues(KernelTree& tree, const std::string& interface, const std::string& driver);

}  // namespace netkeel
