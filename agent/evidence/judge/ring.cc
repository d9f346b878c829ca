// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <bit>

#include "base/text.h"
#include "evidence/figures.h"
#include "evidence/judge/card_clues.h"
#include "evidence/judge/placement.h"
#include "evidence/judge/rule.h"

namespace netkeel {
namespace {

/// The line for a larger ring: twice as large, and room for what was lost in the worst step. None
/// where the card has no larger one, or the sizes are not known.
std::vector<Knob> RingKnobs(const Scene& scene, const Loss& loss) {
  const auto size = RingThatCanGrow(scene.clues, loss.card->name);
  if (!size) return {};
  const uint64_t burst = *std::max_element(loss.lost.begin(), loss.lost.end());
  const uint64_t wanted = std::max(2 * size->now, size->now + burst);
  const bool fits = wanted < size->most && std::bit_ceil(wanted) < size->most;
  return {{loss.card->name, "rings", "rx",
           fits ? std::to_string(std::bit_ceil(wanted)) : std::string("max")}};
}

std::string BurstText(const Scene& scene, const Loss& loss) {
  const auto size = scene.clues.Setting(loss.card->name, "rings.rx");
  std::string text = "packets come in bursts larger than its ring";
  if (size) text += " of " + NumberText(*size);
  const CpuUse use = loss.cpu == nullptr ? CpuUse{} : UseOf(scene, *loss.cpu, loss.lost);
  if (!use.known) return text;
  return text + ", while " + loss.cpu->name() + " was idle for " + PercentText(use.idle) +
         " of the time";
}

std::string RingAdvice(const std::vector<Knob>& knobs) {
  return knobs.empty() ? "the ring is as large as the card has it, or its size cannot be set:"
                         " smooth the bursts at the sender, or spread them over more queues"
                       : "let a burst wait in a larger ring";
}

std::string SlowText(const Scene& scene, const Loss& loss) {
  return "softirqs take " + PercentText(UseOf(scene, *loss.cpu, loss.lost).softirq) +
         " of the time of " + loss.cpu->name() + ", which cannot empty its ring in time";
}

bool IsTooSlow(const Scene& scene, const Loss& loss) {
  return loss.cpu != nullptr && UseOf(scene, *loss.cpu, loss.lost).saturated;
}

/// What helps a CPU that has too much to do.
std::vector<Knob> ReliefKnobs(const Scene& scene, const Loss& loss) {
  std::vector<Knob> knobs = MoreQueuesKnobs(scene, *loss.card);
  if (knobs.empty()) return HandOnKnobs(scene, *loss.card, loss.card->Cpus());
  for (Knob& knob : SpreadKnobs(scene, *loss.card, {})) knobs.push_back(std::move(knob));
  return knobs;
}

constexpr const char* kNoRelief =
    "every CPU that is free is at it already: make packets cheaper (captures, filters), have fewer"
    " of them, or faster CPUs";
constexpr const char* kRelief =
    "share its work among more CPUs: more queues, each with a CPU of its own, or rps_cpus; a larger"
    " ring only fills later";

/// What was lost for want of a descriptor while the ring could not be filled again.
uint64_t LostUnfilled(const Loss& loss) {
  const CardClues& card = *loss.card;
  constexpr uint64_t kEnough = 10;
  if (Sum(card.refills_failed) < kEnough) return 0;
  Steps lost = card.missed;
  lost += card.no_descriptor;
  uint64_t sum = 0;
  for (size_t i = 0; i < std::min(lost.size(), card.refills_failed.size()); ++i) {
    if (card.refills_failed[i] > 0) sum += lost[i];
  }
  return sum;
}

/// "eth0 queue 3" where one queue dropped nearly all; "" else.
std::string QueuePlace(const CardClues& card) {
  uint64_t all = 0;
  const QueueClues* most = nullptr;
  for (const QueueClues& queue : card.queues) {
    all += Sum(queue.drops);
    if (most == nullptr || Sum(queue.drops) > Sum(most->drops)) most = &queue;
  }
  constexpr double kNearlyAll = 0.9;
  if (most == nullptr || !IsSurely(Sum(most->drops), all, kNearlyAll)) return "";
  return card.name + " queue " + std::to_string(most->number);
}

}  // namespace

std::optional<Why> NoMemory(const Scene& /*scene*/, const Loss& loss) {
  if (loss.card == nullptr) return std::nullopt;
  const uint64_t no_memory = Sum(loss.card->no_memory) + LostUnfilled(loss);
  if (2 * no_memory <= Sum(loss.lost)) return std::nullopt;
  return Why{.because = "the driver got no memory for new buffers",
             .advice =
                 "see what takes the memory of the card's node; vm.min_free_kbytes keeps more"
                 " of it ready",
             .proofs = loss.card->refill_proofs};
}

std::optional<Why> QueueDrop(const Scene& scene, const Loss& loss) {
  if (loss.card == nullptr) return std::nullopt;
  if (2 * Sum(loss.card->no_descriptor) <= Sum(loss.lost)) return std::nullopt;
  const bool slow = IsTooSlow(scene, loss);
  Why why{"a queue without a free descriptor drops its own packets while the others go on; " +
          (slow ? SlowText(scene, loss) : BurstText(scene, loss))};
  why.place = QueuePlace(*loss.card);
  why.knobs = RingKnobs(scene, loss);
  if (slow) {
    for (Knob& knob : ReliefKnobs(scene, loss)) why.knobs.push_back(std::move(knob));
  }
  why.advice = slow ? kRelief : RingAdvice(why.knobs);
  return why;
}

std::optional<Why> RingSlowCpu(const Scene& scene, const Loss& loss) {
  if (loss.card == nullptr || !IsTooSlow(scene, loss)) return std::nullopt;
  Why why{SlowText(scene, loss)};
  why.knobs = ReliefKnobs(scene, loss);
  why.advice = why.knobs.empty() ? kNoRelief : kRelief;
  const bool keeps = !scene.clues.Cpus("setting", "host", "isolated").Empty();
  if (why.knobs.empty() && keeps) why.advice += "; or isolate fewer CPUs";
  scene.clues.Prove("cpu", loss.cpu->name(), {"softirq", "idle"}, why.proofs);
  scene.clues.Prove("softnet", loss.cpu->name(), {"processed", "time_squeeze"}, why.proofs);
  return why;
}

std::optional<Why> RingBursts(const Scene& scene, const Loss& loss) {
  if (loss.card == nullptr) return std::nullopt;
  Why why{BurstText(scene, loss)};
  why.knobs = RingKnobs(scene, loss);
  why.advice = RingAdvice(why.knobs);
  return why;
}

}  // namespace netkeel
