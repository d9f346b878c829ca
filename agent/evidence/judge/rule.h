// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "evidence/judge/scene.h"

namespace netkeel {

/// Packets that were lost in a ring or in a backlog, for want of a CPU that takes them.
struct Loss {
  const CardClues* card = nullptr;  ///< of a ring
  const CpuClues* cpu = nullptr;    ///< that should have taken them; null where not known
  Steps lost;
  uint64_t passed = 0;  ///< those that were not
};

/// Why, as a rule sees it.
struct Why {
  std::string because;  ///< the sentence's end
  std::string advice{};
  std::vector<Proof> proofs{};
  std::vector<Knob> knobs{};
  std::string place{};  ///< where it is not simply the card or the CPU
};

/// A cause that a loss for want of a CPU may have: the first row that has a reason takes it.
struct LossRule {
  std::string_view word;
  Stage stage;
  std::optional<Why> (*explain)(const Scene& scene, const Loss& loss);
};

/// Any other cause: the function finds all of its kind. Stage and word are the row's.
struct Rule {
  std::string_view word;
  Stage stage;
  std::vector<Cause> (*find)(const Scene& scene);
};

// judge/interrupt.cc: where interrupts go.
std::optional<Why> IsolatedVector(const Scene& scene, const Loss& loss);
std::optional<Why> OneCpu(const Scene& scene, const Loss& loss);
std::optional<Why> OneQueue(const Scene& scene, const Loss& loss);
std::vector<Cause> DisturbedTasks(const Scene& scene);

// judge/softirq.cc: who has the CPU, and how long a run of softirqs may last.
std::optional<Why> Stolen(const Scene& scene, const Loss& loss);
std::optional<Why> KsoftirqdStarved(const Scene& scene, const Loss& loss);
std::optional<Why> Budget(const Scene& scene, const Loss& loss);
std::optional<Why> BudgetTime(const Scene& scene, const Loss& loss);
std::vector<Cause> BudgetDelays(const Scene& scene);
std::vector<Cause> BudgetTimeDelays(const Scene& scene);

// judge/ring.cc
std::optional<Why> NoMemory(const Scene& scene, const Loss& loss);
std::optional<Why> QueueDrop(const Scene& scene, const Loss& loss);
std::optional<Why> RingSlowCpu(const Scene& scene, const Loss& loss);
std::optional<Why> RingBursts(const Scene& scene, const Loss& loss);

// judge/backlog.cc
std::vector<Loss> BacklogLosses(const Scene& scene);
std::optional<Why> FlowLimit(const Scene& scene, const Loss& loss);
std::optional<Why> Backlog(const Scene& scene, const Loss& loss);

// judge/wire.cc
std::vector<Cause> WireErrors(const Scene& scene);
std::vector<Cause> Carrier(const Scene& scene);
std::vector<Cause> Shaped(const Scene& scene);
std::vector<Cause> PauseSent(const Scene& scene);

// judge/ip.cc
std::vector<Cause> ReversePath(const Scene& scene);
std::vector<Cause> NoRoute(const Scene& scene);
std::vector<Cause> IpErrors(const Scene& scene);
/// Remarks on packets that are too few for these two.
std::vector<std::string> FewIpErrors(const Scene& scene);
std::vector<Cause> Checksums(const Scene& scene);
std::vector<Cause> Fragments(const Scene& scene);

// judge/socket.cc
std::vector<Cause> UdpMemory(const Scene& scene);
std::vector<Cause> SocketSlow(const Scene& scene);
std::vector<Cause> SocketBursts(const Scene& scene);
std::vector<Cause> SocketGone(const Scene& scene);
std::vector<Cause> PacketSockets(const Scene& scene);

// judge/tcp.cc
std::vector<Cause> ListenQueue(const Scene& scene);
std::vector<Cause> TcpBacklog(const Scene& scene);
std::vector<Cause> TcpMemory(const Scene& scene);

// judge/filtered.cc
/// Packets that this host took itself, without having lost them.
struct Filtered {
  uint64_t packets = 0;
  std::string text;  ///< a remark
};
std::vector<Filtered> FilteredPackets(const Scene& scene);

// judge/remarks.cc
/// What was not read in some sample, and why; without what has nothing to read.
std::map<std::string, std::string> Unread(const Scene& scene);
/// "nic/eth0": where counters began anew.
std::set<std::string> BeganAnew(const Scene& scene);

/// "nic/eth0": what counts losses there and is not in every sample, without what is in Unread.
std::set<std::string> ThereInPart(const Scene& scene);

/// What is worth saying besides `causes`.
std::vector<std::string> Remarks(const Scene& scene, const std::vector<Cause>& causes);

}  // namespace netkeel
