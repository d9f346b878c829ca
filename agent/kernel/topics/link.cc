// SPDX-License-Identifier: Apache-2.0
#include <linux/if_link.h>
#include <net/if.h>

#include <array>

#include "kernel/ethtool_ioctl.h"
#include "kernel/link_netlink.h"
#include "kernel/recorded/recorded_rules.h"
#include "kernel/topics/topic.h"

namespace netkeel {
namespace {

// rtnl_link_stats64, in its order; older kernels give fewer.
constexpr std::array kStatistics{
    "rx_packets",          "tx_packets",        "rx_bytes",         "tx_bytes",
    "rx_errors",           "tx_errors",         "rx_dropped",       "tx_dropped",
    "multicast",           "collisions",        "rx_length_errors", "rx_over_errors",
    "rx_crc_errors",       "rx_frame_errors",   "rx_fifo_errors",   "rx_missed_errors",
    "tx_aborted_errors",   "tx_carrier_errors", "tx_fifo_errors",   "tx_heartbeat_errors",
    "tx_window_errors",    "rx_compressed",     "tx_compressed",    "rx_nohandler",
    "rx_otherhost_dropped"};

void AddStatistics(std::string_view payload, Fields& fields) {
  for (const char* const word : kStatistics) {
    const auto number = NumberIn<uint64_t>(payload.substr(0, sizeof(uint64_t)));
    if (!number) return;
    fields[word] = *number;
    payload.remove_prefix(sizeof(uint64_t));
  }
}

/// By rtnetlink: no ioctl has these.
Result<EthtoolFields> Get(EthtoolCall& call) {
  const auto link = AskForLink(call.device().ifindex, LinkStatistics::kAsk);
  if (!link) return Fail(At(call.device().name + " link", link.error()));
  EthtoolFields fields;
  fields["up"] = uint64_t{(link->flags & IFF_UP) != 0 ? 1U : 0U};
  ForEachAttribute(link->attributes, [&](int type, std::string_view payload) {
    const auto byte = NumberIn<uint8_t>(payload);
    const auto word = NumberIn<uint32_t>(payload);
    if (type == IFLA_STATS64) AddStatistics(payload, fields);
    if (type == IFLA_CARRIER && byte) fields["carrier"] = uint64_t{*byte};
    if (type == IFLA_CARRIER_CHANGES && word) fields["carrier_changes"] = uint64_t{*word};
  });
  return fields;
}

}  // namespace

/// What rtnetlink counts of an interface: IFLA_STATS64, and how often the link came and went.
constexpr EthtoolRow kLinkRow{
    .word = "link",
    .unnamed = AttributeKind::kUint,
    .ioctl = {.get = Get},
    .accept = RefuseAll,
    .travels = Travels::kAll,
};

}  // namespace netkeel
