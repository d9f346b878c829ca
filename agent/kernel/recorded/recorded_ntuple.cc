// SPDX-License-Identifier: Apache-2.0
#include <netinet/in.h>

#include <algorithm>
#include <cerrno>

#include "base/text.h"
#include "kernel/driver_facts.h"
#include "kernel/recorded/recorded_rules.h"
#include "kernel/topics/ntuple.h"

namespace netkeel {
namespace {

constexpr const char* kFilters = "rx-ntuple-filter";

bool IsOn(const KernelTree& tree, const std::string& interface, const std::string& word) {
  const auto features = tree.ethtool.find({interface, EthtoolTopic::kFeatures});
  return features != tree.ethtool.end() && FieldText(features->second, word) == "on";
}

/// One request, and what is there before it.
struct Insertion {
  const RecordedRequest& request;
  const FlowRule& rule;
  const std::vector<PlacedRule>& present;
  uint64_t place = 0;

  std::string interface() const { return std::string(request.interface); }
  bool IsBeyond() const { return place >= FieldNumber(request.current, kPlaces); }
  /// Whether it leads to a queue that is not there; a drop leads to none.
  bool LeadsNowhere() const {
    return rule.spec.ring_cookie != RX_CLS_FLOW_DISC &&
           rule.spec.ring_cookie >= ReceiveQueues(*request.tree, interface());
  }
};

/// drivers/net/ethernet/intel/igb: igb_add_ethtool_nfc_entry, Linux 6.12.
int IgbRefusal(const Insertion& insertion) {
  constexpr uint32_t kAll = 0xffff;
  constexpr uint32_t kPriority = 0x00e0;  // 0xe000 in network byte order
  const auto& spec = insertion.rule.spec;
  if (!IsOn(*insertion.request.tree, insertion.interface(), std::string("hw/") + kFilters)) {
    return EOPNOTSUPP;
  }
  const bool told = spec.m_u.ether_spec.h_proto == kAll || spec.m_ext.vlan_tci == kPriority;
  if (insertion.LeadsNowhere() || insertion.IsBeyond()) return EINVAL;
  if (spec.ring_cookie == RX_CLS_FLOW_DISC) return EINVAL;
  if ((spec.flow_type & ~FLOW_EXT) != ETHER_FLOW || !told) return EINVAL;
  const std::string match = MatchText(insertion.rule);
  const bool is_there = std::any_of(insertion.present.begin(), insertion.present.end(),
                                    [&](const PlacedRule& each) { return each.match == match; });
  return is_there ? EEXIST : 0;
}

/// What ixgbe makes of a rule (ixgbe_flowspec_to_flow_type, ixgbe_get_ethtool_fdir_entry): a
/// protocol is a kind, and tos is compared by nobody.
FlowRule KeptByIxgbe(FlowRule rule) {
  auto& spec = rule.spec;
  const auto proto = spec.h_u.usr_ip4_spec.proto;
  const uint32_t flow = spec.flow_type & ~FLOW_EXT;
  const bool is_told = proto == IPPROTO_TCP || proto == IPPROTO_UDP || proto == IPPROTO_SCTP;
  if (flow == IPV4_USER_FLOW && is_told) {
    const uint32_t kind = proto == IPPROTO_TCP   ? TCP_V4_FLOW
                          : proto == IPPROTO_UDP ? UDP_V4_FLOW
                                                 : SCTP_V4_FLOW;
    spec.flow_type = kind | (spec.flow_type & FLOW_EXT);
    spec.m_u.usr_ip4_spec.proto = 0;
  }
  if (flow <= SCTP_V4_FLOW || flow == IPV4_USER_FLOW) spec.m_u.tcp_ip4_spec.tos = 0;
  return rule;
}

/// drivers/net/ethernet/intel/ixgbe: ixgbe_add_ethtool_fdir_entry, Linux 6.12.
int IxgbeRefusal(const Insertion& insertion) {
  if (!IsOn(*insertion.request.tree, insertion.interface(), std::string("active/") + kFilters)) {
    return EOPNOTSUPP;
  }
  const uint32_t flow = insertion.rule.spec.flow_type & ~FLOW_EXT;
  const bool known = flow == TCP_V4_FLOW || flow == UDP_V4_FLOW || flow == SCTP_V4_FLOW ||
                     (flow == IPV4_USER_FLOW && insertion.rule.spec.m_u.usr_ip4_spec.proto == 0);
  if (insertion.LeadsNowhere() || insertion.IsBeyond() || !known) return EINVAL;
  for (const PlacedRule& each : insertion.present) {
    const auto other = RuleOf(each.match);
    if (!other) continue;
    const bool both = (other->spec.flow_type == IPV4_USER_FLOW) == (flow == IPV4_USER_FLOW);
    if (!both || !HaveOneMask(*other, insertion.rule)) return EINVAL;
  }
  return 0;
}

int Refusal(const Insertion& insertion) {
  if (insertion.request.tree == nullptr) return 0;
  if (insertion.request.driver == "igb") return IgbRefusal(insertion);
  if (insertion.request.driver == "ixgbe") return IxgbeRefusal(insertion);
  return insertion.LeadsNowhere() || insertion.IsBeyond() ? EINVAL : 0;
}

void Erase(const std::string& place, EthtoolFields& fields) {
  for (const bool has_mac : {false, true}) fields.erase(RuleWord(place, has_mac));
}

bool HasRule(const EthtoolFields& fields, const std::string& place) {
  return fields.contains(RuleWord(place, false)) || fields.contains(RuleWord(place, true));
}

/// The place that the driver chooses where it is left to: the last that is free.
std::string Chosen(const EthtoolFields& fields) {
  for (uint64_t place = FieldNumber(fields, kPlaces); place-- > 0;) {
    if (!HasRule(fields, std::to_string(place))) return std::to_string(place);
  }
  return "";
}

EthtoolAccepted AfterOne(const RecordedRequest& request, std::string place,
                         const std::string& text) {
  EthtoolFields after = request.current;
  if (place == kAnyPlace && FieldNumber(after, kChoosesPlace) == 1) place = Chosen(after);
  const auto number = ParseUnsigned(place);
  if (!number) return Refused(EINVAL);
  const bool is_there = HasRule(after, place);
  Erase(place, after);
  if (text == kNoRule) return is_there ? EthtoolAccepted(after) : Refused(EINVAL);
  auto rule = RuleOfText(text);
  if (!rule) return Refused(EINVAL, rule.error());
  if (request.driver == "ixgbe") rule = KeptByIxgbe(*rule);
  const auto present = RulesIn(request.current);
  const int refusal = Refusal({request, *rule, present, *number});
  if (refusal != 0) return Refused(refusal);
  after[RuleWord(place, HasMac(*rule))] = RuleText(*rule);
  return after;
}

}  // namespace

EthtoolAccepted AcceptNtuple(const RecordedRequest& request) {
  EthtoolFields after = request.current;
  for (const auto& [word, value] : request.written) {
    const auto done = AfterOne(
        {request.row, request.driver, after, request.written, request.tree, request.interface},
        std::string(PlaceIn(word)), ToText(value));
    if (!done) return done;
    after = *done;
  }
  return after;
}

std::optional<uint64_t> HighestQueueOfRules(const KernelTree& tree, const std::string& interface) {
  const auto ntuple = tree.ethtool.find({interface, EthtoolTopic::kNtuple});
  if (ntuple == tree.ethtool.end()) return std::nullopt;
  std::optional<uint64_t> highest;
  for (const PlacedRule& each : RulesIn(ntuple->second)) {
    const auto rule = RuleOf(each.match, each.action);
    if (!rule || rule->spec.ring_cookie >= RX_CLS_FLOW_WAKE) continue;
    highest = std::max(highest.value_or(0), uint64_t{rule->spec.ring_cookie} & UINT32_MAX);
  }
  return highest;
}

void ForgetRules(KernelTree& tree, const std::string& interface) {
  const auto ntuple = tree.ethtool.find({interface, EthtoolTopic::kNtuple});
  if (ntuple == tree.ethtool.end()) return;
  std::erase_if(ntuple->second, [](const auto& field) { return !PlaceIn(field.first).empty(); });
}

void FollowFeatures(KernelTree& tree, const std::string& interface, const std::string& driver) {
  const bool on = IsOn(tree, interface, std::string("active/") + kFilters);
  if (driver == "igb" && !on) ForgetRules(tree, interface);
}

}  // namespace netkeel
