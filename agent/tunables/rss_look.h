// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kernel/kernel.h"
#include "tunables/rss_table.h"

namespace netkeel {

/// The queues that receive: of the channels, else the folders.
uint64_t ReceiveQueuesOf(const Kernel& kernel, const Device& device);

/// The numbers of tables that ntuple rules lead to; none where the kernel cannot list them.
RssTable ContextsOf(const Kernel& kernel, const Device& device);

}  // namespace netkeel
