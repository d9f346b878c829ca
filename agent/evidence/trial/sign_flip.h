// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace netkeel {

/// The most differences that all signs are tried of: 2^20 are a million.
inline constexpr size_t kMostPairs = 20;
/// With fewer no outcome can be told from chance at 5 %: 2 of 2^5 are 6 %.
inline constexpr size_t kFewestPairs = 6;

/// A chance below which something is taken for more than chance.
inline constexpr double kSignificant = 0.05;

/// A span that holds the true difference in 95 of 100 trials.
struct Interval95 {
  double low = 0;
  double high = 0;
};

/// Exact two-sided sign-flip test of whether the mean of `differences` is other than zero: the
/// share of all 2^n choices of signs whose mean is as far from zero as this one. Where what came
/// first in each pair was drawn by lot, it holds whatever the load did (Fisher 1935, chapter 3). 1
/// for none; at most kMostPairs.
double SignFlipP(const std::vector<double>& differences);

/// The shifts that the test would not refuse at 5 %, which are order statistics of the means of all
/// subsets (Hartigan 1969, "Using subsample values as typical values"). At least kFewestPairs.
Interval95 SignFlipInterval(const std::vector<double>& differences);

/// How many pairs in all would tell a difference of this mean and spread from chance in 80 of 100
/// trials; 0 where it is too small for any number below 1,000.
size_t PairsNeeded(const std::vector<double>& differences);

}  // namespace netkeel
