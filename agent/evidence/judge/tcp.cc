// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "base/text.h"
#include "evidence/figures.h"
#include "evidence/judge/rule.h"

namespace netkeel {
namespace {

constexpr const char* kSomaxconn = "net.core.somaxconn";
constexpr uint64_t kEnough = 10;
/// What TCP drops it asks for again: less than this is no trouble.
constexpr double kWorthAWord = 1e-4;

/// The listener that dropped most; null where none is seen.
const SocketClues* Listener(const Scene& scene) {
  const auto found = std::find_if(scene.sockets.begin(), scene.sockets.end(),
                                  [](const SocketClues& socket) { return socket.Is("tcp"); });
  return found == scene.sockets.end() ? nullptr : &*found;
}

std::string ListenAdvice(const SocketClues* listener, bool capped, bool can_rise) {
  if (capped && !can_rise) return AtItsMost(kSomaxconn) + ": the application must accept faster";
  if (capped) return "let more connections wait; the application must ask listen(2) for as many";
  const bool known = listener != nullptr && !listener->owner.empty();
  return (known ? Printable(listener->owner) : "the application") +
         " must ask listen(2) for a longer queue, or accept faster";
}

std::vector<Cause> Dropped(const Scene& scene, const std::vector<std::string_view>& names,
                           const std::string& why) {
  Cause cause;
  cause.place = "host";
  cause.where = "at TCP sockets";
  cause.loss = scene.clues.Total("tcp", "host", names);
  const uint64_t came = scene.clues.Total("tcp", "host", {"TcpInSegs"});
  cause.share = came == 0 ? 0 : static_cast<double>(cause.loss) / static_cast<double>(came);
  if (cause.loss < kEnough || (came > 0 && cause.share < kWorthAWord)) return {};
  scene.clues.Prove("tcp", "host", names, cause.proofs);
  cause.text = CountText(cause.loss, "TCP segment") + " (" + PercentText(cause.share) +
               ") were dropped " + why;
  cause.advice =
      "the application must read faster; net.ipv4.tcp_rmem bounds what may wait for it."
      " TCP sends them again: this costs time, not data";
  return {std::move(cause)};
}

}  // namespace

std::vector<Cause> ListenQueue(const Scene& scene) {
  const uint64_t lost = std::max(scene.clues.Count("tcp", "host", "TcpExtListenOverflows"),
                                 scene.clues.Count("tcp", "host", "TcpExtListenDrops"));
  if (lost < kEnough) return {};
  const SocketClues* const listener = Listener(scene);
  const auto most = scene.clues.Setting("host", kSomaxconn);
  const bool capped =
      listener == nullptr || listener->limit == 0 || (most && listener->limit >= *most);
  Cause cause;
  cause.place = listener == nullptr ? "host" : listener->name;
  if (listener != nullptr && !listener->owner.empty()) cause.place += ' ' + listener->owner;
  cause.where = "at " + (listener == nullptr ? "TCP listeners" : Printable(cause.place));
  cause.loss = lost;
  cause.share = ShareOf(lost, scene.clues.Count("tcp", "host", "TcpPassiveOpens"));
  cause.text = CountText(lost, "connection request") + " (" + PercentText(cause.share) +
               ") were dropped: the queue of " + Printable(cause.place) + " was full";
  const bool sized = listener != nullptr && listener->limit > 0;
  cause.text += sized ? " (" + NumberText(listener->limit) + " may wait)." : ".";
  if (capped && most) cause.knobs = RaiseKnobs(scene.clues, kSomaxconn, 2 * *most);
  cause.advice = ListenAdvice(listener, capped, !most || !cause.knobs.empty());
  scene.clues.Prove("tcp", "host", {"TcpExtListenOverflows", "TcpExtListenDrops"}, cause.proofs);
  if (listener != nullptr) {
    scene.clues.Prove("socket", listener->place, {"drops"}, cause.proofs);
  }
  return {std::move(cause)};
}

std::vector<Cause> TcpBacklog(const Scene& scene) {
  return Dropped(scene, {"TcpExtTCPBacklogDrop"},
                 "since too many came while the application held their socket.");
}

std::vector<Cause> TcpMemory(const Scene& scene) {
  return Dropped(scene,
                 {"TcpExtRcvPruned", "TcpExtOfoPruned", "TcpExtTCPRcvQDrop", "TcpExtTCPOFODrop",
                  "TcpExtTCPZeroWindowDrop"},
                 "since the buffer of their socket was full.");
}

}  // namespace netkeel
