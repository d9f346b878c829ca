// SPDX-License-Identifier: Apache-2.0
#include "cli/fold.h"

#include <optional>

#include "base/text.h"
#include "cli/finding_text.h"

namespace netkeel {
namespace {

/// "rx-12/rps_cpus" as "rx-", 12 and "/rps_cpus".
struct Numbered {
  std::string before;
  uint64_t number = 0;
  std::string after;
};

std::optional<Numbered> Split(const std::string& key) {
  constexpr const char* kDigits = "0123456789";
  const size_t first = key.find_first_of(kDigits);
  if (first == std::string::npos) return std::nullopt;
  const size_t end = std::min(key.find_first_not_of(kDigits, first), key.size());
  const auto number = ParseUnsigned(std::string_view(key).substr(first, end - first));
  if (!number) return std::nullopt;
  return Numbered{key.substr(0, first), *number, key.substr(end)};
}

bool SaysTheSame(const Finding& left, const Finding& right) {
  return left.address.device == right.address.device &&
         left.address.tunable == right.address.tunable && left.status == right.status &&
         left.wanted == right.wanted && left.actual == right.actual &&
         left.reason == right.reason && left.effect == right.effect &&
         left.tolerated == right.tolerated && WaivedText(left) == WaivedText(right) &&
         ToText(left.source) == ToText(right.source);
}

bool IsNext(const Finding& last, const Finding& next) {
  const auto from = Split(last.address.key);
  const auto to = Split(next.address.key);
  return from && to && from->before == to->before && from->after == to->after &&
         from->number + 1 == to->number && SaysTheSame(last, next);
}

}  // namespace

std::vector<Finding> Folded(const std::vector<Finding>& findings) {
  constexpr size_t kShortest = 3;
  std::vector<Finding> folded;
  for (size_t i = 0; i < findings.size();) {
    size_t end = i + 1;
    while (end < findings.size() && IsNext(findings[end - 1], findings[end])) ++end;
    if (end - i < kShortest) end = i + 1;
    Finding& finding = folded.emplace_back(findings[i]);
    if (end > i + 1) {
      const auto first = Split(findings[i].address.key);
      finding.address.key = first->before + std::to_string(first->number) + ".." +
                            std::to_string(first->number + (end - i) - 1) + first->after;
    }
    i = end;
  }
  return folded;
}

}  // namespace netkeel
