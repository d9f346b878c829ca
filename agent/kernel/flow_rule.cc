// SPDX-License-Identifier: Apache-2.0
#include "kernel/flow_rule.h"

#include <algorithm>
#include <cstring>

#include "base/text.h"
#include "kernel/flow_fields.h"

namespace netkeel {
namespace {

constexpr unsigned kVfShift = 32;  // ETHTOOL_RX_FLOW_SPEC_RING_VF_OFF; 1 is the first function

std::string FieldText(FlowRule& rule, const FlowField& field) {
  const auto [value, mask] = PlaceOf(rule, field);
  FieldBytes shown = {};
  FieldBytes ignored = {};
  bool any = false;
  bool all = true;
  for (size_t i = 0; i < field.size; ++i) {
    any = any || mask[i] != 0;
    all = all && mask[i] == 0xff;
    shown[i] = value[i] & mask[i];
    ignored[i] = static_cast<unsigned char>(~mask[i]);
  }
  if (!any) return "";
  std::string text =
      ' ' + std::string(field.word) + ' ' + FieldBytesText({shown.data(), field.size}, field.kind);
  const FlowFieldKind kind =
      field.kind == FlowFieldKind::kNumber ? FlowFieldKind::kHex : field.kind;
  if (!all) text += " m " + FieldBytesText({ignored.data(), field.size}, kind);
  return text;
}

/// Whether `rule` compares nothing but what `words`, its own text, says.
bool SaysAll(const FlowRule& rule, const std::string& words) {
  const auto parsed = RuleOf(words);
  return parsed && HaveOneMask(*parsed, rule);
}

/// Masks are compared as a driver does: padding is zero, as the kernel hands it out.
template <typename Part>
bool SameBytes(const Part& left, const Part& right) {
  const auto* const a = reinterpret_cast<const unsigned char*>(&left);
  const auto* const b = reinterpret_cast<const unsigned char*>(&right);
  return std::equal(a, a + sizeof left, b);
}

std::string Unknown(std::string_view word, const std::vector<std::string>& known,
                    const std::string& what) {
  const std::string close = Closest(word, known);
  return Quote(word) + " is no " + what + "; " +
         (close.empty() ? "there are: " + Join(known, ", ") : "did you mean " + close + '?');
}

const FlowField* FindField(uint32_t flow, std::string_view word) {
  for (const auto fields : {FlowFieldsOf(flow), ExtensionFields()}) {
    for (const FlowField& field : fields) {
      if (field.word == word) return &field;
    }
  }
  return nullptr;
}

std::string UnknownField(const FlowKind& kind, std::string_view word) {
  std::vector<std::string> known;
  for (const auto fields : {FlowFieldsOf(kind.flow), ExtensionFields()}) {
    for (const FlowField& field : fields) known.emplace_back(field.word);
  }
  return Unknown(word, known, "field of " + std::string(kind.word));
}

/// The words of one field, from `words[at]` on; `at` is behind them afterwards.
std::string TakeField(const std::vector<std::string_view>& words, size_t& at,
                      const FlowField& field, FlowRule& rule) {
  const std::string word(words[at++]);
  if (at == words.size()) return word + " has no value";
  const auto value = FieldBytesOf(std::string(words[at]), field);
  if (!value) return Quote(words[at]) + " is no " + word;
  ++at;
  FieldBytes ignored = {};
  if (at + 1 < words.size() && words[at] == "m") {
    const auto mask = FieldBytesOf(std::string(words[at + 1]), field);
    if (!mask) return Quote(words[at + 1]) + " is no mask of " + word;
    ignored = *mask;
    at += 2;
  }
  const FlowPlace place = PlaceOf(rule, field);
  for (size_t i = 0; i < field.size; ++i) {
    if (place.mask[i] != 0) return word + " is there twice";
    place.mask[i] = static_cast<unsigned char>(~ignored[i]);
    place.value[i] = (*value)[i] & place.mask[i];
  }
  rule.spec.flow_type |= field.flag;
  return "";
}

/// `queue 1 vf 0 context 2`: a number behind each word, in that order.
std::string TakeQueue(const std::vector<std::string_view>& words, FlowRule& rule) {
  if (words.size() % 2 != 0) return "a word of it has no number";
  for (size_t at = 0; at < words.size(); at += 2) {
    const auto number = ParseUnsigned(words[at + 1]);
    if (!number || *number > UINT32_MAX) return Quote(words[at + 1]) + " is no number";
    if (at == 0 && words[at] == "queue") {
      rule.spec.ring_cookie = *number;
    } else if (at == 2 && words[at] == "vf" && *number < UINT8_MAX) {
      rule.spec.ring_cookie |= (*number + 1) << kVfShift;
    } else if (at > 0 && at + 2 == words.size() && words[at] == "context") {
      rule.spec.flow_type |= FLOW_RSS;
      rule.context = static_cast<uint32_t>(*number);
    } else {
      return Quote(words[at]) + " does not belong there";
    }
  }
  return "";
}

}  // namespace

std::string MatchText(const FlowRule& rule) {
  FlowRule copy = rule;
  const uint32_t flow = rule.spec.flow_type & ~kFlowFlags;
  const auto* const kind = std::find_if(kFlowKinds.begin(), kFlowKinds.end(),
                                        [&](const auto& each) { return each.flow == flow; });
  if (kind == kFlowKinds.end()) return "";
  std::string text(kind->word);
  for (const FlowField& field : FlowFieldsOf(flow)) text += FieldText(copy, field);
  for (const FlowField& field : ExtensionFields()) {
    if ((rule.spec.flow_type & field.flag) != 0) text += FieldText(copy, field);
  }
  return SaysAll(rule, text) ? text : "";
}

std::string ActionText(const FlowRule& rule) {
  const uint64_t cookie = rule.spec.ring_cookie;
  if (cookie == RX_CLS_FLOW_DISC) return "drop";
  if (cookie == RX_CLS_FLOW_WAKE) return "wake";
  std::string text = "queue " + std::to_string(cookie & UINT32_MAX);
  if (cookie >> kVfShift != 0) text += " vf " + std::to_string((cookie >> kVfShift) - 1);
  if ((rule.spec.flow_type & FLOW_RSS) != 0) text += " context " + std::to_string(rule.context);
  return text;
}

tl::expected<FlowRule, std::string> RuleOf(std::string_view match) {
  const auto words = Words(match);
  const std::string_view first = words.empty() ? "" : words.front();
  const auto* const kind = std::find_if(kFlowKinds.begin(), kFlowKinds.end(),
                                        [&](const auto& each) { return each.word == first; });
  if (kind == kFlowKinds.end()) {
    std::vector<std::string> known;
    for (const FlowKind& each : kFlowKinds) known.emplace_back(each.word);
    return tl::unexpected(Unknown(first, known, "kind of packets"));
  }
  FlowRule rule;
  rule.spec.flow_type = kind->flow;
  // What the kernel's drivers want of this kind, though its mask is none.
  if (kind->flow == IPV4_USER_FLOW) rule.spec.h_u.usr_ip4_spec.ip_ver = ETH_RX_NFC_IP4;
  for (size_t at = 1; at < words.size();) {
    const FlowField* const field = FindField(kind->flow, words[at]);
    if (field == nullptr) return tl::unexpected(UnknownField(*kind, words[at]));
    std::string wrong = TakeField(words, at, *field, rule);
    if (!wrong.empty()) return tl::unexpected(std::move(wrong));
  }
  return rule;
}

tl::expected<FlowRule, std::string> RuleOf(std::string_view match, std::string_view action) {
  auto rule = RuleOf(match);
  if (!rule) return rule;
  const auto words = Words(action);
  const std::string_view first = words.empty() ? "" : words.front();
  std::string wrong;
  if (words.size() == 1 && (first == "drop" || first == "wake")) {
    rule->spec.ring_cookie = first == "drop" ? RX_CLS_FLOW_DISC : RX_CLS_FLOW_WAKE;
  } else if (first == "queue") {
    wrong = TakeQueue(words, *rule);
  } else {
    wrong = Quote(action) + " is nothing that becomes of packets";
  }
  if (!wrong.empty()) return tl::unexpected(std::move(wrong));
  return rule;
}

bool HasMac(const FlowRule& rule) {
  FlowRule copy = rule;
  for (const auto fields : {FlowFieldsOf(rule.spec.flow_type), ExtensionFields()}) {
    for (const FlowField& field : fields) {
      const unsigned char* const mask = PlaceOf(copy, field).mask;
      if (field.kind == FlowFieldKind::kMac &&
          std::any_of(mask, mask + field.size, [](unsigned char byte) { return byte != 0; })) {
        return true;
      }
    }
  }
  return false;
}

bool HaveOneMask(const FlowRule& left, const FlowRule& right) {
  const auto masks = [](const FlowRule& rule) {
    FlowRule copy = rule;
    const uint32_t flags = rule.spec.flow_type;
    for (const FlowField& field : ExtensionFields()) {
      if ((flags & field.flag) == 0) std::memset(PlaceOf(copy, field).mask, 0, field.size);
    }
    return copy.spec;
  };
  const auto a = masks(left);
  const auto b = masks(right);
  return SameBytes(a.m_u, b.m_u) && SameBytes(a.m_ext, b.m_ext);
}

}  // namespace netkeel
