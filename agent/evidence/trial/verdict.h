// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "evidence/trial/sign_flip.h"

namespace netkeel {

/// What one window of a trial saw.
struct Arm {
  uint64_t loss = 0;     ///< packets lost, or whatever is to become less
  uint64_t packets = 0;  ///< of how many; for a number that is of nothing, milliseconds
};

/// Two windows that followed each other: as it is, and with the change.
struct TrialPair {
  Arm as_is{};
  Arm changed{};
  bool changed_first = false;  ///< as the lot fell
};

/// log of the ratio of both shares lost, with half a packet for none: below zero, the change helps.
/// 0, a tie, where neither window lost any, however many packets each had.
double DifferenceOf(const TrialPair& pair);

enum class TrialAnswer { kBetter, kWorse, kCannotTell };

/// What a trial came to.
struct TrialVerdict {
  TrialAnswer answer = TrialAnswer::kCannotTell;
  size_t pairs = 0;
  size_t in_favour = 0;  ///< pairs that went the way of the answer; of the change where none
  double p = 1;
  double ratio = 1;        ///< of the shares lost: 0.1 is a tenth of what it was
  Interval95 ratio95{};    ///< of it
  double share_as_is = 0;  ///< of packets, lost in all windows as it is
  double share_changed = 0;
  bool nothing_lost = false;  ///< in any window: there was nothing to better
  size_t pairs_needed = 0;    ///< kCannotTell: that would tell a difference such as was seen, or 0
};

/// The verdict over all pairs; their number was fixed before the first. At least kFewestPairs.
TrialVerdict VerdictOf(const std::vector<TrialPair>& pairs);

/// What a trial counts, in words.
struct TrialMetricWords {
  std::string name = "loss";  ///< "loss", a counter, "file:PATH"
  bool of_packets = true;     ///< a share of packets; else a rate: Arm::packets are milliseconds
};

/// Of what the metric is: "2.1 %", "12.5 a second".
std::string AmountText(double share, const TrialMetricWords& metric);

/// "better: loss fell from 2.1 % to 0.0 % of packets (95 %: to a hundredth or less), 10 of 10
/// pairs, p = 0.002"; of a rate "from 12.5 a second to 0.2 a second". An interval is never told
/// narrower than it is.
std::string VerdictText(const TrialVerdict& verdict, const TrialMetricWords& metric);

}  // namespace netkeel
