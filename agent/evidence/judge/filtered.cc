// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "evidence/figures.h"
#include "evidence/judge/rule.h"

namespace netkeel {
namespace {

constexpr uint64_t kEnough = 100;
constexpr double kWorthAWord = 0.01;

/// What counts where packets of a version of IP went. A filter's verdict counts nowhere (6.12).
struct IpCounters {
  std::string_view received;
  std::string_view delivered;
  std::vector<std::string_view> others;  ///< of source ip: sent on, or dropped and counted
  std::vector<std::string_view> tcp;
  std::string_view fragments;  ///< of them came, and so many became a whole one
  std::string_view whole;
};

const std::vector<IpCounters>& Versions() {
  static const std::vector<IpCounters> versions{
      {"IpInReceives",
       "IpInDelivers",
       {"IpForwDatagrams", "IpInHdrErrors", "IpInAddrErrors", "IpInUnknownProtos", "IpInDiscards",
        "IpExtInNoRoutes", "IpExtInTruncatedPkts"},
       {"TcpExtIPReversePathFilter"},
       "IpReasmReqds",
       "IpReasmOKs"},
      // Groups that nobody joined count here among the multicast that came, and nowhere else.
      {"Ip6InReceives",
       "Ip6InDelivers",
       {"Ip6OutForwDatagrams", "Ip6InHdrErrors", "Ip6InTooBigErrors", "Ip6InNoRoutes",
        "Ip6InAddrErrors", "Ip6InUnknownProtos", "Ip6InTruncatedPkts", "Ip6InDiscards",
        "Ip6InMcastPkts"},
       {},
       "Ip6ReasmReqds",
       "Ip6ReasmOKs"}};
  return versions;
}

uint64_t Less(uint64_t from, uint64_t what) { return from - std::min(from, what); }

/// IPv4 multicast that cards took in and IP did not: of groups that nobody joined.
uint64_t StrayMulticast(const Scene& scene) {
  uint64_t came = 0;
  for (const CardClues& card : scene.cards) {
    if (!card.upper) came += scene.clues.Count("link", card.name, "multicast");
  }
  return Less(came, scene.clues.Total("ip", "host", {"IpExtInMcastPkts", "Ip6InMcastPkts"}));
}

/// That came to IP, and of which no counter says where they went.
uint64_t TakenOf(const Clues& clues, const IpCounters& version) {
  if (!clues.Has("ip", "host", version.received) || !clues.Has("ip", "host", version.delivered)) {
    return 0;
  }
  const uint64_t fragments =
      Less(clues.Count("ip", "host", version.fragments), clues.Count("ip", "host", version.whole));
  return Less(clues.Count("ip", "host", version.received),
              clues.Count("ip", "host", version.delivered) +
                  clues.Total("ip", "host", version.others) +
                  clues.Total("tcp", "host", version.tcp) + fragments);
}

bool IsXdpDrop(std::string_view word) {
  const auto has = [word](std::string_view part) { return word.find(part) != word.npos; };
  return has("xdp") && has("drop") && !has("tx");
}

/// Drivers count them by queue, in all, or both.
uint64_t XdpDropsOf(const Clues& clues, const std::string& card) {
  uint64_t by_queue = 0;
  uint64_t in_all = 0;
  for (const std::string& word : clues.window().Names("nic", card)) {
    if (!IsXdpDrop(word)) continue;
    const bool numbered = word.find_first_of("0123456789") != word.npos;
    (numbered ? by_queue : in_all) += clues.Count("nic", card, word);
  }
  return std::max(by_queue, in_all);
}

bool IsWorthAWord(uint64_t taken, uint64_t came) {
  return taken >= kEnough &&
         static_cast<double>(taken) >= kWorthAWord * static_cast<double>(taken + came);
}

}  // namespace

std::vector<Filtered> FilteredPackets(const Scene& scene) {
  std::vector<Filtered> all;
  for (const CardClues& card : scene.cards) {
    const uint64_t taken = XdpDropsOf(scene.clues, card.name);
    if (!IsWorthAWord(taken, Sum(card.received))) continue;
    all.push_back({taken, CountText(taken, "packet") + " of " + Printable(card.name) +
                              " were dropped by an XDP program of this host: `ip link show " +
                              Printable(card.name) + "` has its number"});
  }
  uint64_t taken = 0;
  for (const IpCounters& version : Versions()) taken += TakenOf(scene.clues, version);
  taken = Less(taken, StrayMulticast(scene));
  if (IsWorthAWord(taken, scene.clues.Total("ip", "host", {"IpInReceives", "Ip6InReceives"}))) {
    all.push_back(
        {taken, CountText(taken, "packet") +
                    " came to IP and were neither delivered nor sent on, and no counter of an error"
                    " has them (IpInReceives, IpInDelivers): a filter of this host took them"
                    " (nftables, iptables, IPVS), or they were for nobody here"});
  }
  return all;
}

}  // namespace netkeel
