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
struct Member {
  const char* word;
  __u32 Pause::*value;
};
constexpr std::array<Member, 3> kMembers = {
    {{"autoneg", &Pause::autoneg}, {"rx", &Pause::rx_pause}, {"tx", &Pause::tx_pause}}};

Result<EthtoolFields> Get(EthtoolCall& call) {
  const auto got = call.Fetch<Pause>(ETHTOOL_GPAUSEPARAM);
  if (!got) return Fail(got.error());
  EthtoolFields fields;
  for (const Member& member : kMembers) {
    fields[member.word] = std::string(kOffOn[(*got).*member.value != 0 ? 1 : 0]);
  }
  return fields;
}

Result<void> Set(EthtoolCall& call, const EthtoolFields& fields) {
  auto request = call.Fetch<Pause>(ETHTOOL_GPAUSEPARAM);
  if (!request) return Fail(request.error());
  for (const Member& member : kMembers) {
    const auto field = fields.find(member.word);
    if (field != fields.end()) {
      (*request).*member.value = field->second == Value{std::string(kOffOn[1])} ? 1 : 0;
    }
  }
  request->cmd = ETHTOOL_SPAUSEPARAM;
  const int failed = call.Call(&*request);
  if (failed != 0) return call.Failed(failed);
  return {};
}

/// While autoneg is on, rx and tx are what the link partner has agreed to, whatever is asked:
/// ixgbe_set_pauseparam, Linux 6.12.
EthtoolAccepted Accept(const RecordedRequest& request) {
  EthtoolAccepted after = AcceptByCore(request);
  if (!after || after->find("autoneg") == after->end()) return after;
  if (after->at("autoneg") != Value{std::string(kOffOn[1])}) return after;
  for (const char* const word : {"rx", "tx"}) {
    const auto current = request.current.find(word);
    if (current != request.current.end()) (*after)[word] = current->second;
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
    .travels = Travels::kAll,
};

}  // namespace netkeel
