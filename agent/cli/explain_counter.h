// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cli/request.h"
#include "evidence/counter_row.h"
#include "kernel/kernel.h"

namespace netkeel {

/// The counters that `word` may mean: time_squeeze, softnet/time_squeeze,
/// softnet/cpu3/time_squeeze, and the tail of a name of nstat(8)'s, RcvbufErrors.
std::vector<CounterRow> FindCounters(const std::string& word);

/// What it counts, where, and what it must not be taken for.
std::string CounterDetails(const CounterRow& row, const Terminal& terminal);

/// "softnet/time_squeeze", ...: all that have a row and are no pattern.
std::vector<std::string> CounterNames();

/// What a softirq run may take here, in polls and in time, where `word` is one of the settings or
/// counters that this is about; "" else. `kernel` is this machine.
std::string BudgetArithmetic(const std::string& word, const Kernel& kernel,
                             const Terminal& terminal);

}  // namespace netkeel
