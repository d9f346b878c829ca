// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cerrno>

#include "kernel/driver_facts.h"
#include "kernel/ethtool_ioctl.h"
#include "kernel/recorded/recorded_rules.h"
#include "kernel/topics/topic.h"

namespace netkeel {
namespace {

// Descriptors. What is behind these (rx-buf-len and so on, Linux 5.17) is none of netkeel's.
constexpr std::array kAttributes{
    AttributeRow{.number = 2, .word = "rx-max"},
    AttributeRow{.number = 3, .word = "rx-mini-max"},
    AttributeRow{.number = 4, .word = "rx-jumbo-max"},
    AttributeRow{.number = 5, .word = "tx-max"},
    AttributeRow{.number = 6, .word = "rx", .writable = true, .maximum = "rx-max"},
    AttributeRow{.number = 7, .word = "rx-mini", .writable = true, .maximum = "rx-mini-max"},
    AttributeRow{.number = 8, .word = "rx-jumbo", .writable = true, .maximum = "rx-jumbo-max"},
    AttributeRow{.number = 9, .word = "tx", .writable = true, .maximum = "tx-max"},
};

using Rings = ethtool_ringparam;
constexpr std::array<IoctlMember<Rings>, 4> kMembers = {{
    {"rx", &Rings::rx_pending, &Rings::rx_max_pending},
    {"rx-mini", &Rings::rx_mini_pending, &Rings::rx_mini_max_pending},
    {"rx-jumbo", &Rings::rx_jumbo_pending, &Rings::rx_jumbo_max_pending},
    {"tx", &Rings::tx_pending, &Rings::tx_max_pending},
}};

Result<EthtoolFields> Get(EthtoolCall& call) {
  return GetMembers<Rings>(call, ETHTOOL_GRINGPARAM, kMembers);
}

Result<void> Set(EthtoolCall& call, const EthtoolFields& fields) {
  return SetMembers<Rings>(call, {ETHTOOL_GRINGPARAM, ETHTOOL_SRINGPARAM}, fields, kMembers);
}

EthtoolAccepted Accept(const RecordedRequest& request) {
  EthtoolAccepted after = AcceptByCore(request);
  if (!after || *after == request.current) return after;
  const RingRule* const rule = RingRuleOf(request.driver);
  for (const std::string word : {"rx", "tx"}) {
    if (rule == nullptr || !after->contains(word)) continue;
    const auto granted =
        GrantedRing(*rule, FieldNumber(*after, word), FieldNumber(request.current, word + "-max"));
    if (!granted) return Refused(EINVAL);
    (*after)[word] = *granted;
  }
  return after;
}

}  // namespace

constexpr EthtoolRow kRingsRow{
    .word = "rings",
    .get = 15,
    .set = 16,
    .attributes = kAttributes,
    .above_maximum = "requested ring size exceeds maximum",
    .ioctl = {Get, Set},
    .accept = Accept,
    .follow = ResetTable,
    .travels = Travels::kAll,
};

}  // namespace netkeel
