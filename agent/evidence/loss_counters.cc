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
    Row{"qstats", kQueueOverruns, kLoss, kCard},
    Row{"qstats", "rx-alloc-fail", kAgain, kCard},  // of buffers: those left may do
    Row{"qstats", "rx-hw-drops", kAgain, kCard},
};

/// Of a driver without words for losses they, and those of its queues, are all that there is.
constexpr std::array kLinkRows{
    Row{"link", "rx_crc_errors", kLoss, kWire},   Row{"link", "rx_length_errors", kLoss, kWire},
    Row{"link", "rx_frame_errors", kLoss, kWire}, Row{"link", "rx_missed_errors", kLoss, kCard},
    Row{"link", "rx_over_errors", kAgain, kCard}, Row{"link", "rx_fifo_errors", kAgain, kCard},
    Row{"link", "rx_dropped", kAgain, kCard},     Row{"link", "rx_nohandler", kAgain, kCard},
    Row{"link", "rx_errors", kAgain, kWire},
};

LossCounter FirstThatFits(std::span<const Row> rows, const CounterId& id) {
  const auto row = std::find_if(rows.begin(), rows.end(), [&id](const Row& each) {
    return each.source == id.source && MatchesGlob(id.name, std::string(each.name));
  });
  return row == rows.end() ? LossCounter{} : LossCounter{row->kind, row->stage};
}

LossCounter OfMeaning(NicMeaning meaning) {
  if (IsLostInCard(meaning)) return {kLoss, kCard};
  if (IsBroken(meaning) || meaning == NicMeaning::kShaped) return {kLoss, kWire};
  return {};
}

/// Whether a loss that an interface's queues or its link count is the driver's or a card's own.
bool IsCountedBefore(const CounterId& id, Stage stage, const NicCounts& nic) {
  if (id.source == "qstats") return nic.counts_ring;
  if (id.source != "link") return false;
  if (nic.upper) return true;
  return stage == kWire ? nic.counts_broken : nic.counts_ring || nic.queues_count_lost;
}

}  // namespace

std::span<const LossRow> LossRows() { return kRows; }

bool IsLostInRing(NicMeaning meaning) {
  return meaning == NicMeaning::kMissed || meaning == NicMeaning::kNoDescriptor ||
         meaning == NicMeaning::kQueueDrops;
}

bool IsLostInCard(NicMeaning meaning) {
  return IsLostInRing(meaning) || meaning == NicMeaning::kAllocFailed;
}

// ena_get_stats64 gives rx_drops of the card's keep-alive messages, and 0 for all its kin.
bool CountsRingInDropped(std::string_view driver) { return driver == "ena"; }

bool IsBroken(NicMeaning meaning) {
  return meaning == NicMeaning::kCrcErrors || meaning == NicMeaning::kLengthErrors ||
         meaning == NicMeaning::kSymbolErrors;
}

LossCounter LossCounterOf(const CounterId& id, const NicCounts& nic) {
  if (id.source == "nic") return OfMeaning(MeaningOf(nic.driver, id.name).meaning);
  LossCounter found = FirstThatFits(
      id.source == "link" ? std::span<const Row>(kLinkRows) : std::span<const Row>(kRows), id);
  if (id.source == "link" && id.name == "rx_dropped" && CountsRingInDropped(nic.driver)) {
    found.kind = kLoss;
  }
  if (found.kind == kLoss && IsCountedBefore(id, found.stage, nic)) found.kind = kAgain;
  return found;
}

}  // namespace netkeel
