// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "tunables/tunable.h"

namespace netkeel {

/// Values for everything the targets want: `max`, `at-least`, CPU sets and placements worked out
/// by each tunable against what was observed. What cannot be is a finding.
Desired Resolve(const Catalog& catalog, const std::vector<Target>& targets,
                const Observation& observed, const CpuFacts& facts);

/// Whether any setting needs CPU facts, or the topology (`spread`).
bool NeedsCpuFacts(const std::vector<Target>& targets);
bool NeedsTopology(const std::vector<Target>& targets);

// What a tunable's own Resolve is made of.

/// One setting at every address that its key stands for: itself, or one a queue
/// ("rx-0/rps_cpus").
void ResolveSetting(const Situation& situation, const Setting& setting, Desired& desired);

/// The number observed at `address`; none where there is none.
std::optional<uint64_t> NumberAt(const State& observed, const Address& address);

/// The online CPUs of an expression. kUnclear where none is left, with the sets that made it so.
Result<CpuSet> OnlineCpus(const CpuExpression& expression, const Device& device,
                          const CpuFacts& facts);

/// A finding about `setting` at `key` of its tunable, without a value read.
Finding SettingFinding(const Target& target, const Setting& setting, const std::string& key,
                       const Error& error);

/// A wish with the setting's flags and place.
Wish WishOf(const Setting& setting, Value value);

}  // namespace netkeel
