// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "evidence/counter_row.h"

namespace netkeel {

// In the order in which a packet passes.

/// Of cards and links. What a driver's own word means is in nic_word_rows.cc.
std::span<const CounterRow> CardRows();

/// Of CPUs: interrupts, softirqs, threads.
std::span<const CounterRow> CpuRows();

/// Of the network stack: protocols and sockets.
std::span<const CounterRow> StackRows();

}  // namespace netkeel
