// SPDX-License-Identifier: Apache-2.0
#include <array>
#include <cerrno>

#include "kernel/ethtool_ioctl.h"
#include "kernel/recorded/recorded_rules.h"
#include "kernel/topics/topic.h"

namespace netkeel {
namespace {

// Queues.
constexpr std::array kAttributes{
    AttributeRow{.number = 2, .word = "rx-max"},
    AttributeRow{.number = 3, .word = "tx-max"},
    AttributeRow{.number = 4, .word = "other-max"},
    AttributeRow{.number = 5, .word = "combined-max"},
    AttributeRow{.number = 6, .word = "rx", .writable = true, .maximum = "rx-max"},
    AttributeRow{.number = 7, .word = "tx", .writable = true, .maximum = "tx-max"},
    AttributeRow{.number = 8, .word = "other", .writable = true, .maximum = "other-max"},
    AttributeRow{.number = 9, .word = "combined", .writable = true, .maximum = "combined-max"},
};

using Channels = ethtool_channels;
constexpr std::array<IoctlMember<Channels>, 4> kMembers = {{
    {"rx", &Channels::rx_count, &Channels::max_rx},
    {"tx", &Channels::tx_count, &Channels::max_tx},
    {"other", &Channels::other_count, &Channels::max_other},
    {"combined", &Channels::combined_count, &Channels::max_combined},
}};

Result<EthtoolFields> Get(EthtoolCall& call) {
  return GetMembers<Channels>(call, ETHTOOL_GCHANNELS, kMembers);
}

Result<void> Set(EthtoolCall& call, const EthtoolFields& fields) {
  return SetMembers<Channels>(call, {ETHTOOL_GCHANNELS, ETHTOOL_SCHANNELS}, fields, kMembers);
}

EthtoolAccepted Accept(const RecordedRequest& request) {
  EthtoolAccepted after = AcceptByCore(request);
  if (!after) return after;
  const uint64_t combined = FieldNumber(*after, "combined");
  if (combined + FieldNumber(*after, "rx") == 0 || combined + FieldNumber(*after, "tx") == 0) {
    return Refused(EINVAL,
                   "requested channel counts would result in no RX or TX channel being configured");
  }
  if (FieldNumber(*after, "other") != FieldNumber(request.current, "other")) {
    return Refused(EINVAL);
  }
  const auto highest = HighestQueueByHand(request);
  if (highest && *highest >= combined + FieldNumber(*after, "rx")) {
    return Refused(EINVAL, "requested channel counts are too low for existing indirection table (" +
                               std::to_string(*highest) + ")");
  }
  const auto of_rules = request.tree == nullptr
                            ? std::nullopt
                            : HighestQueueOfRules(*request.tree, std::string(request.interface));
  if (of_rules && *of_rules >= combined + FieldNumber(*after, "rx")) {
    return Refused(EINVAL,
                   "requested channel counts are too low for existing ntuple filter settings");
  }
  return after;
}

}  // namespace

constexpr EthtoolRow kChannelsRow{
    .word = "channels",
    .get = 17,
    .set = 18,
    .attributes = kAttributes,
    .above_maximum = "requested channel count exceeds maximum",
    .ioctl = {Get, Set},
    .accept = Accept,
    .follow = RemakeQueues,
    .travels = Travels::kAll,
};

}  // namespace netkeel
