// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "evidence/diagnosis.h"
#include "evidence/stage.h"
#include "evidence/window.h"

namespace netkeel {

/// What came to a stage of the path, and what was lost there, a second.
struct StageRates {
  Stage stage = Stage::kWire;
  std::optional<double> packets;  ///< none where nothing counts them
  double lost = 0;
};

/// A CPU that handles packets, or that its vectors point to.
struct CpuRates {
  unsigned cpu = 0;
  double packets = 0;   ///< a second, by softirqs
  double runs = 0;      ///< NET_RX softirqs a second
  double squeezes = 0;  ///< a second
  double dropped = 0;   ///< a second, by its backlog
  double softirq = 0;   ///< its share of the time, 0 to 1
  double steal = 0;     ///< time that the hypervisor took, 0 to 1
  double waiting = 0;   ///< share of the time that its ksoftirqd was runnable and did not run
  bool isolated = false;

  double packets_a_run() const { return runs > 0 ? packets / runs : 0; }
};

/// A queue of a card, or the whole of one whose driver does not count by queue.
struct QueueRates {
  std::string interface;
  std::optional<uint64_t> queue;  ///< none: the whole card
  double packets = 0;
  double lost = 0;       ///< of the whole card for want of room; of a queue where its driver tells
  std::string vector{};  ///< "TxRx-3"; "" where none is known
  std::string cpus{};    ///< where its interrupts came up, or else go
  std::string ring{};    ///< "512 of 4096"
};

struct SocketRates {
  std::string place;  ///< "udp 239.1.1.1:5000"
  std::string owner;  ///< "feedd (pid 812)"; "" where not known
  double lost = 0;
  uint64_t queued = 0;  ///< bytes, or connections of a listener
  uint64_t limit = 0;
};

struct PathRates {
  double seconds = 0;
  std::vector<StageRates> stages;    ///< wire to socket, those that carry packets
  std::vector<CpuRates> cpus;        ///< by number
  std::vector<QueueRates> queues;    ///< by interface and queue
  std::vector<SocketRates> sockets;  ///< that lose or are half full, by loss
};

PathRates RatesOf(const Window& window);

}  // namespace netkeel
