// SPDX-License-Identifier: Apache-2.0
#include <optional>
#include <string>
#include <string_view>

#include "base/text.h"
#include "host/cpu_files.h"
#include "host/inventory.h"
#include "host/isolated_cpus.h"

namespace netkeel {
namespace {

constexpr std::string_view kCpuFolder = "/sys/devices/system/cpu";
constexpr const char* kNodeFolder = "/sys/devices/system/node";

std::string PathOf(std::string_view file) {
  return std::string(kCpuFolder) + '/' + std::string(file);
}

/// A list of the CPUs' folder; none where the kernel is built without the file.
Result<CpuSet> ReadOptionalCpuList(const Kernel& kernel, std::string_view file) {
  auto cpus = ReadCpuList(kernel, PathOf(file));
  if (!cpus && cpus.error().code == ErrorCode::kNotFound) return CpuSet{};
  return cpus;
}

/// Kernels without NUMA have no node folder: no nodes then.
Result<void> ReadNodes(const Kernel& kernel, CpuFacts& facts) {
  const auto names = kernel.ListDirectory(kNodeFolder);
  if (!names) return {};
  for (const std::string& name : *names) {
    if (!name.starts_with("node")) continue;
    const auto number = ParseUnsigned(std::string_view(name).substr(4));
    if (!number) continue;
    const auto cpus = ReadCpuList(kernel, std::string(kNodeFolder) + '/' + name + "/cpulist");
    if (!cpus) return Fail(cpus.error());
    facts.nodes[static_cast<int>(*number)] = *cpus;
  }
  return {};
}

/// The lowest CPU of a list file, `cpu` itself where there is none.
unsigned LowestOf(const Kernel& kernel, const std::string& path, unsigned cpu) {
  const auto cpus = ReadCpuList(kernel, path);
  return cpus && !cpus->Empty() ? cpus->Cpus().front() : cpu;
}

/// "index3": the highest cache of a CPU, "" where none is described.
std::string HighestCache(const Kernel& kernel, const std::string& cpu_folder) {
  const auto names = kernel.ListDirectory(cpu_folder + "/cache");
  std::string highest;
  if (!names) return highest;
  for (const std::string& name : *names) {
    if (name.starts_with("index")) highest = name;
  }
  return highest;
}

int NodeOf(const CpuFacts& facts, unsigned cpu) {
  for (const auto& [node, cpus] : facts.nodes) {
    if (cpus.Contains(cpu)) return node;
  }
  return 0;
}

}  // namespace

Result<CpuFacts> ReadCpuFacts(const Kernel& kernel) {
  CpuFacts facts;
  struct Entry {
    std::string_view file;
    CpuSet& set;
    bool optional;
  };
  const Entry entries[] = {{"possible", facts.possible, false},
                           {"present", facts.present, false},
                           {"online", facts.online, false},
                           {"nohz_full", facts.nohz_full, true}};
  for (const Entry& entry : entries) {
    auto cpus = entry.optional ? ReadOptionalCpuList(kernel, entry.file)
                               : ReadCpuList(kernel, PathOf(entry.file));
    if (!cpus) return Fail(cpus.error());
    entry.set = std::move(*cpus);
  }
  auto isolated = ReadIsolatedCpus(kernel);
  if (!isolated && isolated.error().code != ErrorCode::kNotFound) return Fail(isolated.error());
  if (isolated) facts.isolated = std::move(isolated->now);
  if (auto read = ReadNodes(kernel, facts); !read) return Fail(read.error());
  return facts;
}

Result<void> ReadTopology(const Kernel& kernel, CpuFacts& facts) {
  std::optional<std::string> cache;
  for (const unsigned cpu : facts.online.Cpus()) {
    const std::string folder = std::string(kCpuFolder) + "/cpu" + std::to_string(cpu);
    if (!cache) cache = HighestCache(kernel, folder);
    CpuPlace place;
    place.core = LowestOf(kernel, folder + "/topology/core_cpus_list", cpu);
    place.last_level_cache =
        cache->empty() ? place.core
                       : LowestOf(kernel, folder + "/cache/" + *cache + "/shared_cpu_list", cpu);
    place.node = NodeOf(facts, cpu);
    facts.places[cpu] = place;
  }
  return {};
}

}  // namespace netkeel
