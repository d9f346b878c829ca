// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "evidence/judge/scene.h"

namespace netkeel {

/// "online except isolated except 2": CPUs for interrupts, without those that are kept for others.
std::string FreeCpus(const Scene& scene, const std::string& interface, const CpuSet& without);

/// The lines that give the card's queues a CPU each.
std::vector<Knob> SpreadKnobs(const Scene& scene, const CardClues& card, const CpuSet& without);

/// The line that hands packets on to other CPUs than `polling`; none where there is none.
std::vector<Knob> HandOnKnobs(const Scene& scene, const CardClues& card, const CpuSet& polling);

/// The line that gives the card more queues; none where it has as many as it, or the host, can
/// have.
std::vector<Knob> MoreQueuesKnobs(const Scene& scene, const CardClues& card);

}  // namespace netkeel
