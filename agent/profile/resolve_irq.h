// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "profile/resolve.h"

namespace netkeel {

/// What `irq: {affinity, cpus, other}` of one target comes to: a wish for every vector.
void ResolveIrq(const Target& target, const Observation& observed, const CpuFacts& facts,
                Desired& desired);

/// The online CPUs of an expression. kBadInput where none is left, with the sets that made it so.
Result<CpuSet> OnlineCpus(const CpuExpression& expression, const Device& device,
                          const CpuFacts& facts);

/// A finding about `setting` at `key` of its tunable, without a value read.
Finding SettingFinding(const Target& target, const Setting& setting, const std::string& key,
                       const Error& error);

/// A wish with the setting's flags and place.
Wish WishOf(const Setting& setting, Value value);

}  // namespace netkeel
