// SPDX-License-Identifier: Apache-2.0
#include "evidence/loss_counters.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace netkeel {
namespace {

using enum Stage;
using enum LossKind;

using Row = LossRow;

// The first that fits. What is part of another is kAgain: see the rows' cautions.
constexpr std::array kRows{
    Row{"softnet", "dropped", kLoss, kBacklog},
    Row{"softnet", "flow_limit", kAgain, kBacklog},
    Row{"tcp", "TcpExtIPReversePathFilter", kLoss, kIp},
    Row{"ip", "Ip*InHdrErrors", kLoss, kIp},
    Row{"ip", "Ip*InAddrErrors", kLoss, kIp},
    Row{"ip", "Ip*InDiscards", kLoss, kIp},
    Row{"ip", "Ip*InNoRoutes", kLoss, kIp},
    Row{"ip", "Ip*InTruncatedPkts", kLoss, kIp},
    Row{"ip", "Ip*ReasmFails", kLoss, kIp},
    Row{"ip", "IpExtInCsumErrors", kAgain, kIp},
    Row{"udp", "Udp*RcvbufErrors", kLoss, kSocket},
    Row{"udp", "Udp*MemErrors", kLoss, kSocket},
    Row{"udp", "Udp*InCsumErrors", kLoss, kSocket},
    Row{"udp", "Udp*InErrors", kAgain, kSocket},
    Row{"tcp", "TcpExtListenDrops", kLoss, kTcp},
    Row{"tcp", "TcpExtListenOverflows", kAgain, kTcp},
    Row{"tcp", "TcpExtTCPReqQFullDrop", kAgain, kTcp},
    Row{"tcp", "TcpExtTCPBacklogDrop", kLoss, kTcp},
    Row{"tcp", "TcpExtTCPRcvQDrop", kLoss, kTcp},
    Row{"tcp", "TcpExtTCPZeroWindowDrop", kLoss, kTcp},
    Row{"tcp", "TcpExtTCPOFODrop", kLoss, kTcp},
    Row{"tcp", "TcpExtRcvPruned", kLoss, kTcp},
    Row{"tcp", "TcpExtOfoPruned", kLoss, kTcp},
    Row{"socket", "drops", kAgain, kSocket},  // of a packet socket copies
    Row{"qstats", "rx-hw-drop*", kAgain, kCard},
    Row{"qstats", "rx-alloc-fail", kAgain, kCard},
};

/// Of a driver without words for losses they are all that there is.
constexpr std::array kLinkRows{
    Row{"link", "rx_crc_errors", kLoss, kWire},   Row{"link", "rx_length_errors", kLoss, kWire},
    Row{"link", "rx_frame_errors", kLoss, kWire}, Row{"link", "rx_missed_errors", kLoss, kCard},
    Row{"link", "rx_over_errors", kAgain, kCard}, Row{"link", "rx_fifo_errors", kAgain, kCard},
    Row{"link", "rx_dropped", kAgain, kCard},     Row{"link", "rx_nohandler", kAgain, kCard},
    Row{"link", "rx_errors", kAgain, kWire},
};

template <size_t kCount>
LossCounter FirstThatFits(const std::array<Row, kCount>& rows, const CounterId& id) {
  const auto* const row = std::find_if(rows.begin(), rows.end(), [&id](const Row& each) {
    return each.source == id.source && MatchesGlob(id.name, std::string(each.name));
  });
  return row == rows.end() ? LossCounter{} : LossCounter{row->kind, row->stage};
}

LossCounter OfMeaning(NicMeaning meaning) {
  if (IsLostInCard(meaning)) return {kLoss, kCard};
  switch (meaning) {
    case NicMeaning::kCrcErrors:
    case NicMeaning::kLengthErrors:
    case NicMeaning::kSymbolErrors:
    case NicMeaning::kShaped:
      return {kLoss, kWire};
    default:
      return {};
  }
}

}  // namespace

std::span<const LossRow> LossRows() { return kRows; }

bool IsLostInCard(NicMeaning meaning) {
  return meaning == NicMeaning::kMissed || meaning == NicMeaning::kNoDescriptor ||
         meaning == NicMeaning::kQueueDrops || meaning == NicMeaning::kAllocFailed;
}

LossCounter LossCounterOf(const CounterId& id, const NicCounts& nic) {
  if (id.source == "nic") return OfMeaning(MeaningOf(nic.driver, id.name).meaning);
  if (id.source != "link") return FirstThatFits(kRows, id);
  LossCounter found = FirstThatFits(kLinkRows, id);
  if (found.kind == kLoss && nic.has_words) found.kind = kAgain;
  return found;
}

}  // namespace netkeel
