// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "tunables/tunable.h"

namespace netkeel {

/// What the section `cpu` expects of the machine itself, a file each: audited, never written.
std::span<const KeyDescriptor> CpuExpectationRows();

/// Observes one of them. kUnsupported where there is no such file.
void ObserveExpectation(const Kernel& kernel, const KeyDescriptor& row, Observation& seen);

/// kDrift with what to do, where it is not as wanted.
Verdict JudgeExpectation(const Address& address, const Value& wanted, const State& observed);

}  // namespace netkeel
