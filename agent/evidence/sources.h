// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "evidence/path_tasks.h"
#include "evidence/sample.h"
#include "host/irq_vectors.h"
#include "kernel/kernel.h"
#include "model/device.h"

namespace netkeel {

/// Whose counters are read, and what is dear to find. It ages: make a new one each minute or so,
/// and where a sample says `scope_is_old`.
struct CounterScope {
  std::vector<Device> devices;                  ///< interfaces with a place on the receive path
  std::map<std::string, FoundVectors> vectors;  ///< by interface
  std::vector<PathTask> tasks;
  std::vector<std::string> only;  ///< interfaces that alone were asked for; empty: all
  bool facts = true;              ///< what is no counter, too: slower, and rarely new
};

/// Something that has counters: a file of its own in evidence/sources/, and a line of the catalog.
struct CounterSource {
  std::string_view name;  ///< CounterId::source of all that it reads
  std::string_view help;  ///< one line: what it is, and where the kernel has it
  /// Adds what there is to `sample`; what cannot be read is in `sample.unread`. Null where the
  /// source before it reads the same files.
  void (*read)(const Kernel& kernel, const CounterScope& scope, Sample& sample);
};

/// Facts at setting/host: whose sample it is, and of which kernel.
inline constexpr const char* kHostNameFact = "kernel.hostname";
inline constexpr const char* kReleaseFact = "kernel.osrelease";

/// The fact at setting/host of which network namespace a recorder is in: OwnNamespaceNumber.
inline constexpr const char* kNamespaceFact = "network-namespace";

/// The fact at setting/host of which interfaces alone were looked at: "eth0 eth1".
inline constexpr const char* kInterfacesFact = "interfaces";

/// The fact at link/eth0 of which interface it is: names are given to others.
inline constexpr const char* kIfindexFact = "ifindex";

/// The fact of a packet socket whose drops count in its ring, for its owner alone.
inline constexpr const char* kRingFact = "ring";

/// In the order in which a packet passes.
std::span<const CounterSource> Sources();

/// The scope with facts of the interfaces named and of their ports, of all where none is. kForeign,
/// or the interfaces cannot be listed.
Result<CounterScope> ScopeOf(const Kernel& kernel, const std::vector<std::string>& interfaces);

/// One look by every source, with the time and the boot of it. With facts the time on the wall is
/// that of the host's boot, to a second, and how long it is up: who has a clock at hand knows
/// better.
Sample TakeSample(const Kernel& kernel, const CounterScope& scope);

}  // namespace netkeel
