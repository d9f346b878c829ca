// SPDX-License-Identifier: Apache-2.0
#include "kernel/topics/ntuple.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>

#include "base/text.h"
#include "kernel/ethtool_ioctl.h"
#include "kernel/recorded/recorded_rules.h"
#include "kernel/topics/topic.h"

namespace netkeel {
namespace {

constexpr std::string_view kRule = "rule/";
constexpr std::string_view kMacRule = "mac-rule/";
constexpr std::string_view kUnknown = "unknown";

constexpr std::array kAttributes{
    AttributeRow{.word = kPlaces},
    AttributeRow{.word = kChoosesPlace, .kind = AttributeKind::kFlag},
    AttributeRow{.word = "mac-rule", .kind = AttributeKind::kBitset, .secret = true},
};

/// The places that have a rule; how many there are is in `fields`. EAGAIN where others have added
/// one between the two requests.
Result<std::vector<__u32>> Places(EthtoolCall& call, EthtoolFields& fields) {
  const auto count = call.Fetch<ethtool_rxnfc>(ETHTOOL_GRXCLSRLCNT);
  if (!count) return Fail(count.error());
  std::vector<__u32> memory(sizeof(ethtool_rxnfc) / sizeof(__u32) + count->rule_cnt);
  ethtool_rxnfc request = {};
  request.cmd = ETHTOOL_GRXCLSRLALL;
  request.rule_cnt = count->rule_cnt;
  std::memcpy(memory.data(), &request, sizeof request);
  const int failed = call.Call(memory.data());
  if (failed != 0) return call.Failed(failed == EMSGSIZE ? EAGAIN : failed);
  std::memcpy(&request, memory.data(), sizeof request);
  const __u64 chooses = count->data & RX_CLS_LOC_SPECIAL;
  const __u64 size = request.data != 0 ? request.data : count->data;
  fields[kPlaces] = uint64_t{size & ~__u64{RX_CLS_LOC_SPECIAL}};
  if (chooses != 0) fields[kChoosesPlace] = uint64_t{1};
  const auto first = memory.begin() + offsetof(ethtool_rxnfc, rule_locs) / sizeof(__u32);
  return std::vector<__u32>(first, first + std::min(request.rule_cnt, count->rule_cnt));
}

/// One that went away meanwhile is not there.
void AddRule(EthtoolCall& call, __u32 place, EthtoolFields& fields) {
  ethtool_rxnfc request = {};
  request.cmd = ETHTOOL_GRXCLSRULE;
  request.fs.location = place;
  if (call.Call(&request) != 0) return;
  FlowRule rule{request.fs, 0};
  if ((rule.spec.flow_type & FLOW_RSS) != 0) rule.context = request.rss_context;
  const std::string text = RuleText(rule);
  fields[RuleWord(std::to_string(place), HasMac(rule))] =
      text.empty() ? std::string(kUnknown) : text;
}

Result<EthtoolFields> Get(EthtoolCall& call) {
  EthtoolFields fields;
  const auto places = Places(call, fields);
  if (!places) {
    // Drivers without such a thing say either.
    const bool none = places.error().sys_errno == EINVAL;
    return none ? call.Failed(EOPNOTSUPP) : Fail(places.error());
  }
  for (const __u32 place : *places) AddRule(call, place, fields);
  return fields;
}

Result<void> Change(EthtoolCall& call, std::string_view place, const Value& value) {
  const auto* const text = std::get_if<std::string>(&value);
  const auto number = ParseUnsigned(place);
  if (text == nullptr || (!number && place != kAnyPlace) || number.value_or(0) > UINT32_MAX) {
    return call.Failed(EINVAL, "no rule");
  }
  ethtool_rxnfc request = {};
  request.cmd = ETHTOOL_SRXCLSRLDEL;
  if (*text != kNoRule) {
    const auto rule = RuleOfText(*text);
    if (!rule) return call.Failed(EINVAL, rule.error());
    request.cmd = ETHTOOL_SRXCLSRLINS;
    request.fs = rule->spec;
    request.rss_context = rule->context;
  }
  request.fs.location = number ? static_cast<__u32>(*number) : RX_CLS_LOC_ANY;
  const int failed = call.Call(&request);
  if (failed != 0) return call.Failed(failed);
  return {};
}

Result<void> Set(EthtoolCall& call, const EthtoolFields& fields) {
  for (const auto& [word, value] : fields) {
    if (auto done = Change(call, PlaceIn(word), value); !done) return done;
  }
  return {};
}

/// Where the action begins: no field is called like one.
size_t ActionAt(const std::string& text) {
  size_t at = std::string::npos;
  for (const char* const word : {" queue ", " drop", " wake"}) at = std::min(at, text.find(word));
  return at;
}

}  // namespace

std::string RuleWord(const std::string& place, bool has_mac) {
  return std::string(has_mac ? kMacRule : kRule) + place;
}

std::string_view PlaceIn(std::string_view word) {
  for (const std::string_view head : {kRule, kMacRule}) {
    if (word.starts_with(head)) return word.substr(head.size());
  }
  return "";
}

std::string RuleText(const FlowRule& rule) {
  const std::string match = MatchText(rule);
  return match.empty() ? "" : match + ' ' + ActionText(rule);
}

tl::expected<FlowRule, std::string> RuleOfText(const std::string& text) {
  const size_t at = ActionAt(text);
  if (at == std::string::npos) return tl::unexpected(Quote(text) + " does nothing");
  return RuleOf(text.substr(0, at), text.substr(at));
}

std::vector<PlacedRule> RulesIn(const EthtoolFields& fields) {
  std::vector<PlacedRule> rules;
  for (const auto& [word, value] : fields) {
    const auto place = ParseUnsigned(PlaceIn(word));
    if (!place) continue;
    const std::string text = ToText(value);
    const size_t at = ActionAt(text);
    const bool known = at != std::string::npos;
    rules.push_back({*place, known ? text.substr(0, at) : "", known ? text.substr(at + 1) : ""});
  }
  std::sort(rules.begin(), rules.end(),
            [](const auto& left, const auto& right) { return left.place < right.place; });
  return rules;
}

// There are none in netlink. `ethtool -N` takes flow-hash by the same ioctl, which is its own
// topic.
constexpr EthtoolRow kNtupleRow{
    .word = "ntuple",
    .attributes = kAttributes,
    .unnamed = AttributeKind::kText,
    .ioctl = {Get, Set},
    .accept = AcceptNtuple,
    .travels = Travels::kAll,
};

}  // namespace netkeel
