// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "kernel/kernel.h"

namespace netkeel {

/// Whether a policy of sched(7), by its word, has priorities: fifo and rr.
bool HasPriorities(std::string_view policy);

/// The kernel's threads, the children of kthreadd; where the kernel is built without that file
/// (CONFIG_PROC_CHILDREN), every process there is.
std::vector<uint64_t> MaybeKernelThreads(const Kernel& kernel);

/// Where and how thread `pid` of the kernel's runs, all as text: "start" (clock ticks since boot),
/// "cpus" ("0-3"), "policy" ("other"), "priority" ("0" without one), "nice" ("-5"). None where
/// /proc does not show a child of kthreadd by that number whose name begins with `begins`.
std::optional<Fields> ReadThread(const Kernel& kernel, uint64_t pid, std::string_view begins);

/// The whole of what `current` becomes by `written`, its words of those above. A priority that is
/// not written goes with a policy that has none. The errno where Linux refuses it whatever it is
/// of (sched_setattr, Linux 6.12): EINVAL.
tl::expected<Fields, int> WithWritten(const Fields& current, const Fields& written);

/// Makes thread `pid` what `after` says, of what `written` names: sched_setaffinity(2) and
/// sched_setattr(2). The errno and which of the two it was; nothing where it is done.
struct ThreadRefusal {
  int sys_errno = 0;
  std::string call;
};
std::optional<ThreadRefusal> SetThread(uint64_t pid, const Fields& after, const Fields& written);

}  // namespace netkeel
