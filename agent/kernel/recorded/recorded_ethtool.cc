// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <span>

#include "kernel/driver_facts.h"
#include "kernel/recorded/recorded_rules.h"

namespace netkeel {
namespace {

constexpr std::array<std::string_view, 4> kRingWords = {"rx", "rx-jumbo", "rx-mini", "tx"};
constexpr std::array<std::string_view, 4> kChannelWords = {"combined", "other", "rx", "tx"};

EthtoolAccepted Refuse(int sys_errno, std::string text) {
  return tl::unexpected(RecordedRefusal{sys_errno, std::move(text)});
}

/// The fields after a request that the core lets through to the driver.
EthtoolAccepted AcceptByCore(const EthtoolFields& current, const EthtoolFields& written,
                             std::span<const std::string_view> words,
                             const std::string& above_maximum) {
  EthtoolFields after = current;
  for (const auto& [word, value] : written) {
    if (std::find(words.begin(), words.end(), word) == words.end()) {
      return Refuse(EINVAL, "Unsupported attribute");  // rx-max and the like are read-only
    }
    const uint64_t number = FieldNumber(written, word);
    if (number > FieldNumber(current, word + "-max")) return Refuse(EINVAL, above_maximum);
    if (current.contains(word)) after[word] = number;
  }
  return after;
}

}  // namespace

uint64_t FieldNumber(const EthtoolFields& fields, const std::string& word) {
  const auto field = fields.find(word);
  if (field == fields.end() || !std::holds_alternative<uint64_t>(field->second)) return 0;
  return std::get<uint64_t>(field->second);
}

EthtoolAccepted AcceptRings(const std::string& driver, const EthtoolFields& current,
                            const EthtoolFields& written) {
  EthtoolAccepted after =
      AcceptByCore(current, written, kRingWords, "requested ring size exceeds maximum");
  if (!after || *after == current) return after;
  const RingRule* const rule = RingRuleOf(driver);
  for (const std::string word : {"rx", "tx"}) {
    if (rule == nullptr || !after->contains(word)) continue;
    const auto granted =
        GrantedRing(*rule, FieldNumber(*after, word), FieldNumber(current, word + "-max"));
    if (!granted) return Refuse(EINVAL, "");
    (*after)[word] = *granted;
  }
  return after;
}

EthtoolAccepted AcceptChannels(const EthtoolFields& current, const EthtoolFields& written) {
  EthtoolAccepted after =
      AcceptByCore(current, written, kChannelWords, "requested channel count exceeds maximum");
  if (!after) return after;
  const uint64_t combined = FieldNumber(*after, "combined");
  if (combined + FieldNumber(*after, "rx") == 0 || combined + FieldNumber(*after, "tx") == 0) {
    return Refuse(EINVAL,
                  "requested channel counts would result in no RX or TX channel being configured");
  }
  if (FieldNumber(*after, "other") != FieldNumber(current, "other")) return Refuse(EINVAL, "");
  return after;
}

}  // namespace netkeel
