// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "evidence/figures.h"
#include "evidence/judge/rule.h"

namespace netkeel {
namespace {

/// Below it such packets are what strangers send to any host.
constexpr double kWorthAWord = 1e-4;
constexpr uint64_t kEnough = 10;

using Names = std::vector<std::string_view>;

const Names kNoRoute = {"IpExtInNoRoutes", "Ip6InNoRoutes"};
const Names kIpErrors = {"IpInHdrErrors",   "Ip6InHdrErrors",       "IpInAddrErrors",
                         "Ip6InAddrErrors", "IpExtInTruncatedPkts", "Ip6InTruncatedPkts",
                         "IpInDiscards",    "Ip6InDiscards"};

struct IpLoss {
  Names ip = {};  ///< names of counters, each by its source
  Names udp = {};
  Names tcp = {};
};

uint64_t Received(const Clues& clues) {
  return clues.Total("ip", "host", {"IpInReceives", "Ip6InReceives"});
}

/// The cause of what these counters count, without its text; none where they count next to nothing.
std::optional<Cause> CauseOf(const Clues& clues, const IpLoss& loss, double least_share) {
  Cause cause;
  cause.place = "host";
  cause.where = "in IP";
  cause.loss = clues.Total("ip", "host", loss.ip) + clues.Total("udp", "host", loss.udp) +
               clues.Total("tcp", "host", loss.tcp);
  const uint64_t came = Received(clues);
  cause.share = came == 0 ? 0 : static_cast<double>(cause.loss) / static_cast<double>(came);
  if (cause.loss < kEnough || (came > 0 && cause.share < least_share)) return std::nullopt;
  clues.Prove("ip", "host", loss.ip, cause.proofs);
  clues.Prove("udp", "host", loss.udp, cause.proofs);
  clues.Prove("tcp", "host", loss.tcp, cause.proofs);
  return cause;
}

std::string Counted(const Cause& cause) {
  return CountText(cause.loss, "packet") + " (" + PercentText(cause.share) + ")";
}

/// Interfaces whose filter is strict, as far as their settings are known.
std::vector<std::string> Strict(const Scene& scene) {
  std::vector<std::string> names;
  const uint64_t all = scene.clues.Setting("host", "net.ipv4.conf.all.rp_filter").value_or(0);
  for (const CardClues& card : scene.cards) {
    const auto own = scene.clues.Setting(card.name, "rp_filter");
    if (own && std::max(all, *own) == 1) names.push_back(card.name);
  }
  return names;
}

/// The interface in the key of a sysctl, which has a slash for a dot of the name: eth0/100.
std::string InKey(std::string name) {
  std::replace(name.begin(), name.end(), '.', '/');
  return name;
}

/// Whether nothing is strict, and something loose.
bool IsLoose(const Scene& scene) {
  constexpr uint64_t kLoose = 2;
  if (!Strict(scene).empty()) return false;
  const auto all = scene.clues.Setting("host", "net.ipv4.conf.all.rp_filter");
  return all == kLoose ||
         std::any_of(scene.cards.begin(), scene.cards.end(), [&](const CardClues& card) {
           return scene.clues.Setting(card.name, "rp_filter") == kLoose;
         });
}

std::vector<Cause> One(std::optional<Cause> cause, const std::string& rest,
                       const std::string& advice) {
  if (!cause) return {};
  cause->text = Counted(*cause) + ' ' + rest;
  cause->advice = advice;
  return {std::move(*cause)};
}

}  // namespace

std::vector<Cause> ReversePath(const Scene& scene) {
  auto causes = One(CauseOf(scene.clues, {.tcp = {"TcpExtIPReversePathFilter"}}, 0),
                    "were dropped by the reverse path filter: their source is routed elsewhere.",
                    "accept any source that has a route (2), or route the sources by the interface"
                    " that they come to");
  if (causes.empty()) return causes;
  Cause& cause = causes.front();
  if (IsLoose(scene)) {
    cause.text = Counted(cause) +
                 " were dropped by the reverse path filter, which is loose (2): no route at all "
                 "leads to their source.";
    cause.advice =
        "add a route to the senders, a default route for one, or turn the filter off (0) for all "
        "and for the interface that they come to";
    return causes;
  }
  const std::vector<std::string> strict = Strict(scene);
  const std::string where = strict.size() == 1 ? strict.front() : "all";
  if (strict.size() == 1) cause.place = where;
  cause.knobs = {HostKnob("net.ipv4.conf." + InKey(where) + ".rp_filter", "2")};
  return causes;
}

std::vector<Cause> NoRoute(const Scene& scene) {
  return One(CauseOf(scene.clues, {.ip = kNoRoute}, kWorthAWord), "had no route and were dropped.",
             "add the route, or find who sends them here");
}

std::vector<Cause> IpErrors(const Scene& scene) {
  return One(CauseOf(scene.clues, {.ip = kIpErrors}, kWorthAWord),
             "were dropped by IP: a broken header, an address that is none of this host's, a"
             " truncated packet, or no memory.",
             "no setting of this host helps; the counters say which it is");
}

std::vector<std::string> FewIpErrors(const Scene& scene) {
  std::vector<std::string> remarks;
  for (const auto& [names, what] :
       {std::pair(kNoRoute, "had no route"),
        std::pair(kIpErrors, "were dropped by IP, broken or for nobody here")}) {
    const auto cause = CauseOf(scene.clues, {.ip = names}, 0);
    if (!cause || CauseOf(scene.clues, {.ip = names}, kWorthAWord)) continue;
    std::vector<std::string> counters;
    for (const Proof& proof : cause->proofs) counters.push_back(proof.counter.name);
    remarks.push_back(Counted(*cause) + ' ' + what + " (" + Join(counters, ", ") +
                      "): so few are what strangers send to any host");
  }
  return remarks;
}

std::vector<Cause> Checksums(const Scene& scene) {
  return One(
      CauseOf(scene.clues,
              {.udp = {"UdpInCsumErrors", "Udp6InCsumErrors"}, .tcp = {"TcpInCsumErrors"}}, 0),
      "had a wrong checksum although their frames were sound.",
      "something between here and the sender changes packets: a switch, a tunnel, or the"
      " memory of a card");
}

std::vector<Cause> Fragments(const Scene& scene) {
  return One(CauseOf(scene.clues, {.ip = {"IpReasmFails", "Ip6ReasmFails"}}, 0),
             "could not be put together from their fragments.",
             "one lost fragment loses the whole datagram: keep datagrams below the MTU; where"
             " fragments time out, see net.ipv4.ipfrag_high_thresh");
}

}  // namespace netkeel
