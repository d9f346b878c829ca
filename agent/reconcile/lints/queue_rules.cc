// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "reconcile/lints/rule.h"

namespace netkeel {
namespace {

/// PCI devices of ixgbe whose RSS has 4 bits (drivers/net/ethernet/intel/ixgbe/ixgbe_type.h); X550
/// and newer have 6.
constexpr std::array<std::string_view, 18> k82599AndX540 = {
    "0x10f7", "0x10f8", "0x10f9", "0x10fb", "0x10fc", "0x1507", "0x1514", "0x1517", "0x151c",
    "0x1528", "0x1529", "0x152a", "0x154a", "0x154d", "0x154f", "0x1557", "0x1558", "0x1560"};

Lines QueuesBeyondRss(const Subject& subject) {
  constexpr uint64_t kReach = 16;
  const Device& device = subject.device;
  const bool narrow = device.driver == "ixgbe" &&
                      std::count(k82599AndX540.begin(), k82599AndX540.end(), device.model) > 0;
  const auto most = MostQueues(subject);
  const auto queues = most ? NumberOf(*most->second) : std::nullopt;
  if (!narrow || !queues || *queues <= kReach) return {};
  return {subject.Place(*most->second) + std::to_string(*queues) +
          " queues, but the RSS of an 82599 or X540 (PCI device " + device.model +
          ") reaches 16: no multicast and no UDP comes to the others; " + most->first.key + ": 16"};
}

Lines QueuesBeyondCpus(const Subject& subject) {
  const auto most = MostQueues(subject);
  const auto queues = most ? NumberOf(*most->second) : std::nullopt;
  const size_t online = subject.look.facts.online.Size();
  if (!queues || online == 0 || *queues <= online) return {};
  return {subject.Place(*most->second) + std::to_string(*queues) + " queues, and " +
          std::to_string(online) +
          " CPUs are online: a CPU that serves several queues gains nothing by them"};
}

Lines FlowsBeyondTable(const Subject& subject) {
  const Look& look = subject.look;
  const Wishes tables = WishesOf(look, kHostDevice, [](const Address& address) {
    return address.key == "net.core.rps_sock_flow_entries";
  });
  const auto entries = tables.empty() ? std::nullopt : NumberOf(*tables.front().second);
  const Wishes counts = WishesOf(look, subject.device.name, [](const Address& address) {
    return address.key.ends_with("/rps_flow_cnt");
  });
  uint64_t flows = 0;
  for (const auto& [address, wish] : counts) flows += NumberOf(*wish).value_or(0);
  if (!entries || flows <= *entries) return {};
  return {subject.Place(*counts.front().second) + "rps_flow_cnt of " +
          std::to_string(counts.size()) + " queues is " + std::to_string(flows) +
          " in all, but net.core.rps_sock_flow_entries (" + ToText(tables.front().second->source) +
          ") knows " + std::to_string(*entries) + "; make it as many, or a queue's share " +
          std::to_string(*entries / counts.size())};
}

/// With transmit pause on, ixgbe switches the drop of a full queue off (ixgbe_set_rx_drop_en, Linux
/// 6.12), and other cards keep one buffer for the port as well.
Lines PauseOfManyQueues(const Subject& subject) {
  const Wishes pauses = WishesOf(subject.look, subject.device.name, [](const Address& address) {
    return address.tunable == "pause" && address.key == "tx";
  });
  const bool on = !pauses.empty() && pauses.front().second->value == Value{std::string("on")};
  if (!on || subject.queues.size() < 2) return {};
  return {subject.Place(*pauses.front().second) + "pause tx on with " +
          std::to_string(subject.queues.size()) +
          " queues: one that is full then stops all of the port, and the switch with it; tx: off"};
}

/// ixgbe_set_coalesce and igb_set_coalesce: EINVAL for the whole request where vectors are paired,
/// Linux 6.1 to 7.3.
Lines TxUsecsOfSharedVectors(const Subject& subject) {
  const Address wanted{subject.device.name, "coalesce", "tx-usecs"};
  const Address shared{wanted.device, wanted.tunable, "tx-usecs/shared"};
  if (!subject.look.observed.values.contains(shared)) return {};
  Lines lines;
  for (const Finding& finding : subject.look.desired.findings) {
    if (!(finding.address == wanted)) continue;
    lines.push_back(
        ToText(finding.source) + ": " + subject.device.name +
        ": tx-usecs, and one vector serves both ways of a queue (TxRx): " + subject.device.driver +
        " refuses a request with it as a whole; rx-usecs holds for both");
  }
  return lines;
}

constexpr std::array kRules{
    Rule{.name = "queues-beyond-rss", .of_device = QueuesBeyondRss},
    Rule{.name = "queues-beyond-cpus", .of_device = QueuesBeyondCpus},
    Rule{.name = "flows-beyond-table", .of_device = FlowsBeyondTable},
    Rule{.name = "pause-of-many-queues", .of_device = PauseOfManyQueues},
    Rule{.name = "tx-usecs-of-shared-vectors", .of_device = TxUsecsOfSharedVectors},
};

}  // namespace

std::span<const Rule> QueueRules() { return kRules; }

}  // namespace netkeel
