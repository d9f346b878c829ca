// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "kernel/recorded/recorded_kernel.h"

namespace netkeel {

/// A host in a few lines: TreeBuilder().Cpus(8, 2).Isolated("2-5").Nic("eth0",
/// "ixgbe").Queues(4).Build(). Calls after Nic() speak of that interface. Left alone, an interface
/// is up with carrier, on node 0, with 4 combined queues of at most 8, rings of 512 of at most
/// 4096, and its driver's vector names.
class TreeBuilder {
 public:
  TreeBuilder();

  TreeBuilder& Cpus(unsigned count, unsigned nodes = 1);
  /// CPUs i and i + count / threads and so on share a core.
  TreeBuilder& ThreadsPerCore(unsigned threads);
  TreeBuilder& CachesPerNode(unsigned caches);
  TreeBuilder& Online(const std::string& list);
  TreeBuilder& Isolated(const std::string& list);
  TreeBuilder& NohzFull(const std::string& list);
  /// "net.core.dev_weight": replaces the kernel's default, or adds the key.
  TreeBuilder& Sysctl(const std::string& key, const std::string& value);
  TreeBuilder& File(const std::string& path, const std::string& content);
  /// A process of root's: what /proc/PID/status says of it.
  TreeBuilder& Process(uint64_t pid, const std::string& name);

  /// Driver names: as `ethtool -i` says ("ixgbe", "virtio_net", "mlx5_core"); veth has no device.
  TreeBuilder& Nic(const std::string& name, const std::string& driver);
  TreeBuilder& Queues(uint64_t combined, uint64_t max = 8);
  /// A device that has rx and tx channels and no combined ones.
  TreeBuilder& SeparateQueues(uint64_t rx, uint64_t tx, uint64_t max = 8);
  TreeBuilder& Rings(uint64_t current, uint64_t max);
  /// What the interface says of a topic, in the place of what it would.
  TreeBuilder& Ethtool(EthtoolTopic topic, EthtoolFields fields);
  TreeBuilder& Node(int node);
  TreeBuilder& Pci(const std::string& address);
  TreeBuilder& Mac(const std::string& permanent);
  TreeBuilder& NoCarrier();
  /// The kernel tells that vector first + i serves queue i, both ways (netdev generic netlink).
  TreeBuilder& Told(uint64_t first);
  /// Down since boot: vectors have numbers, but nobody requested them.
  TreeBuilder& Down();

  RecordedKernel Build() const;

 private:
  struct NicSpec {
    std::string name;
    std::string driver;
    std::string pci;
    std::string mac;
    std::map<EthtoolTopic, EthtoolFields> ethtool;
    int node = 0;
    uint64_t told = 0;
    bool up = true;
    bool carrier = true;
  };

  CpuSet NodeCpus(unsigned node) const;
  void AddHost(RecordedKernel& kernel) const;
  void AddTopology(RecordedKernel& kernel) const;
  void AddNic(RecordedKernel& kernel, const NicSpec& nic, size_t index) const;
  void AddQueues(RecordedKernel& kernel, const NicSpec& nic) const;
  void AddTold(RecordedKernel& kernel, const NicSpec& nic) const;
  void AddVectors(RecordedKernel& kernel, const NicSpec& nic, const std::string& device) const;
  std::string MaskOf(const CpuSet& cpus) const { return cpus.ToMask(cpus_) + '\n'; }

  unsigned cpus_ = 4;
  unsigned nodes_ = 1;
  unsigned threads_ = 1;
  unsigned caches_ = 1;
  std::string online_;
  std::string isolated_;
  std::string nohz_full_;
  std::map<std::string, std::string> sysctls_;
  std::map<std::string, std::string> files_;
  std::vector<NicSpec> nics_;
};

/// /proc/PID/status of a process of this user.
std::string ProcessStatus(const std::string& name, const std::string& user);

/// Names of the vectors that `driver` requests, in the order of their numbers.
std::vector<std::string> VectorNames(const std::string& interface, const std::string& driver,
                                     const std::string& pci, const EthtoolFields& channels);

/// The drivers whose names it knows, with queues of their own; for others it gives none.
std::vector<std::string> DriversWithVectorNames();

/// A host with 8 CPUs and a card of 4 queues.
inline TreeBuilder OneIxgbe() { return TreeBuilder().Cpus(8).Nic("eth0", "ixgbe").Queues(4); }

}  // namespace netkeel
