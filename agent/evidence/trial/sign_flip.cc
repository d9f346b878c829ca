// SPDX-License-Identifier: Apache-2.0
#include "evidence/trial/sign_flip.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace netkeel {
namespace {

double Sum(const std::vector<double>& numbers) {
  return std::accumulate(numbers.begin(), numbers.end(), 0.0);
}

/// Calls `use(sum of the chosen, how many)` for every subset, by Gray code: each differs from the
/// one before in one element. The empty one is first.
template <typename Use>
void ForEachSubset(const std::vector<double>& numbers, Use use) {
  const uint64_t count = uint64_t{1} << numbers.size();
  std::vector<bool> chosen(numbers.size());
  double sum = 0;
  size_t size = 0;
  use(sum, size);
  for (uint64_t step = 1; step < count; ++step) {
    const auto at = static_cast<size_t>(__builtin_ctzll(step));
    chosen[at] = !chosen[at];
    sum += chosen[at] ? numbers[at] : -numbers[at];
    size += chosen[at] ? 1 : static_cast<size_t>(-1);
    use(sum, size);
  }
}

/// What rounding can make of sums that are equal.
double Slack(const std::vector<double>& numbers) {
  double largest = 0;
  for (const double number : numbers) largest += std::abs(number);
  return largest * 1e-9;
}

}  // namespace

double SignFlipP(const std::vector<double>& differences) {
  const double whole = Sum(differences);
  const double seen = std::abs(whole) - Slack(differences);
  uint64_t as_far = 0;
  uint64_t all = 0;
  // Flipping a subset's signs takes twice its sum away.
  ForEachSubset(differences, [&](double flipped, size_t /*size*/) {
    ++all;
    if (std::abs(whole - 2 * flipped) >= seen) ++as_far;
  });
  return static_cast<double>(as_far) / static_cast<double>(all);
}

Interval95 SignFlipInterval(const std::vector<double>& differences) {
  std::vector<double> means;
  means.reserve(size_t{1} << differences.size());
  ForEachSubset(differences, [&means](double sum, size_t size) {
    if (size > 0) means.push_back(sum / static_cast<double>(size));
  });
  std::sort(means.begin(), means.end());
  // k of 2^n lie outside at each end with a chance of k / 2^n.
  constexpr double kOneEnd = 0.025;
  const auto all = static_cast<double>(means.size() + 1);
  const auto rank = std::max<size_t>(1, static_cast<size_t>(std::floor(kOneEnd * all)));
  return {means[rank - 1], means[means.size() - rank]};
}

size_t PairsNeeded(const std::vector<double>& differences) {
  constexpr double kMost = 1000;
  const auto count = static_cast<double>(differences.size());
  const double mean = Sum(differences) / count;
  double squares = 0;
  for (const double each : differences) squares += (each - mean) * (each - mean);
  const double spread = std::sqrt(squares / std::max(1.0, count - 1));
  // 1.96 for a test at 5 %, 0.84 for a power of 80 %.
  const double needed = std::pow((1.96 + 0.84) * spread / std::abs(mean), 2);
  if (!(needed < kMost)) return 0;
  return std::max(kFewestPairs, static_cast<size_t>(std::ceil(needed)));
}

}  // namespace netkeel
