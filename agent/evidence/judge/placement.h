// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "evidence/judge/scene.h"

namespace netkeel {

/// CPUs that are kept for nobody.
CpuSet FreeOnes(const Scene& scene);

/// The lines that give the card's queues a CPU each; none where no CPU is free but `without`.
std::vector<Knob> SpreadKnobs(const Scene& scene, const CardClues& card, const CpuSet& without);

/// The line that hands packets on to other CPUs than `polling`; none where there is none.
std::vector<Knob> HandOnKnobs(const Scene& scene, const CardClues& card, const CpuSet& polling);

/// The line that gives the card more queues; none where it has as many as it, or the host, can
/// have.
std::vector<Knob> MoreQueuesKnobs(const Scene& scene, const CardClues& card);

}  // namespace netkeel
