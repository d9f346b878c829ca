// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "base/text.h"
#include "kernel/live_kernel.h"
#include "kernel/processes.h"
#include "kernel/topics/topic.h"

namespace netkeel {
namespace {

constexpr std::array kAttributes{AttributeRow{.word = "pid"},
                                 AttributeRow{.word = "name", .kind = AttributeKind::kText},
                                 AttributeRow{.word = "cpus", .kind = AttributeKind::kText}};

Result<std::vector<Fields>> Ask() {
  const auto content = LiveKernel().ReadFile("/sys/devices/system/cpu/online");
  if (!content) return Fail(content.error());
  const auto online = CpuSet::ParseList(Trim(*content));
  if (!online) return Fail(online.error());
  return PinnedTasks(*online);
}

}  // namespace

/// Processes with a thread that may not run on every CPU that is online, and where it may: a row
/// for each set of CPUs. Without threads of the kernel's. Dear: it looks at every thread.
constexpr QueryRow kPinnedTasksRow{
    .word = "pinned-tasks",
    .attributes = kAttributes,
    .ask = Ask,
};

}  // namespace netkeel
