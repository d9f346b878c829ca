// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "evidence/sample.h"
#include "kernel/kernel.h"
#include "model/device.h"

namespace netkeel {

/// Whose counters are read.
struct Scope {
  std::vector<Device> devices;  ///< interfaces with a place on the receive path
  bool facts = true;            ///< what is no counter, too: slower, and rarely new
};

/// Something that has counters: a file of its own in evidence/sources/, and a line of the catalog.
struct CounterSource {
  std::string_view name;  ///< CounterId::source of all that it reads
  std::string_view help;  ///< one line: what it is, and where the kernel has it
  /// Adds what there is to `sample`; what cannot be read is in `sample.unread`.
  void (*read)(const Kernel& kernel, const Scope& scope, Sample& sample);
};

/// In the order in which a packet passes.
std::span<const CounterSource> Sources();

/// The scope of the interfaces named, of all where none is. kForeign, or the interfaces cannot be
/// listed.
Result<Scope> ScopeOf(const Kernel& kernel, const std::vector<std::string>& interfaces);

/// One look by every source, with the time of it.
Sample TakeSample(const Kernel& kernel, const Scope& scope);

}  // namespace netkeel
