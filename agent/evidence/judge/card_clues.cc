// SPDX-License-Identifier: Apache-2.0
#include "evidence/judge/card_clues.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>

#include "base/text.h"
#include "evidence/nic_words.h"

namespace netkeel {
namespace {

/// What several sources say of the same packets: each step as the one that has most.
Steps Most(Steps left, const Steps& right) {
  left.resize(std::max(left.size(), right.size()));
  for (size_t i = 0; i < right.size(); ++i) left[i] = std::max(left[i], right[i]);
  return left;
}

/// "rx-3" -> 3, "3" -> 3; none where there is no number.
std::optional<uint64_t> FirstNumber(std::string_view text) {
  const size_t at = text.find_first_of("0123456789");
  if (at == text.npos) return std::nullopt;
  const size_t end = text.find_first_not_of("0123456789", at);
  return ParseUnsigned(text.substr(at, end == text.npos ? end : end - at));
}

/// What a meaning of a driver's word adds to.
struct Kind {
  NicMeaning meaning;
  Steps CardClues::*steps;
  Steps QueueClues::*of_queue = nullptr;
  std::vector<Proof> CardClues::*proofs = nullptr;
};

constexpr std::array kKinds{
    Kind{NicMeaning::kMissed, &CardClues::missed, nullptr, &CardClues::proofs},
    Kind{NicMeaning::kNoDescriptor, &CardClues::no_descriptor, nullptr, &CardClues::proofs},
    Kind{NicMeaning::kQueueDrops, &CardClues::no_descriptor, &QueueClues::drops,
         &CardClues::proofs},
    Kind{NicMeaning::kAllocFailed, &CardClues::no_memory, nullptr, &CardClues::proofs},
    Kind{NicMeaning::kRefillFailed, &CardClues::refills_failed, nullptr, &CardClues::refill_proofs},
    Kind{NicMeaning::kCrcErrors, &CardClues::wire},
    Kind{NicMeaning::kLengthErrors, &CardClues::wire},
    Kind{NicMeaning::kSymbolErrors, &CardClues::wire},
    Kind{NicMeaning::kShaped, &CardClues::shaped},
    Kind{NicMeaning::kPauseSent, &CardClues::pause_sent},
    Kind{NicMeaning::kPauseReceived, &CardClues::pause_received},
    Kind{NicMeaning::kQueuePackets, nullptr, &QueueClues::packets},
};

/// Builds the clues of one card out of its sources.
class CardReader {
 public:
  CardReader(const Clues& clues, const NicCounts& nic, const std::string& name) : clues_(clues) {
    card_.name = name;
    card_.driver = nic.driver;
    card_.hardware = nic.hardware;
    card_.upper = nic.upper;
  }

  CardClues Read() {
    ReadNic();
    ReadQueueStatistics();
    ReadLink();
    ReadVectors();
    for (auto& [number, queue] : queues_) card_.queues.push_back(std::move(queue));
    return std::move(card_);
  }

 private:
  QueueClues& QueueOf(uint64_t number) {
    QueueClues& queue = queues_[number];
    queue.number = number;
    return queue;
  }

  void ReadNic() {
    for (const std::string& word : clues_.window().Names("nic", card_.name)) {
      const NicWord meaning = MeaningOf(card_.driver, word);
      for (const Kind& kind : kKinds) {
        if (kind.meaning == meaning.meaning) ReadWord(word, kind, meaning);
      }
    }
  }

  void ReadWord(const std::string& word, const Kind& kind, const NicWord& meaning) {
    const Steps steps = clues_.StepsOf("nic", card_.name, word);
    if (kind.steps != nullptr) card_.*kind.steps += steps;
    if (meaning.queue && kind.of_queue != nullptr) QueueOf(*meaning.queue).*kind.of_queue += steps;
    if (Sum(steps) == 0) return;
    if (kind.proofs != nullptr) {
      (card_.*kind.proofs).push_back(clues_.Prove("nic", card_.name, word));
    }
    card_.guessed |= meaning.guess;
  }

  /// Whether something read so far says what the ring lost; where it says nothing, others may.
  bool IsRingTold() const { return Sum(card_.missed) + Sum(card_.no_descriptor) > 0; }

  void AddOfQueue(const std::string& place, const std::string& word, Steps& sum,
                  std::vector<Proof>& proofs) {
    const Steps steps = clues_.StepsOf("qstats", place, word);
    sum += steps;
    if (Sum(steps) > 0) proofs.push_back(clues_.Prove("qstats", place, word));
  }

  /// Where the driver's own words say nothing of losses or queues.
  void ReadQueueStatistics() {
    const bool ring_is_told = IsRingTold();
    const bool refills_are_told = Sum(card_.refills_failed) > 0 || Sum(card_.no_memory) > 0;
    const std::string prefix = card_.name + " rx-";
    for (const std::string& place : clues_.window().Places("qstats")) {
      if (!place.starts_with(prefix)) continue;
      const auto number = ParseUnsigned(place.substr(prefix.size()));
      if (!number) continue;
      QueueClues& queue = QueueOf(*number);
      queue.packets = Most(queue.packets, clues_.StepsOf("qstats", place, "rx-packets"));
      if (!ring_is_told) {
        AddOfQueue(place, std::string(kQueueOverruns), card_.no_descriptor, card_.proofs);
      }
      if (refills_are_told) continue;
      AddOfQueue(place, "rx-alloc-fail", card_.refills_failed, card_.refill_proofs);
    }
  }

  /// Statistics of the link tell the same as the driver's own words, later and less; those of a
  /// bond the same as its cards'.
  void ReadLink() {
    card_.received = clues_.StepsOf("link", card_.name, "rx_packets");
    if (card_.upper) return;
    Steps wire;
    for (const char* const word : {"rx_crc_errors", "rx_length_errors", "rx_frame_errors"}) {
      wire += clues_.StepsOf("link", card_.name, word);
    }
    card_.wire = Most(card_.wire, wire);
    for (const auto& [steps, word] : {std::pair(&card_.pause_sent, "pause/tx_pause_frames"),
                                      std::pair(&card_.pause_received, "pause/rx_pause_frames")}) {
      *steps = Most(*steps, clues_.StepsOf("nicstat", card_.name, word));
    }
    if (IsRingTold()) return;
    if (CountsRingInDropped(card_.driver)) ReadDropped();
    for (const char* const word : {"rx_missed_errors", "rx_fifo_errors", "rx_over_errors"}) {
      const Steps steps = clues_.StepsOf("link", card_.name, word);
      if (Sum(steps) == 0) continue;
      card_.missed = Most(card_.missed, steps);
      card_.proofs.push_back(clues_.Prove("link", card_.name, word));
    }
  }

  /// Linux adds what a CPU's backlog had no room for.
  void ReadDropped() {
    Steps backlog;
    for (const std::string& cpu : clues_.window().Places("softnet")) {
      backlog += clues_.StepsOf("softnet", cpu, "dropped");
    }
    Steps steps = clues_.StepsOf("link", card_.name, "rx_dropped");
    backlog.resize(steps.size());
    for (size_t i = 0; i < steps.size(); ++i) steps[i] -= std::min(steps[i], backlog[i]);
    if (Sum(steps) == 0) return;
    card_.missed += steps;
    card_.proofs.push_back(clues_.Prove("link", card_.name, "rx_dropped"));
  }

  void ReadVectors() {
    const std::string prefix = card_.name + ' ';
    for (const std::string& place : clues_.window().Places("vector")) {
      if (!place.starts_with(prefix)) continue;
      const auto number = FirstNumber(clues_.Fact("vector", place, "queue"));
      if (number) QueueOf(*number).cpu = CpuOf(place);
    }
  }

  /// Where most of its interrupts were; of one that is only polled, where they would go.
  std::optional<unsigned> CpuOf(const std::string& vector) const {
    uint64_t most = 0;
    std::optional<unsigned> cpu;
    for (const std::string& name : clues_.window().Names("vector", vector)) {
      const uint64_t count = clues_.Count("vector", vector, name);
      if (count <= most) continue;
      most = count;
      cpu = static_cast<unsigned>(FirstNumber(name).value_or(0));
    }
    if (cpu) return cpu;
    for (const char* const fact : {"effective", "affinity"}) {
      const CpuSet cpus = clues_.Cpus("vector", vector, fact);
      if (!cpus.Empty()) return cpus.Cpus().front();
    }
    return std::nullopt;
  }

  const Clues& clues_;
  CardClues card_;
  std::map<uint64_t, QueueClues> queues_;
};

}  // namespace

CardClues CardOf(const Clues& clues, const NicCounts& nic, const std::string& name) {
  return CardReader(clues, nic, name).Read();
}

Steps CardClues::Lost() const {
  Steps lost = missed;
  lost += no_descriptor;
  lost += no_memory;
  return lost;
}

CpuSet CardClues::Cpus() const {
  CpuSet cpus;
  for (const QueueClues& queue : queues) {
    if (queue.cpu) cpus.Add(*queue.cpu);
  }
  return cpus;
}

std::optional<RingSize> RingThatCanGrow(const Clues& clues, const std::string& card) {
  const auto now = clues.Setting(card, "rings.rx");
  const auto most = clues.Setting(card, "rings.rx-max");
  if (!now || !most || *now >= *most) return std::nullopt;
  return RingSize{*now, *most};
}

}  // namespace netkeel
