// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <string>
#include <string_view>

#include "tunables/tunable.h"

namespace netkeel {

// `policy` and `priority` of threads of the kernel's, whichever they are.

inline constexpr std::array<std::string_view, 5> kPolicies{"other", "fifo", "rr", "batch", "idle"};

inline constexpr KeyDescriptor kPolicyKey{
    .name = "policy",
    .type = KeyType::kName,
    .default_value = "other",
    .names = kPolicies,
    .help =
        "of scheduling, sched(7); fifo and rr go before all else on their CPU, and need a "
        "priority"};
inline constexpr KeyDescriptor kPriorityKey{
    .name = "priority",
    .default_value = "0",
    .max = 99,
    .help = "with fifo and rr: 1 to 99; threads of interrupts have 50"};

/// "rx-3" and "affinity" of "rx-3/affinity".
std::string LabelOf(const std::string& key);
std::string WordOf(const std::string& key);

/// Both of `thread`, and its pid, below "LABEL/". `thread` has the words of kThreads.
void ObserveScheduling(const Fields& thread, const Device& device, std::string_view tunable,
                       const std::string& label, Observation& seen);

/// A wish for each thread; where the two do not go together, that as a finding.
void ResolveScheduling(const Situation& situation, std::string_view tunable, Desired& desired);

/// Of each thread a step for where it runs, and one for how.
std::vector<Step> ThreadSteps(const Device& device, std::string_view tunable,
                              const std::vector<Change>& changes);

/// Makes such a step, of `thread`, the `id`th of kThreads, as it was just seen.
Result<std::string> ApplyToThread(Kernel& kernel, const Device& device, const Step& step,
                                  uint64_t id, const Fields& thread);

}  // namespace netkeel
