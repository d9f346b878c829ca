// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "kernel/ethtool_ioctl.h"
#include "kernel/recorded/recorded_rules.h"
#include "kernel/topics/topic.h"

namespace netkeel {
namespace {

constexpr AttributeRow OnOff(uint16_t number, std::string_view word) {
  return {.number = number,
          .word = word,
          .kind = AttributeKind::kU8,
          .writable = true,
          .names = kOffOn};
}

constexpr std::array kAttributes{OnOff(2, "autoneg"), OnOff(3, "rx"), OnOff(4, "tx")};

using Pause = ethtool_pauseparam;
constexpr std::array<IoctlMember<Pause>, 3> kMembers = {
    {{.word = "autoneg", .current = &Pause::autoneg, .flag = true},
     {.word = "rx", .current = &Pause::rx_pause, .flag = true},
     {.word = "tx", .current = &Pause::tx_pause, .flag = true}}};

Result<EthtoolFields> Get(EthtoolCall& call) {
  return GetMembers<Pause>(call, ETHTOOL_GPAUSEPARAM, kMembers);
}

Result<void> Set(EthtoolCall& call, const EthtoolFields& fields) {
  return SetMembers<Pause>(call, {ETHTOOL_GPAUSEPARAM, ETHTOOL_SPAUSEPARAM}, fields, kMembers);
}

/// While autoneg is on, rx and tx are what the link partner has agreed to, whatever is asked:
/// ixgbe_set_pauseparam, Linux 6.12.
EthtoolAccepted Accept(const RecordedRequest& request) {
  EthtoolAccepted after = AcceptByCore(request);
  if (!after) return after;
  const auto autoneg = after->find("autoneg");
  if (autoneg == after->end() || autoneg->second != Value{std::string(kOffOn[1])}) return after;
  for (const char* const word : {"rx", "tx"}) {
    if (after->contains(word)) (*after)[word] = request.current.at(word);
  }
  return after;
}

}  // namespace

constexpr EthtoolRow kPauseRow{
    .word = "pause",
    .get = 21,
    .set = 22,
    .attributes = kAttributes,
    .ioctl = {Get, Set},
    .accept = Accept,
    .follow = ResetTable,
    .travels = Travels::kAll,
};

}  // namespace netkeel
