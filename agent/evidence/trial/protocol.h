// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/result.h"
#include "evidence/stage.h"
#include "evidence/trial/verdict.h"

namespace netkeel {

struct TrialRules {
  size_t pairs = 10;
  std::chrono::milliseconds window{5000};
  std::chrono::milliseconds settle{1000};
  /// A share of loss with the change that ends the trial at once; see GuardOf.
  double worst_share = 0.05;
  TrialMetricWords metric{};
};

/// What was seen in a window.
struct TrialSeen {
  Arm arm;
  std::map<Stage, uint64_t> lost;    ///< packets, by stage
  std::vector<std::string> trouble;  ///< what ends a trial whatever was lost: a link that went down
  double seconds = 0;                ///< how long it was, where that is known
};

/// Why what was seen so far in a window is enough to end the trial, "" where it is not.
using TrialStop = std::function<std::string(const TrialSeen&)>;

/// All that the protocol does to the world, so that a simulation can stand for it.
struct TrialHands {
  std::function<bool()> lot;                            ///< drawn anew at every call
  std::function<Result<void>(bool changed)> switch_to;  ///< verified
  /// Lets time pass; kBusy with the signal's name where it is to end.
  std::function<Result<void>(std::chrono::milliseconds)> wait;
  /// What was seen in a window of that length, from now on; errors as of `wait`. About once a
  /// second it asks whether that is enough, with the packets, or the time, that the whole window
  /// would have; and where it is, the window is over.
  std::function<Result<TrialSeen>(std::chrono::milliseconds, const TrialStop&)> see;
  /// A window has been seen: the how-manieth pair, and what it was. Says nothing of who leads.
  std::function<void(size_t pair, bool changed, const TrialSeen& seen)> tell;
};

struct TrialCourse {
  std::vector<TrialPair> pairs;
  std::string ended_early;  ///< why; "" where all pairs were seen
};

/// Pairs of windows, the order within each drawn by lot. Ends early where a guard says so, or a
/// switch fails, or time is not to pass; never because of what the pairs say so far.
TrialCourse RunTrial(const TrialRules& rules, const TrialHands& hands);

/// Why what was seen with the change ends a trial at once, "" where it does not: trouble; a loss of
/// `worst_share` and ten times the worst seen without it, or of a metric that is no share of
/// packets a rise by 100 and at ten times the highest rate; packets lost at a stage where none
/// were.
std::string GuardOf(const TrialSeen& changed, const std::vector<TrialSeen>& as_is,
                    const TrialRules& rules);

}  // namespace netkeel
