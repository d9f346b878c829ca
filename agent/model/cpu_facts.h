// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>

#include "base/cpu_set.h"

namespace netkeel {

/// Where one CPU (hardware thread) sits. Each set is named by its lowest CPU.
struct CpuPlace {
  unsigned core = 0;              ///< lowest of topology/core_cpus_list
  unsigned last_level_cache = 0;  ///< lowest of the shared_cpu_list of the highest cache index
  int node = 0;                   ///< NUMA node
};

/// What the host says of its CPUs.
struct CpuFacts {
  CpuSet possible;  ///< its last CPU + 1 is nr_cpu_ids, the width of every mask
  CpuSet present;
  CpuSet online;
  CpuSet isolated;   ///< now: at boot, or by a cpuset partition since
  CpuSet nohz_full;  ///< empty where the kernel has no such file
  std::map<int, CpuSet> nodes;
  std::map<unsigned, CpuPlace> places;  ///< online CPUs; empty until ReadTopology

  /// Online CPUs left for everything else.
  CpuSet Housekeeping() const { return online.Except(isolated).Except(nohz_full); }
  unsigned CpuCount() const { return possible.Empty() ? 1 : possible.Last() + 1; }
};

}  // namespace netkeel
