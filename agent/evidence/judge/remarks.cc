// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "base/text.h"
#include "evidence/counter_row.h"
#include "evidence/figures.h"
#include "evidence/judge/rule.h"
#include "evidence/nic_table.h"
#include "evidence/nic_words.h"
#include "evidence/sources.h"

namespace netkeel {
namespace {

constexpr uint64_t kEnough = 10;
/// Of all packets, below which what nobody asked for is not worth a line.
constexpr double kWorthAWord = 0.01;

/// Whether it is of an interface that has nothing to read: no interrupts, no ethtool.
bool IsOfVirtual(const Scene& scene, std::string_view what) {
  const auto slash = what.find('/');
  if (slash == what.npos) return false;
  const std::string_view place = what.substr(slash + 1);
  return std::any_of(scene.cards.begin(), scene.cards.end(), [place](const CardClues& card) {
    return !card.hardware && (place == card.name || place.starts_with(card.name + ' '));
  });
}

/// Who owns a socket that lost nothing in this time is no question.
bool IsOfQuietSocket(const Scene& scene, std::string_view what) {
  if (!what.starts_with("socket/") || !what.ends_with("/owner")) return false;
  return std::none_of(
      scene.sockets.begin(), scene.sockets.end(),
      [what](const SocketClues& socket) { return what == "socket/" + socket.place + "/owner"; });
}

void SayUnread(const Scene& scene, std::vector<std::string>& remarks) {
  for (const auto& [what, why] : Unread(scene)) {
    remarks.push_back(Printable(what) + " could not be read: " + Printable(why));
  }
}

/// Drivers count down now and then: ixgbe takes what was missed off rx_pkts_nic. Only what losses
/// and queues are reckoned from tells of a restart.
bool StepsBack(const Scene& scene, const CounterId& id) {
  if (id.source != "nic") return false;
  const NicMeaning meaning =
      MeaningOf(scene.clues.Fact("nic", id.place, "driver"), id.name).meaning;
  return meaning == NicMeaning::kOther || meaning == NicMeaning::kReceived;
}

void SayThereInPart(const Scene& scene, std::vector<std::string>& remarks) {
  for (const std::string& place : ThereInPart(scene)) {
    remarks.push_back(
        Printable(place) +
        ": counters were there in a part of this time only; what they lost in the rest"
        " is not known");
  }
}

/// Their drops only who owns them can read.
void SayRings(const Scene& scene, std::vector<std::string>& remarks) {
  const Sample& last = scene.clues.window().last();
  for (auto fact = last.facts.lower_bound({"socket", "", ""});
       fact != last.facts.end() && fact->first.source == "socket"; ++fact) {
    const std::string& place = fact->first.place;
    if (fact->first.name != kRingFact) continue;
    const std::string owner = scene.clues.Fact("socket", place, "owner");
    remarks.push_back(Printable(place.substr(0, place.rfind(" inode "))) +
                      (owner.empty() ? "" : ' ' + Printable(owner)) +
                      " captures by a ring: what it drops cannot be seen from here (it has it by"
                      " PACKET_STATISTICS); no other socket loses by it");
  }
}

void SayFiltered(const Scene& scene, std::vector<std::string>& remarks) {
  for (Filtered& each : FilteredPackets(scene)) remarks.push_back(std::move(each.text));
}

/// Whether a sample has the counter, or is known to have left it out as 0.
bool IsIn(const Window& window, const CounterId& id) {
  const CounterRow* const row = FindCounterRow(id.source, id.name);
  const Sparse sparse = row == nullptr ? Sparse::kNo : row->sparse;
  if (sparse != Sparse::kNo) return true;
  return std::all_of(window.samples().begin(), window.samples().end(),
                     [&id](const Sample& sample) { return sample.values.contains(id); });
}

void SayRestarted(const Scene& scene, std::vector<std::string>& remarks) {
  for (const std::string& place : BeganAnew(scene)) {
    remarks.push_back(Printable(place) +
                      ": counters began anew in this time; what they lost by that is not known");
  }
}

void SayGuessed(const Scene& scene, std::vector<std::string>& remarks) {
  for (const CardClues& card : scene.cards) {
    if (!card.guessed) continue;
    remarks.push_back(Printable(card.name) + ": no table knows the counters of " +
                      Printable(card.driver) + "; what they mean is a guess by their names");
  }
}

void SayPauses(const Scene& scene, std::vector<std::string>& remarks) {
  for (const CardClues& card : scene.cards) {
    const uint64_t received = Sum(card.pause_received);
    if (received < kEnough) continue;
    remarks.push_back(Printable(card.name) + " was asked " + NumberText(received) +
                      " times to wait with sending: the other end is overloaded");
  }
}

void SayRefills(const Scene& scene, const std::vector<Cause>& causes,
                std::vector<std::string>& remarks) {
  for (const CardClues& card : scene.cards) {
    const uint64_t failed = Sum(card.refills_failed);
    const bool said = std::any_of(causes.begin(), causes.end(), [&card](const Cause& cause) {
      return cause.word == "no-memory" && cause.place == card.name;
    });
    if (failed < kEnough || said) continue;
    remarks.push_back(Printable(card.name) + ": " + NumberText(failed) +
                      " times there was no memory for a new receive buffer (" +
                      Printable(card.refill_proofs.front().counter.name) +
                      "): nothing is lost by that while others are left");
  }
}

void SaySqueezes(const Scene& scene, std::vector<std::string>& remarks) {
  uint64_t squeezes = 0;
  uint64_t runs = 0;
  for (const CpuClues& cpu : scene.cpus) {
    squeezes += Sum(cpu.squeezes);
    runs += Sum(cpu.runs);
  }
  if (squeezes < kEnough) return;
  const std::string of = runs > 0 ? " of " + CountText(runs, "softirq run") : "";
  remarks.push_back(NumberText(squeezes) + of +
                    " ended with packets left (time_squeeze): that is a delay and no drop");
}

void SayUnwanted(const Scene& scene, std::vector<std::string>& remarks) {
  const uint64_t all = std::max<uint64_t>(1, scene.Packets());
  const auto say = [&](const std::string& counters, uint64_t count, const std::string& what) {
    const double share = static_cast<double>(count) / static_cast<double>(all);
    if (count < kEnough || share < kWorthAWord) return;
    remarks.push_back(CountText(count, "packet") + " (" + PercentText(share) + ") " + what + " (" +
                      counters + "): nobody here lost them");
  };
  const Clues& clues = scene.clues;
  say("UdpNoPorts", clues.Total("udp", "host", {"UdpNoPorts", "Udp6NoPorts"}),
      "came to UDP ports where no socket listens");
  say("UdpIgnoredMulti", clues.Total("udp", "host", {"UdpIgnoredMulti", "Udp6IgnoredMulti"}),
      "were multicast that no socket joined");
  uint64_t unhandled = 0;
  for (const CardClues& card : scene.cards) {
    unhandled += clues.Count("link", card.name, "rx_nohandler");
  }
  say("rx_nohandler", unhandled, "came to ports that take none (a bond's standby)");
}

}  // namespace

std::map<std::string, std::string> Unread(const Scene& scene) {
  std::map<std::string, std::string> unread;
  for (const Sample& sample : scene.clues.window().samples()) {
    for (const auto& [what, why] : sample.unread) {
      if (!IsOfVirtual(scene, what) && !IsOfQuietSocket(scene, what)) unread[what] = why;
    }
  }
  return unread;
}

std::set<std::string> ThereInPart(const Scene& scene) {
  std::set<std::string> places;
  const Window& window = scene.clues.window();
  const NicTable nics(window);
  const auto unread = Unread(scene);
  for (const CounterId& id : window.ids()) {
    const std::string place = id.source + '/' + id.place;
    if (places.contains(place) || unread.contains(place) || unread.contains(id.source)) continue;
    if (nics.LossOf(id).kind == LossKind::kLoss && !IsIn(window, id)) places.insert(place);
  }
  return places;
}

std::set<std::string> BeganAnew(const Scene& scene) {
  std::set<std::string> places;
  for (const CounterId& id : scene.clues.window().Restarted()) {
    if (id.source == "socket" || StepsBack(scene, id)) continue;
    places.insert(id.source + '/' + id.place);
  }
  return places;
}

std::vector<std::string> Remarks(const Scene& scene, const std::vector<Cause>& causes) {
  std::vector<std::string> remarks;
  SayUnread(scene, remarks);
  SayThereInPart(scene, remarks);
  SayRestarted(scene, remarks);
  SayGuessed(scene, remarks);
  SayPauses(scene, remarks);
  SayRefills(scene, causes, remarks);
  const bool said = std::any_of(causes.begin(), causes.end(), [](const Cause& cause) {
    return cause.stage >= Stage::kCard && cause.stage <= Stage::kBacklog;
  });
  if (!said) SaySqueezes(scene, remarks);
  SayUnwanted(scene, remarks);
  for (std::string& remark : FewIpErrors(scene)) remarks.push_back(std::move(remark));
  SayFiltered(scene, remarks);
  SayRings(scene, remarks);
  return remarks;
}

}  // namespace netkeel
