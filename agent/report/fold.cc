// SPDX-License-Identifier: Apache-2.0
#include "report/fold.h"

#include <algorithm>
#include <map>
#include <optional>

#include "base/text.h"
#include "report/finding_text.h"

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

/// Of one device and tunable.
bool IsOfOneKind(const Finding& left, const Finding& right) {
  return left.status == right.status && left.tolerated == right.tolerated &&
         left.accepted == right.accepted && WaivedText(left) == WaivedText(right) &&
         ToText(left.source) == ToText(right.source);
}

bool SaysTheSame(const Finding& left, const Finding& right) {
  return IsOfOneKind(left, right) && left.wanted == right.wanted && left.actual == right.actual &&
         left.reason == right.reason && left.effect == right.effect;
}

/// Findings of queues in a row, by their places in the list.
using Run = std::vector<size_t>;
using Alike = bool (*)(const Finding& left, const Finding& right);

/// All findings in runs, which stand in the order of their first one.
std::vector<Run> RunsOf(const std::vector<Finding>& findings, Alike alike) {
  std::vector<Run> runs;
  // What comes next to a run: its device, tunable, and key with the next number.
  std::map<std::pair<Address, uint64_t>, size_t> open;
  for (size_t i = 0; i < findings.size(); ++i) {
    const Address& address = findings[i].address;
    const auto key = Split(address.key);
    if (!key) {
      runs.push_back({i});
      continue;
    }
    // A tab is in no key.
    const Address kind{address.device, address.tunable, key->before + '\t' + key->after};
    const auto run = open.find({kind, key->number});
    size_t place = runs.size();
    if (run != open.end() && alike(findings[runs[run->second].back()], findings[i])) {
      place = run->second;
    } else {
      runs.emplace_back();
    }
    if (run != open.end()) open.erase(run);
    runs[place].push_back(i);
    open[{kind, key->number + 1}] = place;
  }
  return runs;
}

/// The value of all of them, or "0, 1, 2, ...".
std::string TextOfAll(const std::vector<Finding>& findings, const Run& run,
                      std::string Finding::*text) {
  constexpr size_t kMost = 3;
  std::vector<std::string> different;
  for (const size_t i : run) {
    const std::string& each = findings[i].*text;
    if (std::count(different.begin(), different.end(), each) > 0) continue;
    different.push_back(different.size() < kMost ? each : "...");
    if (different.size() > kMost) break;
  }
  return Join(different, ", ");
}

FoldedFinding OneOf(const std::vector<Finding>& findings, const Run& run) {
  const Finding& first = findings[run.front()];
  FoldedFinding folded{first, first.address, run.size()};
  Finding& finding = folded.finding;
  const auto key = Split(first.address.key);
  if (run.size() == 1 || !key) return folded;
  finding.address.key = key->before + std::to_string(key->number) + ".." +
                        std::to_string(key->number + run.size() - 1) + key->after;
  for (const auto text : {&Finding::wanted, &Finding::actual, &Finding::reason, &Finding::effect}) {
    finding.*text = TextOfAll(findings, run, text);
  }
  return folded;
}

std::vector<FoldedFinding> Fold(const std::vector<Finding>& findings, Alike alike) {
  constexpr size_t kShortest = 3;
  std::vector<FoldedFinding> folded;
  for (const Run& run : RunsOf(findings, alike)) {
    if (run.size() >= kShortest) {
      folded.push_back(OneOf(findings, run));
      continue;
    }
    for (const size_t i : run) folded.push_back(OneOf(findings, {i}));
  }
  return folded;
}

}  // namespace

std::vector<Finding> Folded(const std::vector<Finding>& findings) {
  std::vector<Finding> shown;
  for (FoldedFinding& folded : Fold(findings, SaysTheSame)) {
    shown.push_back(std::move(folded.finding));
  }
  return shown;
}

std::vector<FoldedFinding> FoldByKind(const std::vector<Finding>& findings) {
  return Fold(findings, IsOfOneKind);
}

}  // namespace netkeel
