// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <string>

#include "base/span_of_time.h"
#include "evidence/diagnosis.h"
#include "evidence/path_rates.h"
#include "report/view.h"

namespace netkeel {

/// What `netkeel observe` has to show of one interval.
struct RatesView {
  std::string host;
  WallTime at{};
  const PathRates& rates;
  /// Over the last intervals, so that what comes in bursts stays to be seen.
  const Diagnosis& diagnosis;
};

/// What rows of CPUs and queues are ordered by.
enum class RatesOrder { kLoss, kPackets, kName };
/// "loss", "packets", "name"
const char* ToText(RatesOrder order);

/// A block of tables, as of a stream that is no terminal.
std::string RatesText(const RatesView& view, const Terminal& terminal);

/// One object on one line: {version, at, host, seconds, stages, cpus, queues, sockets, causes}.
std::string RatesJson(const RatesView& view);

/// The whole screen.
struct ScreenLook {
  size_t width = 80;
  size_t height = 24;
  bool color = true;
  bool paused = false;
  bool help = false;
  RatesOrder order = RatesOrder::kLoss;
  size_t top = 0;  ///< lines of the tables that are scrolled past
  std::chrono::milliseconds interval{1000};
};

/// Lines of text and control sequences that paint over what was there, the cursor at home first.
/// `top` becomes the most that there is to scroll to where it is more.
std::string RatesScreen(const RatesView& view, ScreenLook& look);

}  // namespace netkeel
