// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "kernel/kernel.h"
#include "tunables/rss_table.h"
#include "tunables/tunable.h"

namespace netkeel {

/// The queues that receive: of the channels, else the folders.
uint64_t ReceiveQueuesOf(const Kernel& kernel, const Device& device);

/// How many queues receive once the profile's channels are set; `present` where it sets none.
uint64_t QueuesToBe(const Situation& situation, const Desired& desired, uint64_t present);

/// "there is no queue 9: the interface has 4 that receive".
std::string OutOfRange(uint64_t queue, uint64_t queues);

/// The numbers of tables that ntuple rules lead to; none where the kernel cannot list them.
RssTable ContextsOf(const Kernel& kernel, const Device& device);

}  // namespace netkeel
