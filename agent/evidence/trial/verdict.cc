// SPDX-License-Identifier: Apache-2.0
#include "evidence/trial/verdict.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace netkeel {
namespace {

double LogShare(const Arm& arm) {
  constexpr double kHalf = 0.5;
  const auto packets = static_cast<double>(std::max<uint64_t>(1, arm.packets));
  return std::log((static_cast<double>(arm.loss) + kHalf) / packets);
}

double ShareOf(const Arm& sum) {
  return sum.packets == 0 ? 0 : static_cast<double>(sum.loss) / static_cast<double>(sum.packets);
}

void Add(const Arm& arm, Arm& sum) {
  sum.loss += arm.loss;
  sum.packets += arm.packets;
}

TrialAnswer AnswerOf(double p, double mean) {
  if (p > kSignificant || mean == 0) return TrialAnswer::kCannotTell;
  return mean < 0 ? TrialAnswer::kBetter : TrialAnswer::kWorse;
}

std::string Text(const char* format, double number) {
  std::array<char, 32> text = {};
  std::snprintf(text.data(), text.size(), format, number);
  return text.data();
}

/// One digit behind the point; below 1 so many that two of them tell: what is not 0 never looks so.
std::string FewDigits(double number) {
  constexpr int kMost = 12;
  const int zeros =
      number > 0 && number < 1 ? -static_cast<int>(std::floor(std::log10(number))) : 0;
  std::array<char, 32> text = {};
  std::snprintf(text.data(), text.size(), "%.*f", std::min(zeros + 1, kMost), number);
  return text.data();
}

/// Of what it was, never less: "a hundredth", "38 % of it".
std::string AtMostText(double ratio) {
  if (ratio <= 0.001) return "a thousandth";
  if (ratio <= 0.01) return "a hundredth";
  if (ratio <= 0.1) return "a tenth";
  return Text("%.0f %% of it", std::ceil(ratio * 100));
}

/// Never more: "1.4 times".
std::string AtLeastText(double ratio) { return Text("%.1f times", std::floor(ratio * 10) / 10); }

std::string IntervalText(const TrialVerdict& verdict) {
  const Interval95& span = verdict.ratio95;
  if (verdict.answer == TrialAnswer::kBetter) return "to " + AtMostText(span.high) + " or less";
  if (verdict.answer == TrialAnswer::kWorse) return "to " + AtLeastText(span.low) + " or more";
  return "between " + Text("%.2f", span.low) + " and " + Text("%.2f", span.high) +
         " times what it was";
}

std::string CannotTellText(const TrialVerdict& verdict, const TrialMetricWords& metric) {
  if (verdict.nothing_lost) {
    return "cannot tell: there was no " + metric.name + " in any of " +
           std::to_string(verdict.pairs) + " pairs, with the change or without";
  }
  const std::string more =
      verdict.pairs_needed == 0
          ? "a difference as small as the one seen is not told in 1,000 pairs"
          : "about " + std::to_string(std::max(verdict.pairs_needed, verdict.pairs + 1)) +
                " pairs would tell a difference such as was seen";
  return "cannot tell: " + metric.name + ' ' + AmountText(verdict.share_as_is, metric) +
         " as it is, " + AmountText(verdict.share_changed, metric) +
         " with the change (95 %: " + IntervalText(verdict) + "), " +
         std::to_string(verdict.in_favour) + " of " + std::to_string(verdict.pairs) +
         " pairs for it, p = " + Text("%.3f", verdict.p) + "; " + more;
}

}  // namespace

std::string AmountText(double share, const TrialMetricWords& metric) {
  constexpr double kMilliseconds = 1000;
  return metric.of_packets ? FewDigits(share * 100) + " %"
                           : FewDigits(share * kMilliseconds) + " a second";
}

double DifferenceOf(const TrialPair& pair) {
  // Half a packet of more of them would be the smaller share of nothing.
  if (pair.as_is.loss == 0 && pair.changed.loss == 0) return 0;
  return LogShare(pair.changed) - LogShare(pair.as_is);
}

TrialVerdict VerdictOf(const std::vector<TrialPair>& pairs) {
  TrialVerdict verdict{.pairs = pairs.size()};
  std::vector<double> differences;
  Arm as_is;
  Arm changed;
  double mean = 0;
  for (const TrialPair& pair : pairs) {
    differences.push_back(DifferenceOf(pair));
    mean += differences.back() / static_cast<double>(pairs.size());
    Add(pair.as_is, as_is);
    Add(pair.changed, changed);
  }
  verdict.share_as_is = ShareOf(as_is);
  verdict.share_changed = ShareOf(changed);
  verdict.nothing_lost = as_is.loss + changed.loss == 0;
  verdict.p = SignFlipP(differences);
  const Interval95 span = SignFlipInterval(differences);
  verdict.ratio = std::exp(mean);
  verdict.ratio95 = {std::exp(span.low), std::exp(span.high)};
  verdict.answer = AnswerOf(verdict.p, mean);
  const bool against = verdict.answer == TrialAnswer::kWorse;
  verdict.in_favour = static_cast<size_t>(
      std::count_if(differences.begin(), differences.end(),
                    [against](double each) { return against ? each > 0 : each < 0; }));
  verdict.pairs_needed = PairsNeeded(differences);
  return verdict;
}

std::string VerdictText(const TrialVerdict& verdict, const TrialMetricWords& metric) {
  if (verdict.answer == TrialAnswer::kCannotTell) return CannotTellText(verdict, metric);
  const bool better = verdict.answer == TrialAnswer::kBetter;
  return std::string(better ? "better: " : "worse: ") + metric.name + (better ? " fell" : " rose") +
         " from " + AmountText(verdict.share_as_is, metric) + " to " +
         AmountText(verdict.share_changed, metric) + (metric.of_packets ? " of packets" : "") +
         " (95 %: " + IntervalText(verdict) + "), " + std::to_string(verdict.in_favour) + " of " +
         std::to_string(verdict.pairs) + " pairs, p = " + Text("%.3f", verdict.p);
}

}  // namespace netkeel
