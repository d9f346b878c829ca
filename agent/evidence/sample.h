// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>

#include "evidence/counter.h"

namespace netkeel {

/// One look at all counters.
struct Sample {
  /// Since boot, suspended time included: what rates are made with.
  std::chrono::milliseconds uptime{0};
  /// What no other boot has; "" where it is not known. Counters start anew at a boot.
  std::string boot;
  /// The clock on the wall, UTC; zero where it is not known. It may jump.
  std::chrono::sys_time<std::chrono::milliseconds> at{};
  std::map<CounterId, uint64_t> values;
  /// What is no number, or no counter: drivers, where vectors go, settings, who owns a socket.
  std::map<CounterId, std::string> facts;
  /// Why there is nothing of a source, or of a place of it: "sockets", "nic/eth0" -> a sentence.
  /// Never taken for zero.
  std::map<std::string, std::string> unread;
  /// Something that the scope names is gone: vectors, threads. Make a new one before the next look.
  bool scope_is_old = false;
};

/// Whether it is known that the host was booted between the two.
bool AreOfTwoBoots(const Sample& before, const Sample& after);

/// Time from one sample to a later one of the same boot; 0 where that is not what they are.
std::chrono::milliseconds TimeBetween(const Sample& before, const Sample& after);

/// kIo where the sample has no time, without which nothing has a rate.
Result<void> NeedTime(const Sample& sample);

}  // namespace netkeel
