// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "evidence/counter.h"
#include "evidence/stage.h"
#include "evidence/window.h"

namespace netkeel {

/// A number that a cause rests on.
struct Proof {
  CounterId counter;
  uint64_t before = 0;
  uint64_t after = 0;
  double per_second = 0;
};

/// A line of a profile that would change it.
struct Knob {
  std::string device;   ///< kHostDevice, or an interface
  std::string tunable;  ///< "rings"
  std::string key;      ///< "rx"
  std::string value;    ///< as YAML has it: max, {at-least: 2000}, "0-3" in its quotes
  std::string why{};    ///< what a profile says of it already: "declared 4096 in ..., is 512"
};

/// One way in which packets are lost, or are about to be.
struct Cause {
  Stage stage = Stage::kWire;
  std::string place;  ///< "eth0", "eth0 queue 3", "cpu2", "udp 239.1.1.1:5000 feedd (pid 812)"
  std::string where;  ///< as a sentence goes on: "in the ring of eth0"
  std::string word;   ///< the row of the judge that found it: "ring-bursts"; never changes
  uint64_t loss = 0;  ///< packets, in the window
  double share = 0;   ///< of all packets that came there, 0 to 1
  std::vector<Proof> proofs;
  std::vector<Knob> knobs;  ///< empty where no setting of this host helps
  std::string text;         ///< one sentence: what is lost, where, how much, why
  std::string advice;       ///< one sentence: what to do, also where no knob helps
};

/// What a window says.
struct Diagnosis {
  std::string host;
  double seconds = 0;
  std::chrono::sys_time<std::chrono::milliseconds> from{};  ///< zero where not known
  std::chrono::sys_time<std::chrono::milliseconds> to{};
  uint64_t packets = 0;       ///< that came to the cards, or to IP where more did: loopback
  uint64_t lost = 0;          ///< of them, by all causes
  std::vector<Cause> causes;  ///< the one that the others follow from first
  uint64_t filtered = 0;      ///< that this host took itself: XDP, filters; no loss
  std::vector<std::string> interfaces;  ///< that alone were looked at; empty: all
  bool partial = false;                 ///< losses may be missing: see remarks
  std::vector<std::string> remarks;     ///< what could not be read, what restarted
};

/// Whether a setting would help.
bool HasKnobs(const Diagnosis& diagnosis);

}  // namespace netkeel
