// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "evidence/judge/clues.h"

namespace netkeel {

/// A receive queue, as its counters and its interrupt tell.
struct QueueClues {
  uint64_t number = 0;
  Steps packets;
  Steps drops;
  std::optional<unsigned> cpu;  ///< that its interrupt goes to
};

/// What became of packets at one interface before the kernel had them.
struct CardClues {
  std::string name;
  std::string driver;
  bool hardware = false;  ///< see NicCounts
  bool upper = false;     ///< what it takes came to another card before
  Steps received;
  Steps missed;         ///< lost since no descriptor came free in time
  Steps no_descriptor;  ///< the same, counted per queue: the others went on
  Steps no_memory;
  std::vector<Proof> proofs;  ///< of these three
  Steps refills_failed;       ///< times that no memory was had for a new buffer
  std::vector<Proof> refill_proofs;
  Steps wire;    ///< frames that came broken
  Steps shaped;  ///< lost before the card, by a limit of the cloud's
  Steps pause_sent;
  Steps pause_received;
  bool guessed = false;  ///< the driver's words have no table
  std::vector<QueueClues> queues;

  Steps Lost() const;
  /// Those that its queues' interrupts go to.
  CpuSet Cpus() const;
};

struct CpuClues {
  unsigned number = 0;
  Steps packets;
  Steps runs;  ///< of NET_RX
  Steps squeezes;
  Steps softirq;  ///< ticks
  Steps idle;     ///< ticks
  Steps steal;    ///< ticks
  Steps ran;      ///< ns that ksoftirqd ran
  Steps waited;   ///< ns that it was runnable and did not run

  std::string name() const { return "cpu" + std::to_string(number); }
};

/// A socket that dropped.
struct SocketClues {
  std::string place;  ///< "udp 239.1.1.1:5000 inode 771": of the counters
  std::string name;   ///< "udp 239.1.1.1:5000"
  std::string owner;  ///< "feedd (pid 812)"; "" where not known
  Steps drops;
  uint64_t limit = 0;     ///< bytes; of a listener connections
  double full_share = 0;  ///< of the samples: its queue was half full or more

  bool Is(std::string_view kind) const { return name.starts_with(std::string(kind) + ' '); }
};

/// All interfaces, CPUs and sockets of a window.
struct Scene {
  explicit Scene(const Window& window);

  Clues clues;
  std::vector<CardClues> cards;
  std::vector<CpuClues> cpus;
  std::vector<SocketClues> sockets;  ///< that dropped, the one that dropped most first
  Steps wall;                        ///< ticks that went by

  const CpuClues* FindCpu(unsigned number) const;
  /// Of the CPUs that packets of `card` went to, or of all where that is not known: the one busiest
  /// while something was lost. Null where no CPU has counters.
  const CpuClues* HotCpu(const CardClues& card, const Steps& lost) const;
  /// Packets that came: to cards that are no upper ones, or to IP where more came there, over
  /// loopback.
  uint64_t Packets() const;
};

/// What became of a CPU's time while something was lost: shares of the time on the wall, since a
/// tick that is not taken while the CPU sleeps counts nowhere.
struct CpuUse {
  bool known = false;
  double idle = 0;
  double softirq = 0;  ///< on a CPU that is mostly idle, less than it was
  double steal = 0;
  double waited = 0;       ///< ksoftirqd was runnable and did not run
  uint64_t wall = 0;       ///< ticks that the shares are of
  bool saturated = false;  ///< softirqs have next to all of it, and nobody else wants it
};
CpuUse UseOf(const Scene& scene, const CpuClues& cpu, const Steps& lost);

}  // namespace netkeel
