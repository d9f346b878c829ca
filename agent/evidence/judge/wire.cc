// SPDX-License-Identifier: Apache-2.0
#include "base/text.h"
#include "evidence/figures.h"
#include "evidence/judge/card_clues.h"
#include "evidence/judge/rule.h"
#include "evidence/nic_words.h"

namespace netkeel {
namespace {

constexpr uint64_t kEnoughPauses = 10;

/// Of the words of the driver that mean one of `meanings` and rose.
void ProveNic(const Scene& scene, const CardClues& card, const std::vector<NicMeaning>& meanings,
              std::vector<Proof>& proofs) {
  for (const std::string& word : scene.clues.window().Names("nic", card.name)) {
    const NicMeaning found = MeaningOf(card.driver, word).meaning;
    for (const NicMeaning meaning : meanings) {
      if (found == meaning) scene.clues.Prove("nic", card.name, {word}, proofs);
    }
  }
}

}  // namespace

std::vector<Cause> WireErrors(const Scene& scene) {
  std::vector<Cause> causes;
  for (const CardClues& card : scene.cards) {
    const uint64_t broken = Sum(card.wire);
    const uint64_t passed = Sum(card.received);
    if (!IsLoss(broken, broken + passed)) continue;
    Cause cause;
    cause.place = card.name;
    cause.where = "on the wire to " + Printable(card.name);
    cause.loss = broken;
    cause.share = ShareOf(broken, passed);
    cause.text = CountText(broken, "frame") + " (" + PercentText(cause.share) +
                 ") came broken to " + Printable(card.name) + ".";
    cause.advice = "no setting of this host helps: cable, optics, or the port of the switch";
    ProveNic(scene, card,
             {NicMeaning::kCrcErrors, NicMeaning::kLengthErrors, NicMeaning::kSymbolErrors},
             cause.proofs);
    if (cause.proofs.empty()) {
      scene.clues.Prove("link", card.name, {"rx_crc_errors", "rx_length_errors", "rx_frame_errors"},
                        cause.proofs);
    }
    causes.push_back(std::move(cause));
  }
  return causes;
}

std::vector<Cause> Carrier(const Scene& scene) {
  std::vector<Cause> causes;
  for (const CardClues& card : scene.cards) {
    const uint64_t changes = scene.clues.Count("link", card.name, "carrier_changes");
    if (changes == 0 || !card.hardware) continue;
    Cause& cause = causes.emplace_back();
    cause.place = card.name;
    cause.text = "The link of " + Printable(card.name) + " went down or up " +
                 CountText(changes, "time") + "; what was sent meanwhile never came here.";
    cause.advice =
        "no setting of this host helps: cable, optics, the switch, or who resets the link";
    cause.proofs = {scene.clues.Prove("link", card.name, "carrier_changes")};
  }
  return causes;
}

std::vector<Cause> Shaped(const Scene& scene) {
  std::vector<Cause> causes;
  for (const CardClues& card : scene.cards) {
    const uint64_t lost = Sum(card.shaped);
    const uint64_t passed = Sum(card.received);
    if (!IsLoss(lost, lost + passed)) continue;
    Cause& cause = causes.emplace_back();
    cause.place = card.name;
    cause.where = "before " + Printable(card.name);
    cause.loss = lost;
    cause.share = ShareOf(lost, passed);
    cause.text = CountText(lost, "packet") + " (" + PercentText(cause.share) + ") for " +
                 Printable(card.name) + " were held back or lost by a limit of the cloud's.";
    cause.advice = "no setting of this host helps: a larger instance has larger limits";
    ProveNic(scene, card, {NicMeaning::kShaped}, cause.proofs);
  }
  return causes;
}

std::vector<Cause> PauseSent(const Scene& scene) {
  std::vector<Cause> causes;
  for (const CardClues& card : scene.cards) {
    const uint64_t sent = Sum(card.pause_sent);
    if (sent < kEnoughPauses || Sum(card.Lost()) > 0) continue;
    Cause& cause = causes.emplace_back();
    cause.place = card.name;
    cause.text = Printable(card.name) + " asked the other end " + NumberText(sent) +
                 " times to wait: it cannot keep up, and what is lost by that is lost in the switch"
                 " or at the sender.";
    cause.advice =
        "relieve the CPUs that serve it, or enlarge its rings; with pause.tx off the"
        " loss would be seen here";
    if (RingThatCanGrow(scene.clues, card.name)) cause.knobs = {{card.name, "rings", "rx", "max"}};
    ProveNic(scene, card, {NicMeaning::kPauseSent}, cause.proofs);
    if (cause.proofs.empty()) {
      scene.clues.Prove("nicstat", card.name, {"pause/tx_pause_frames"}, cause.proofs);
    }
  }
  return causes;
}

}  // namespace netkeel
