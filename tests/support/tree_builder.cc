// SPDX-License-Identifier: Apache-2.0
#include "support/tree_builder.h"

#include <algorithm>
#include <cerrno>
#include <iterator>

namespace netkeel {
namespace {

std::string Line(uint64_t number) { return std::to_string(number) + '\n'; }

EthtoolFields Channels(std::initializer_list<std::pair<std::string, uint64_t>> counts,
                       uint64_t max) {
  EthtoolFields fields;
  for (const auto& [word, count] : counts) {
    fields[word] = count;
    fields[word + "-max"] = max;
  }
  return fields;
}

}  // namespace

std::string ProcessStatus(const std::string& name, const std::string& user) {
  std::string text = "Name:\t" + name + "\nUmask:\t0022\nState:\tS (sleeping)\nUid:";
  for (int kind = 0; kind < 4; ++kind) text += '\t' + user;
  return text + "\nGid:\t0\t0\t0\t0\n";
}

TreeBuilder::TreeBuilder()
    : sysctls_{{"kernel.hostname", "testhost"},         {"net.core.dev_weight", "64"},
               {"net.core.netdev_budget", "300"},       {"net.core.netdev_budget_usecs", "8000"},
               {"net.core.netdev_max_backlog", "1000"}, {"net.core.flow_limit_table_len", "4096"},
               {"net.core.rmem_default", "212992"},     {"net.core.rmem_max", "212992"},
               {"net.core.rps_sock_flow_entries", "0"}, {"net.ipv4.udp_mem", "18492\t24658\t36984"},
               {"net.ipv4.udp_rmem_min", "4096"}} {}

TreeBuilder& TreeBuilder::Cpus(unsigned count, unsigned nodes) {
  cpus_ = count;
  nodes_ = nodes;
  return *this;
}
TreeBuilder& TreeBuilder::ThreadsPerCore(unsigned threads) {
  threads_ = threads;
  return *this;
}
TreeBuilder& TreeBuilder::CachesPerNode(unsigned caches) {
  caches_ = caches;
  return *this;
}
TreeBuilder& TreeBuilder::Online(const std::string& list) {
  online_ = list;
  return *this;
}
TreeBuilder& TreeBuilder::Isolated(const std::string& list) {
  isolated_ = list;
  return *this;
}
TreeBuilder& TreeBuilder::NohzFull(const std::string& list) {
  nohz_full_ = list;
  return *this;
}
TreeBuilder& TreeBuilder::Sysctl(const std::string& key, const std::string& value) {
  sysctls_[key] = value;
  return *this;
}
TreeBuilder& TreeBuilder::File(const std::string& path, const std::string& content) {
  files_[path] = content;
  return *this;
}

TreeBuilder& TreeBuilder::Process(uint64_t pid, const std::string& name) {
  return File("/proc/" + std::to_string(pid) + "/status", ProcessStatus(name, "0"));
}

TreeBuilder& TreeBuilder::Nic(const std::string& name, const std::string& driver) {
  const std::string number = std::to_string(nics_.size() + 1);
  NicSpec nic;
  nic.name = name;
  nic.driver = driver;
  nic.pci = "0000:0" + number + ":00.0";
  nic.mac = "02:00:00:00:00:0" + number;
  nics_.push_back(nic);
  if (driver == "veth") return SeparateQueues(1, 1);
  return Queues(4).Rings(512, 4096);
}
TreeBuilder& TreeBuilder::Ethtool(EthtoolTopic topic, EthtoolFields fields) {
  nics_.back().ethtool[topic] = std::move(fields);
  return *this;
}
TreeBuilder& TreeBuilder::Queues(uint64_t combined, uint64_t max) {
  EthtoolFields fields = Channels({{"combined", combined}}, max);
  const std::string& driver = nics_.back().driver;
  if (driver == "ixgbe" || driver == "igb") fields.merge(Channels({{"other", 1}}, 1));
  return Ethtool(EthtoolTopic::kChannels, std::move(fields));
}
TreeBuilder& TreeBuilder::SeparateQueues(uint64_t rx, uint64_t tx, uint64_t max) {
  return Ethtool(EthtoolTopic::kChannels, Channels({{"rx", rx}, {"tx", tx}}, max));
}
TreeBuilder& TreeBuilder::Rings(uint64_t current, uint64_t max) {
  return Ethtool(EthtoolTopic::kRings, Channels({{"rx", current}, {"tx", current}}, max));
}
TreeBuilder& TreeBuilder::Node(int node) {
  nics_.back().node = node;
  return *this;
}
TreeBuilder& TreeBuilder::Pci(const std::string& address) {
  nics_.back().pci = address;
  return *this;
}
TreeBuilder& TreeBuilder::Mac(const std::string& permanent) {
  nics_.back().mac = permanent;
  return *this;
}
TreeBuilder& TreeBuilder::NoCarrier() {
  nics_.back().carrier = false;
  return *this;
}
TreeBuilder& TreeBuilder::Told(uint64_t first) {
  nics_.back().told = first;
  return *this;
}
TreeBuilder& TreeBuilder::Down() {
  nics_.back().up = false;
  return NoCarrier();
}

RecordedKernel TreeBuilder::Build() const {
  RecordedKernel kernel;
  AddHost(kernel);
  AddTopology(kernel);
  for (size_t i = 0; i < nics_.size(); ++i) AddNic(kernel, nics_[i], i);
  for (const auto& [path, content] : files_) kernel.AddFile(path, content);
  return kernel;
}

CpuSet TreeBuilder::NodeCpus(unsigned node) const {
  const unsigned share = cpus_ / nodes_;
  return CpuSet::Range(node * share, node + 1 == nodes_ ? cpus_ - 1 : (node + 1) * share - 1);
}

void TreeBuilder::AddHost(RecordedKernel& kernel) const {
  for (const auto& [key, value] : sysctls_) {
    std::string path = "/proc/sys/" + key;
    std::replace(path.begin(), path.end(), '.', '/');
    kernel.AddFile(path, value + '\n');
  }
  const std::string all = CpuSet::Range(0, cpus_ - 1).ToList() + '\n';
  const std::string cpu = "/sys/devices/system/cpu/";
  kernel.AddFile(cpu + "possible", all);
  kernel.AddFile(cpu + "present", all);
  kernel.AddFile(cpu + "online", online_.empty() ? all : online_ + '\n');
  kernel.AddFile(cpu + "isolated", isolated_ + '\n');
  kernel.AddFile(cpu + "nohz_full", nohz_full_ + '\n');
  kernel.AddFile("/proc/irq/default_smp_affinity", MaskOf(CpuSet::Range(0, cpus_ - 1)));
  kernel.AddFile("/proc/cmdline", "BOOT_IMAGE=/boot/vmlinuz root=/dev/sda1 ro quiet\n");
}

void TreeBuilder::AddTopology(RecordedKernel& kernel) const {
  const unsigned cores = cpus_ / threads_;
  const auto siblings = [&](unsigned core) {
    CpuSet set;
    for (unsigned thread = 0; thread < threads_; ++thread) set.Add(core + thread * cores);
    return set;
  };
  for (unsigned node = 0; node < nodes_; ++node) {
    kernel.AddFile("/sys/devices/system/node/node" + std::to_string(node) + "/cpulist",
                   NodeCpus(node).ToList() + '\n');
  }
  // Cores in runs of equal length share a last-level cache.
  const unsigned run = std::max(cores / (nodes_ * caches_), 1U);
  for (unsigned cpu = 0; cpu < cpus_; ++cpu) {
    const std::string folder = "/sys/devices/system/cpu/cpu" + std::to_string(cpu);
    CpuSet cache;
    for (unsigned core = 0; core < cores; ++core) {
      if (core / run == cpu % cores / run) cache = cache.Or(siblings(core));
    }
    const std::string own = siblings(cpu % cores).ToList() + '\n';
    kernel.AddFile(folder + "/topology/core_cpus_list", own);
    kernel.AddFile(folder + "/cache/index0/shared_cpu_list", own);
    kernel.AddFile(folder + "/cache/index3/shared_cpu_list", cache.ToList() + '\n');
  }
}

void TreeBuilder::AddNic(RecordedKernel& kernel, const NicSpec& nic, size_t index) const {
  const std::string net = "/sys/class/net/" + nic.name + '/';
  kernel.AddFile(net + "ifindex", Line(index + 2));
  kernel.AddFile(net + "flags", nic.up ? "0x1003\n" : "0x1002\n");
  kernel.AddFile(net + "carrier", nic.carrier ? "1\n" : "0\n");
  if (!nic.up) kernel.SetUnreadable(net + "carrier", EINVAL);
  AddQueues(kernel, nic);
  EthtoolFields info = {{"driver", nic.driver}};
  for (const auto& [topic, fields] : nic.ethtool) kernel.SetEthtool(nic.name, topic, fields);
  if (nic.driver != "veth") {
    const bool is_virtio = nic.driver == "virtio_net";
    const std::string function = "/sys/devices/pci0000:00/" + nic.pci;
    const std::string device = is_virtio ? function + "/virtio0" : function;
    const std::string bus = is_virtio ? "/sys/bus/virtio" : "/sys/bus/pci";
    kernel.AddLink(net + "device", device);
    kernel.AddLink(device + "/driver", bus + "/drivers/" + nic.driver);
    kernel.AddLink(device + "/subsystem", bus);
    kernel.AddFile(function + "/numa_node", std::to_string(nic.node) + '\n');
    AddVectors(kernel, nic, function);
    if (nic.told > 0) AddTold(kernel, nic);
    info["permanent-address"] = nic.mac;
    info["firmware-version"] = std::string("1.0");
    info["bus-info"] = nic.pci;
  }
  kernel.SetEthtool(nic.name, EthtoolTopic::kInfo, info);
}

void TreeBuilder::AddQueues(RecordedKernel& kernel, const NicSpec& nic) const {
  const auto count = [&nic](const std::string& word) {
    const EthtoolFields& channels = nic.ethtool.at(EthtoolTopic::kChannels);
    const auto field = channels.find(word);
    return field == channels.end() ? 0 : std::get<uint64_t>(field->second);
  };
  const std::string queues = "/sys/class/net/" + nic.name + "/queues/";
  for (uint64_t rx = 0; rx < count("combined") + count("rx"); ++rx) {
    kernel.AddFile(queues + "rx-" + std::to_string(rx) + "/rps_cpus", MaskOf({}));
    kernel.AddFile(queues + "rx-" + std::to_string(rx) + "/rps_flow_cnt", "0\n");
  }
  for (uint64_t tx = 0; tx < count("combined") + count("tx"); ++tx) {
    kernel.AddFile(queues + "tx-" + std::to_string(tx) + "/xps_cpus", MaskOf({}));
  }
}

void TreeBuilder::AddTold(RecordedKernel& kernel, const NicSpec& nic) const {
  constexpr uint64_t kFirstNapi = 8193;
  std::vector<Fields> queues;
  std::vector<Fields> napis;
  const uint64_t count = std::get<uint64_t>(nic.ethtool.at(EthtoolTopic::kChannels).at("combined"));
  for (const std::string type : {"rx", "tx"}) {
    for (uint64_t i = 0; i < count; ++i) {
      queues.push_back({{"id", i}, {"type", type}, {"napi-id", kFirstNapi + i}});
    }
  }
  for (uint64_t i = 0; i < count; ++i) {
    napis.push_back({{"id", kFirstNapi + i}, {"irq", nic.told + i}});
  }
  kernel.SetRows(nic.name, QueryTopic::kQueues, queues);
  kernel.SetRows(nic.name, QueryTopic::kNapis, napis);
}

void TreeBuilder::AddVectors(RecordedKernel& kernel, const NicSpec& nic,
                             const std::string& device) const {
  constexpr uint64_t kFirstNumber = 40;
  uint64_t number = kFirstNumber;
  while (kernel.tree().files.contains("/sys/kernel/irq/" + std::to_string(number) + "/actions")) {
    ++number;
  }
  const CpuSet cpus =
      nic.node < 0 ? CpuSet::Range(0, cpus_ - 1) : NodeCpus(static_cast<unsigned>(nic.node));
  for (const std::string& name :
       VectorNames(nic.name, nic.driver, nic.pci, nic.ethtool.at(EthtoolTopic::kChannels))) {
    const std::string text = std::to_string(number++);
    kernel.AddFile(device + "/msi_irqs/" + text, "msix\n");
    kernel.AddFile("/sys/kernel/irq/" + text + "/actions", nic.up ? name + '\n' : "\n");
    if (!nic.up) continue;
    const std::string irq = "/proc/irq/" + text + '/';
    const CpuSet first = {cpus.Cpus().front()};
    kernel.AddFile(irq + "smp_affinity", MaskOf(cpus));
    kernel.AddFile(irq + "smp_affinity_list", cpus.ToList() + '\n');
    kernel.AddFile(irq + "effective_affinity", MaskOf(first));
    kernel.AddFile(irq + "effective_affinity_list", first.ToList() + '\n');
    kernel.AddFile(irq + "node", std::to_string(nic.node) + '\n');
    kernel.AddDirectory(irq + name);
  }
}

}  // namespace netkeel
