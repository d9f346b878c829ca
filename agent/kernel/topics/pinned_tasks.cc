// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "kernel/processes.h"
#include "kernel/topics/topic.h"

namespace netkeel {
namespace {

constexpr std::array kAttributes{AttributeRow{.word = "pid"},
                                 AttributeRow{.word = "name", .kind = AttributeKind::kText},
                                 AttributeRow{.word = "cpus", .kind = AttributeKind::kText}};

}  // namespace

/// Processes with a thread that may not run on every CPU that is online, and where it may: a row
/// for each set of CPUs. Without threads of the kernel's. Dear: it looks at every thread.
constexpr QueryRow kPinnedTasksRow{
    .word = "pinned-tasks",
    .attributes = kAttributes,
    .ask = PinnedTasks,
};

}  // namespace netkeel
