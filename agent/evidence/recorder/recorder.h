// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "evidence/recording/writer.h"
#include "kernel/kernel.h"

namespace netkeel {

struct RecorderWish {
  std::string file;
  std::vector<std::string> interfaces;  ///< all where empty
  std::chrono::milliseconds interval{1000};
  std::chrono::milliseconds duration{0};  ///< 0: until it is ended
  RecordingBounds bounds{};
  /// Events of others since the last call: what netkeel itself did.
  std::function<std::vector<Event>()> more_events = [] { return std::vector<Event>(); };
  /// A line for people, as it happens.
  std::function<void(const std::string&)> say = [](const std::string&) {};
};

/// Records this host until `duration` is over or SIGINT, SIGTERM or SIGHUP comes. Nothing that
/// happens to an interface, to the disk or to the clock ends it. Error: it could not begin, the
/// recording was damaged or removed meanwhile, or /sys became another network namespace's.
Result<void> RecordHost(const Kernel& kernel, const RecorderWish& wish);

}  // namespace netkeel
