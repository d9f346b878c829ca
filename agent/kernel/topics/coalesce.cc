// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cerrno>

#include "kernel/coalesce_facts.h"
#include "kernel/ethtool_ioctl.h"
#include "kernel/recorded/recorded_rules.h"
#include "kernel/topics/topic.h"

namespace netkeel {
namespace {

constexpr AttributeRow Number(uint16_t number, std::string_view word) {
  return {.number = number, .word = word, .writable = true};
}

constexpr AttributeRow OnOff(uint16_t number, std::string_view word) {
  return {.number = number,
          .word = word,
          .kind = AttributeKind::kU8,
          .writable = true,
          .names = kOffOn};
}

// Microseconds, frames, packets a second. What a driver does not have is not in its answer; 0 is
// one that it has. The profiles of Linux 6.12 (29, 30) are lists and none of netkeel's.
constexpr std::array kAttributes{
    Number(2, "rx-usecs"),
    Number(3, "rx-frames"),
    Number(4, "rx-usecs-irq"),
    Number(5, "rx-frames-irq"),
    Number(6, "tx-usecs"),
    Number(7, "tx-frames"),
    Number(8, "tx-usecs-irq"),
    Number(9, "tx-frames-irq"),
    Number(10, "stats-block-usecs"),
    OnOff(11, "adaptive-rx"),
    OnOff(12, "adaptive-tx"),
    Number(13, "pkt-rate-low"),
    Number(14, "rx-usecs-low"),
    Number(15, "rx-frames-low"),
    Number(16, "tx-usecs-low"),
    Number(17, "tx-frames-low"),
    Number(18, "pkt-rate-high"),
    Number(19, "rx-usecs-high"),
    Number(20, "rx-frames-high"),
    Number(21, "tx-usecs-high"),
    Number(22, "tx-frames-high"),
    Number(23, "sample-interval"),
    OnOff(24, "cqe-mode-tx"),
    OnOff(25, "cqe-mode-rx"),
    Number(26, "tx-aggr-max-bytes"),
    Number(27, "tx-aggr-max-frames"),
    Number(28, "tx-aggr-time-usecs"),
    Number(31, "rx-cqe-frames"),
    Number(32, "rx-cqe-nsecs"),
};

using Coalesce = ethtool_coalesce;
constexpr std::array<IoctlMember<Coalesce>, 22> kMembers = {{
    {"rx-usecs", &Coalesce::rx_coalesce_usecs},
    {"rx-frames", &Coalesce::rx_max_coalesced_frames},
    {"rx-usecs-irq", &Coalesce::rx_coalesce_usecs_irq},
    {"rx-frames-irq", &Coalesce::rx_max_coalesced_frames_irq},
    {"tx-usecs", &Coalesce::tx_coalesce_usecs},
    {"tx-frames", &Coalesce::tx_max_coalesced_frames},
    {"tx-usecs-irq", &Coalesce::tx_coalesce_usecs_irq},
    {"tx-frames-irq", &Coalesce::tx_max_coalesced_frames_irq},
    {"stats-block-usecs", &Coalesce::stats_block_coalesce_usecs},
    {.word = "adaptive-rx", .current = &Coalesce::use_adaptive_rx_coalesce, .flag = true},
    {.word = "adaptive-tx", .current = &Coalesce::use_adaptive_tx_coalesce, .flag = true},
    {"pkt-rate-low", &Coalesce::pkt_rate_low},
    {"rx-usecs-low", &Coalesce::rx_coalesce_usecs_low},
    {"rx-frames-low", &Coalesce::rx_max_coalesced_frames_low},
    {"tx-usecs-low", &Coalesce::tx_coalesce_usecs_low},
    {"tx-frames-low", &Coalesce::tx_max_coalesced_frames_low},
    {"pkt-rate-high", &Coalesce::pkt_rate_high},
    {"rx-usecs-high", &Coalesce::rx_coalesce_usecs_high},
    {"rx-frames-high", &Coalesce::rx_max_coalesced_frames_high},
    {"tx-usecs-high", &Coalesce::tx_coalesce_usecs_high},
    {"tx-frames-high", &Coalesce::tx_max_coalesced_frames_high},
    {"sample-interval", &Coalesce::rate_sample_interval},
}};

/// All members: the ioctl does not tell a 0 from what the driver has not got.
Result<EthtoolFields> Get(EthtoolCall& call) {
  return GetMembers<Coalesce>(call, ETHTOOL_GCOALESCE, kMembers);
}

Result<void> Set(EthtoolCall& call, const EthtoolFields& fields) {
  return SetMembers<Coalesce>(call, {ETHTOOL_GCOALESCE, ETHTOOL_SCOALESCE}, fields, kMembers);
}

/// virtnet_set_coalesce of Linux 6.12, on a host without VIRTIO_NET_F_NOTF_COAL: that tx-frames 0
/// and 1 switch NAPI while the interface is down is all there is.
EthtoolAccepted AcceptBareVirtio(const RecordedRequest& request, EthtoolFields after) {
  if (FieldNumber(after, "rx-usecs") + FieldNumber(after, "tx-usecs") > 0) {
    return Refused(EOPNOTSUPP);
  }
  if (FieldNumber(after, "rx-frames") != 1 || FieldNumber(after, "tx-frames") > 1) {
    return Refused(EINVAL);
  }
  const std::string frames = "tx-frames";
  if (FieldNumber(after, frames) != FieldNumber(request.current, frames)) return Refused(EBUSY);
  return after;
}

/// ixgbe_set_coalesce, igb_set_coalesce: where queues share vectors, which then read 0 for sending,
/// a time for sending is refused with all else. Linux 6.1 to 7.3.
bool AcceptsUsecs(const RecordedRequest& request, const EthtoolFields& after) {
  const UsecsRule* const rule = UsecsRuleOf(request.driver);
  if (rule == nullptr) return true;
  const uint64_t sending = FieldNumber(after, "tx-usecs");
  if (FieldNumber(request.current, "tx-usecs") == 0 && sending > 0) return false;
  return TakesUsecs(*rule, FieldNumber(after, "rx-usecs")) && TakesUsecs(*rule, sending);
}

EthtoolAccepted Accept(const RecordedRequest& request) {
  for (const auto& [word, value] : request.written) {
    if (request.current.contains(word)) continue;
    return Refused(EINVAL, "cannot modify an unsupported parameter");
  }
  EthtoolAccepted after = AcceptByCore(request);
  if (!after || *after == request.current) return after;
  if (!AcceptsUsecs(request, *after)) return Refused(EINVAL);
  if (IsBareVirtio(request.driver, FieldNumber(request.current, "rx-usecs"),
                   FieldNumber(request.current, "rx-frames"))) {
    return AcceptBareVirtio(request, *after);
  }
  const auto most = MostFrames(request.driver);
  if (most && after->contains("rx-frames")) {
    (*after)["rx-frames"] = std::min(FieldNumber(*after, "rx-frames"), *most);
  }
  return after;
}

}  // namespace

constexpr EthtoolRow kCoalesceRow{
    .word = "coalesce",
    .get = 19,
    .set = 20,
    .attributes = kAttributes,
    .ioctl = {Get, Set},
    .accept = Accept,
    .travels = Travels::kAll,
};

}  // namespace netkeel
