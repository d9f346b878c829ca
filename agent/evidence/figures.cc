// SPDX-License-Identifier: Apache-2.0
#include "evidence/figures.h"

#include <array>
#include <cmath>
#include <cstdio>

namespace netkeel {
namespace {

std::string Fixed(double number, int digits) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.*f", digits, number);
  return text.data();
}

}  // namespace

std::string NumberText(uint64_t number) {
  std::string text = std::to_string(number);
  for (size_t at = text.size(); at > 3; at -= 3) text.insert(at - 3, 1, ',');
  return text;
}

std::string PercentText(double share) {
  const double percent = share * 100;
  if (percent <= 0) return "0 %";
  if (percent < 0.001) return "less than 0.001 %";
  if (percent < 0.1) return Fixed(percent, percent < 0.01 ? 3 : 2) + " %";
  if (percent >= 100) return "100 %";
  if (percent >= 99.5) return Fixed(std::fmin(percent, 99.9), 1) + " %";
  return Fixed(percent, percent < 9.95 ? 1 : 0) + " %";
}

std::string FigureText(double per_second) {
  if (per_second <= 0) return "0";
  if (per_second >= 9.95) return NumberText(static_cast<uint64_t>(std::llround(per_second)));
  if (per_second < 0.0005) return "under 0.001";
  return Fixed(per_second, per_second < 0.095 ? 3 : 1);
}

std::string CountText(uint64_t number, const std::string& one) {
  return NumberText(number) + ' ' + one + (number == 1 ? "" : "s");
}

bool IsSurely(uint64_t part, uint64_t whole, double share) {
  if (whole == 0) return false;
  const auto n = static_cast<double>(whole);
  // Of counters read one after the other a part can be more than the whole.
  const double p = std::fmin(1, static_cast<double>(part) / n);
  return p - 2 * std::sqrt(p * (1 - p) / n) > share;
}

}  // namespace netkeel
