// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "kernel/kernel.h"
#include "writers/writer.h"

namespace netkeel {

/// A running irqbalance, as its command line and its socket tell it.
struct Irqbalance {
  uint64_t pid = 0;
  std::set<uint64_t> banned;         ///< by number: --banirq, or told over the socket since
  std::vector<std::string> modules;  ///< --banmod: parts of a PCI driver's or an interrupt's name
  std::string policy;                ///< --policyscript, a file or a folder of them; "" for none
  bool answered = false;             ///< its socket did: only root is answered
  std::set<uint64_t> balanced;       ///< what it places now
  std::optional<CpuSet> banned_cpus;

  std::string Who() const { return "irqbalance (pid " + std::to_string(pid) + ')'; }
};

/// By its socket's name, its cgroup or its pid file; none where no such process of root's runs.
std::optional<Irqbalance> FindIrqbalance(const Kernel& kernel);

/// One for every sought vector that irqbalance may move.
std::vector<Writer> IrqbalanceWriters(const Kernel& kernel, const std::vector<Sought>& sought);

/// Isolated and nohz_full CPUs that irqbalance may place interrupts on, where it was told which
/// CPUs to leave alone: that replaces its own list, which has them. "" where all is well or not
/// known.
std::string IsolationGap(const Kernel& kernel, const Irqbalance& irqbalance);

}  // namespace netkeel
