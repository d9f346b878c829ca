// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>
#include <map>

#include "base/text.h"
#include "evidence/figures.h"
#include "evidence/judge/rule.h"

namespace netkeel {
namespace {

constexpr const char* kUdpMem = "net.ipv4.udp_mem";
/// What a small datagram takes of a buffer, its bookkeeping included.
constexpr uint64_t kBytesADatagram = 2304;
constexpr uint64_t kMostUseful = uint64_t{64} << 20;
constexpr double kMostSamples = 0.5;

uint64_t Delivered(const Clues& clues) {
  return clues.Total("udp", "host", {"UdpInDatagrams", "Udp6InDatagrams"});
}

uint64_t NoMemory(const Clues& clues) {
  return clues.Total("udp", "host", {"UdpMemErrors", "Udp6MemErrors"});
}

bool HasTotals(const Clues& clues) { return clues.Has("udp", "host", "UdpRcvbufErrors"); }

uint64_t BuffersFull(const Clues& clues) {
  return clues.Total("udp", "host", {"UdpRcvbufErrors", "Udp6RcvbufErrors"});
}

/// A UDP socket, or all of one process that have the same trouble.
struct Droppers {
  std::vector<const SocketClues*> sockets;
  uint64_t loss = 0;

  const SocketClues& first() const { return *sockets.front(); }
  std::string Place() const {
    const SocketClues& socket = first();
    const std::string owner = socket.owner.empty() ? "" : ' ' + socket.owner;
    if (sockets.size() == 1) return socket.name + owner;
    return std::to_string(sockets.size()) + " udp sockets" + owner;
  }
};

bool IsSlow(const SocketClues& socket) { return socket.full_share > kMostSamples; }

/// The host's counters say how many there were: a socket's own drops count those, too, that its
/// filter refused or that were broken. `rest` is what no socket that is there accounts for.
std::vector<Droppers> DroppersOf(const Scene& scene, bool slow, uint64_t& rest) {
  uint64_t left = HasTotals(scene.clues) ? BuffersFull(scene.clues) : UINT64_MAX;
  std::vector<Droppers> all;
  std::map<std::string, size_t> by_owner;
  for (const SocketClues& socket : scene.sockets) {
    if (!socket.Is("udp")) continue;
    const uint64_t loss = std::min(Sum(socket.drops), left);
    left -= loss;
    if (loss == 0 || IsSlow(socket) != slow) continue;
    const std::string owner = socket.owner.empty() ? socket.place : socket.owner;
    const auto [entry, is_new] = by_owner.try_emplace(owner, all.size());
    if (is_new) all.emplace_back();
    all[entry->second].sockets.push_back(&socket);
    all[entry->second].loss += loss;
  }
  rest = HasTotals(scene.clues) ? left : 0;
  return all;
}

std::string LossText(uint64_t loss, double share) {
  return CountText(loss, "datagram") + " (" + PercentText(share) + ")";
}

/// What the two causes have in common.
Cause CauseOf(const Scene& scene, const Droppers& droppers) {
  Cause cause;
  cause.place = droppers.Place();
  cause.where = "at " + Printable(cause.place);
  cause.loss = droppers.loss;
  cause.share = ShareOf(droppers.loss, Delivered(scene.clues));
  constexpr size_t kMostProofs = 5;
  for (const SocketClues* const socket : droppers.sockets) {
    if (cause.proofs.size() == kMostProofs) break;
    cause.proofs.push_back(scene.clues.Prove("socket", socket->place, "drops"));
  }
  scene.clues.Prove("udp", "host", {"UdpRcvbufErrors", "Udp6RcvbufErrors"}, cause.proofs);
  cause.text =
      LossText(cause.loss, cause.share) + " were lost at " + Printable(cause.place) + ", since ";
  return cause;
}

bool Counts(const Scene& scene, const Droppers& droppers) {
  return IsLoss(droppers.loss, droppers.loss + Delivered(scene.clues));
}

/// Twice the buffer, and room for the worst step.
uint64_t WantedBuffer(const SocketClues& socket) {
  const uint64_t burst = *std::max_element(socket.drops.begin(), socket.drops.end());
  const uint64_t room = std::min(socket.limit + burst * kBytesADatagram, kMostUseful);
  return std::bit_ceil(std::max(2 * socket.limit, room));
}

/// Sets how the buffer of `socket` becomes larger: by the line that caps it, or by its owner.
void EnlargeBuffer(const Scene& scene, const SocketClues& socket, Cause& cause) {
  constexpr const char* kDefault = "net.core.rmem_default";
  constexpr const char* kMost = "net.core.rmem_max";
  constexpr const char* kReadFaster = ": the application must read faster, or in more threads";
  const uint64_t wanted = WantedBuffer(socket);
  const auto by_default = scene.clues.Setting("host", kDefault);
  const auto most = scene.clues.Setting("host", kMost);
  if (by_default && socket.limit == *by_default) {
    cause.knobs = RaiseKnobs(scene.clues, kDefault, wanted);
    cause.advice =
        cause.knobs.empty()
            ? AtItsMost(kDefault) + kReadFaster
            : "give sockets that ask for nothing a larger buffer, from their next start on";
    return;
  }
  // Linux doubles what SO_RCVBUF asks for, and caps it before.
  if (most && socket.limit >= 2 * *most) {
    cause.knobs = RaiseKnobs(scene.clues, kMost, std::max(2 * *most, wanted / 2));
    cause.advice = cause.knobs.empty() ? AtItsMost(kMost) + kReadFaster
                                       : "let it ask for more: its SO_RCVBUF is capped by rmem_max";
    return;
  }
  cause.advice = "ask for a larger buffer in the application: SO_RCVBUF of " +
                 NumberText(wanted / 2) + " or more";
  if (most && wanted / 2 > *most) cause.knobs = RaiseKnobs(scene.clues, kMost, wanted / 2);
}

/// "1 2 3" -> "2 4 6"; "" where it is no list of three numbers.
std::string Doubled(const std::string& limits) {
  std::vector<std::string> doubled;
  for (const std::string_view word : Words(limits)) {
    const auto number = ParseUnsigned(word);
    if (!number) return "";
    doubled.push_back(std::to_string(2 * *number));
  }
  return doubled.size() == 3 ? Join(doubled, " ") : "";
}

}  // namespace

std::vector<Cause> UdpMemory(const Scene& scene) {
  const uint64_t lost = NoMemory(scene.clues);
  const uint64_t passed = Delivered(scene.clues);
  if (!IsLoss(lost, lost + passed)) return {};
  Cause cause;
  cause.place = "host";
  cause.where = "at UDP sockets";
  cause.loss = lost;
  cause.share = ShareOf(lost, passed);
  const std::string limits = scene.clues.Fact("setting", "host", kUdpMem);
  cause.text = LossText(lost, cause.share) +
               " were lost since all UDP sockets together, or their control group, had no more" +
               " memory" + (limits.empty() ? "." : ": net.ipv4.udp_mem is " + limits + " pages.");
  cause.advice = "let UDP sockets have more memory, or find the one that does not read";
  const std::string more = Doubled(limits);
  if (!more.empty()) cause.knobs = {HostKnob(kUdpMem, '"' + more + '"')};
  scene.clues.Prove("udp", "host", {"UdpMemErrors", "Udp6MemErrors"}, cause.proofs);
  return {std::move(cause)};
}

std::vector<Cause> SocketSlow(const Scene& scene) {
  std::vector<Cause> causes;
  uint64_t rest = 0;
  for (const Droppers& droppers : DroppersOf(scene, true, rest)) {
    if (!Counts(scene, droppers)) continue;
    Cause& cause = causes.emplace_back(CauseOf(scene, droppers));
    const std::string owner = droppers.first().owner;
    cause.text += "the application is too slow: its queue was half full or more in " +
                  PercentText(droppers.first().full_share) + " of the samples.";
    cause.advice = (owner.empty() ? "the application" : Printable(owner)) +
                   " must read faster, or in more threads; a larger buffer only fills later";
  }
  return causes;
}

std::vector<Cause> SocketBursts(const Scene& scene) {
  std::vector<Cause> causes;
  uint64_t rest = 0;
  for (const Droppers& droppers : DroppersOf(scene, false, rest)) {
    if (!Counts(scene, droppers)) continue;
    Cause& cause = causes.emplace_back(CauseOf(scene, droppers));
    const uint64_t limit = droppers.first().limit;
    cause.text += "bursts, or pauses of the application, are longer than its buffer" +
                  (limit > 0 ? " of " + NumberText(limit) + " bytes" : std::string()) +
                  ", which is mostly empty.";
    EnlargeBuffer(scene, droppers.first(), cause);
  }
  return causes;
}

std::vector<Cause> SocketGone(const Scene& scene) {
  uint64_t rest = 0;
  DroppersOf(scene, false, rest);
  const uint64_t passed = Delivered(scene.clues);
  if (!IsLoss(rest, BuffersFull(scene.clues) + passed)) return {};
  Cause cause;
  cause.place = "host";
  cause.where = "at UDP sockets";
  cause.loss = rest;
  cause.share = ShareOf(rest, passed);
  cause.text = LossText(rest, cause.share) + " were lost since the buffer of a socket was full" +
               " that is closed by now, or cannot be seen from here.";
  cause.advice = "look while it is open: `netkeel observe`";
  scene.clues.Prove("udp", "host", {"UdpRcvbufErrors", "Udp6RcvbufErrors"}, cause.proofs);
  return {std::move(cause)};
}

std::vector<Cause> PacketSockets(const Scene& scene) {
  std::vector<Cause> causes;
  for (const SocketClues& socket : scene.sockets) {
    if (!socket.Is("packet") && !socket.Is("raw")) continue;
    const uint64_t lost = Sum(socket.drops);
    const uint64_t came = std::max(scene.Packets(), lost);
    if (!IsLoss(lost, came)) continue;
    Cause& cause = causes.emplace_back();
    cause.place = socket.name + (socket.owner.empty() ? "" : ' ' + socket.owner);
    cause.where = "at " + Printable(cause.place);
    // They are copies: no packet is lost by it.
    cause.text = CountText(lost, "packet") + " (" + PercentText(ShareOf(lost, came - lost)) +
                 ") for " + Printable(cause.place) +
                 " were not copied: it reads too slowly. Other sockets lose nothing by it.";
    cause.advice = "give it a larger ring, or a filter";
    cause.proofs = {scene.clues.Prove("socket", socket.place, "drops")};
  }
  return causes;
}

}  // namespace netkeel
