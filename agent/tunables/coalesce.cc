// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <optional>

#include "host/irq_vectors.h"
#include "kernel/coalesce_facts.h"
#include "tunables/ethtool_tunable.h"
#include "tunables/factories.h"
#include "tunables/resolve.h"

namespace netkeel {
namespace {

constexpr std::string_view kUsecs = "us";
constexpr std::string_view kFrames = "frames";

// A second, or a million packets: no NIC waits for that, and Linux would take 2^32.
constexpr uint64_t kMost = 1'000'000;

constexpr KeyDescriptor Number(std::string_view name, std::string_view unit,
                               std::string_view link_option, std::string_view help) {
  return {.name = name, .unit = unit, .max = kMost, .link_option = link_option, .help = help};
}

constexpr KeyDescriptor Switch(std::string_view name, std::string_view link_option,
                               std::string_view help) {
  return {.name = name, .type = KeyType::kSwitch, .link_option = link_option, .help = help};
}

constexpr std::array kKeys{
    Switch("adaptive-rx", "UseAdaptiveRxCoalesce",
           "the driver moves the receive numbers with the traffic"),
    Switch("adaptive-tx", "UseAdaptiveTxCoalesce",
           "the driver moves the transmit numbers with the traffic"),
    Switch("cqe-mode-rx", "", "a receive interrupt's timer starts anew with every completion"),
    Switch("cqe-mode-tx", "", "a transmit interrupt's timer starts anew with every completion"),
    Number("rx-usecs", kUsecs, "RxCoalesceSec",
           "longest wait of a received frame for its interrupt; ixgbe and igb take 1 (igb 3) as "
           "dynamic, and ixgbe resets the link where 10 is crossed"),
    Number("rx-frames", kFrames, "RxMaxCoalescedFrames",
           "received frames after which the interrupt comes at once"),
    Number("rx-usecs-irq", kUsecs, "RxCoalesceIrqSec",
           "rx-usecs while the interrupt is being served"),
    Number("rx-frames-irq", kFrames, "RxMaxCoalescedIrqFrames",
           "rx-frames while the interrupt is being served"),
    Number("tx-usecs", kUsecs, "TxCoalesceSec",
           "longest wait of a sent frame for its interrupt; where queues share vectors (TxRx) "
           "rx-usecs holds for both"),
    Number("tx-frames", kFrames, "TxMaxCoalescedFrames",
           "sent frames after which the interrupt comes at once"),
    Number("tx-usecs-irq", kUsecs, "TxCoalesceIrqSec",
           "tx-usecs while the interrupt is being served"),
    Number("tx-frames-irq", kFrames, "TxMaxCoalescedIrqFrames",
           "tx-frames while the interrupt is being served"),
    Number("stats-block-usecs", kUsecs, "StatisticsBlockCoalesceSec",
           "how often the card brings its statistics up to date"),
    Number("pkt-rate-low", "packets/s", "CoalescePacketRateLow",
           "below this rate the -low numbers hold"),
    Number("rx-usecs-low", kUsecs, "RxCoalesceLowSec", "rx-usecs below pkt-rate-low"),
    Number("rx-frames-low", kFrames, "RxMaxCoalescedLowFrames", "rx-frames below pkt-rate-low"),
    Number("tx-usecs-low", kUsecs, "TxCoalesceLowSec", "tx-usecs below pkt-rate-low"),
    Number("tx-frames-low", kFrames, "TxMaxCoalescedLowFrames", "tx-frames below pkt-rate-low"),
    Number("pkt-rate-high", "packets/s", "CoalescePacketRateHigh",
           "above this rate the -high numbers hold"),
    Number("rx-usecs-high", kUsecs, "RxCoalesceHighSec", "rx-usecs above pkt-rate-high"),
    Number("rx-frames-high", kFrames, "RxMaxCoalescedHighFrames", "rx-frames above pkt-rate-high"),
    Number("tx-usecs-high", kUsecs, "TxCoalesceHighSec", "tx-usecs above pkt-rate-high"),
    Number("tx-frames-high", kFrames, "TxMaxCoalescedHighFrames", "tx-frames above pkt-rate-high"),
    Number("sample-interval", "s", "CoalescePacketRateSampleIntervalSec",
           "how often the packet rate is measured"),
    Number("tx-aggr-max-bytes", "bytes", "", "most of one aggregate that is sent"),
    Number("tx-aggr-max-frames", kFrames, "", "most frames in one aggregate that is sent"),
    Number("tx-aggr-time-usecs", kUsecs, "", "longest wait of an aggregate for further frames"),
    Number("rx-cqe-frames", kFrames, "", "most received frames in one completion"),
    Number("rx-cqe-nsecs", "ns", "", "longest wait of a completion for further frames"),
};

constexpr Descriptor kDescriptor{
    .name = "coalesce",
    .help = "how long interrupts wait for more frames (ethtool -c, -C)",
    .others = {"coalesce", "coalesce-", "hardware-irq-coalesce-", "-C", "--coalesce"},
    .keys = kKeys,
};

constexpr const char* kRxUsecs = "rx-usecs";
constexpr const char* kTxUsecs = "tx-usecs";

/// Companions: there where queues share their vectors, and whether LRO is on (ixgbe).
constexpr const char* kShared = "tx-usecs/shared";
constexpr const char* kLro = "rx-usecs/rx-lro";

Address AddressOf(const std::string& device, const char* key) {
  return {device, std::string(kDescriptor.name), key};
}

std::optional<uint64_t> At(const State& observed, const std::string& device, const char* key) {
  return NumberAt(observed, AddressOf(device, key));
}

bool SharesVectors(const Kernel& kernel, const Device& device) {
  const auto vectors = FindVectors(kernel, device).vectors;
  return std::any_of(vectors.begin(), vectors.end(),
                     [](const IrqVector& vector) { return vector.label.starts_with("TxRx-"); });
}

std::string RangeOf(const UsecsRule& rule) {
  std::string text = std::string(rule.driver) + " takes 0, " + std::to_string(rule.dynamic_first);
  if (rule.dynamic_last > rule.dynamic_first) text += ", " + std::to_string(rule.dynamic_last);
  return text + " (dynamic) and " + std::to_string(rule.min) + " to " + std::to_string(rule.max);
}

/// One wish that is not met, and what is known of its device.
struct Wanted {
  const Device& device;
  const State& observed;
  const std::string& key;
  const Value& value;
};

/// Why a driver would refuse it together with all else of the request; none where it may take it.
std::optional<Error> RefusalOf(const Wanted& wanted) {
  const auto& [device, observed, key, value] = wanted;
  if (IsBareVirtio(device.driver, At(observed, device.name, kRxUsecs).value_or(0),
                   At(observed, device.name, "rx-frames").value_or(0)) &&
      key != "tx-frames") {
    return Error{ErrorCode::kUnsupported,
                 "the host gives this NIC no coalescing (VIRTIO_NET_F_NOTF_COAL)"};
  }
  const UsecsRule* const rule = UsecsRuleOf(device.driver);
  const auto* const number = std::get_if<uint64_t>(&value);
  if (rule == nullptr || number == nullptr || (key != kRxUsecs && key != kTxUsecs)) {
    return std::nullopt;
  }
  if (key == kTxUsecs && observed.contains(AddressOf(device.name, kShared))) {
    return Error{ErrorCode::kUnsupported,
                 "queues share their vectors here (TxRx): rx-usecs holds for both directions"};
  }
  if (!TakesUsecs(*rule, *number)) return Error{ErrorCode::kUnclear, RangeOf(*rule)};
  return std::nullopt;
}

/// What the number means to the driver; "" where that is what it says.
std::string NoteOn(const Wanted& wanted) {
  const UsecsRule* const rule = UsecsRuleOf(wanted.device.driver);
  const auto* const number = std::get_if<uint64_t>(&wanted.value);
  const bool is_time = wanted.key == kRxUsecs || wanted.key == kTxUsecs;
  if (rule == nullptr || number == nullptr || !is_time || !IsDynamic(*rule, *number)) return "";
  return wanted.device.driver + " takes " + ToText(wanted.value) + " as dynamic, by the traffic";
}

/// ixgbe_set_coalesce writes other thresholds to the queues from 10 us on, and 1, which is dynamic,
/// is on that side. Linux 6.1 to 7.3.
bool IsSlow(uint64_t usecs) { return usecs == 1 || usecs >= 10; }

/// ixgbe_update_rsc: with LRO on, frames are merged only where there is time for it.
bool Merges(uint64_t usecs) { return usecs == 1 || usecs > 6; }

bool ResetsIxgbe(const Change& change, const State& observed) {
  if (change.address.key != kRxUsecs || !change.before) return false;
  const auto* const before = std::get_if<uint64_t>(&*change.before);
  const auto* const after = std::get_if<uint64_t>(&change.after);
  if (before == nullptr || after == nullptr) return true;
  const auto lro = observed.find(AddressOf(change.address.device, kLro));
  const bool merges = lro == observed.end() || lro->second == Value{std::string("on")};
  return IsSlow(*before) != IsSlow(*after) || (merges && Merges(*before) != Merges(*after));
}

/// Modes first, since a driver may put the numbers of a mode back to its defaults with it; adaptive
/// ones that go on last, since ice takes no numbers behind that.
enum class Turn { kModes, kNumbers, kAdaptive };

Turn TurnOf(const Change& change) {
  const std::string& key = change.address.key;
  const bool is_adaptive = key.starts_with("adaptive-");
  if (is_adaptive && change.after == Value{std::string("on")}) return Turn::kAdaptive;
  return is_adaptive || key.starts_with("cqe-mode-") ? Turn::kModes : Turn::kNumbers;
}

class Coalesce : public EthtoolTunable {
 public:
  Coalesce() : EthtoolTunable(kDescriptor, EthtoolTopic::kCoalesce, "ETHTOOL_MSG_COALESCE_SET") {}

  Observation Observe(const Kernel& kernel, const Device& device,
                      const std::set<std::string>& keys) const override {
    Observation seen = EthtoolTunable::Observe(kernel, device, keys);
    const bool has_rule = UsecsRuleOf(device.driver) != nullptr;
    if (!has_rule || !seen.values.contains(AddressOf(device.name, kRxUsecs))) return seen;
    if (SharesVectors(kernel, device)) seen.values[AddressOf(device.name, kShared)] = kRxUsecs;
    const auto features = kernel.EthtoolGet(device, EthtoolTopic::kFeatures);
    if (device.driver != "ixgbe" || !features) return seen;
    seen.values[AddressOf(device.name, kLro)] = features->contains("active/rx-lro") ? "on" : "off";
    return seen;
  }

  /// None for what an adaptive mode moves with the traffic.
  std::optional<KeyPlace> PlaceOf(const Address& address, const State& observed) const override {
    if (address.key.find('/') != std::string::npos) return std::nullopt;
    for (const std::string way : {"rx", "tx"}) {
      const bool is_moved = address.key == way + "-usecs" || address.key == way + "-frames";
      const auto adaptive = observed.find({address.device, address.tunable, "adaptive-" + way});
      const bool is_on = adaptive != observed.end() && adaptive->second == Value{"on"};
      if (is_moved && is_on) return std::nullopt;
    }
    return KeyPlace{address.key, ""};
  }

  void Resolve(const Situation& situation, Desired& desired) const override {
    for (const Setting& setting : situation.target.settings) {
      if (setting.tunable == kDescriptor.name) ResolveOne(situation, setting, desired);
    }
  }

  Verdict Satisfies(const Device& device, const Address& address, const Value& wanted,
                    const State& observed) const override {
    const Value& actual = observed.at(address);
    if (actual == wanted) return {};
    const auto most = address.key == "rx-frames" ? MostFrames(device.driver) : std::nullopt;
    const auto* const asked = std::get_if<uint64_t>(&wanted);
    if (!most || asked == nullptr || *asked <= *most || actual != Value{*most}) {
      return {Status::kDrift, ""};
    }
    return {Status::kClamped, device.driver + " keeps " + std::to_string(*most) + " at the most"};
  }

  std::vector<Step> MakeSteps(const Device& device, const std::vector<Change>& changes,
                              const State& observed) const override {
    std::vector<Step> steps;
    for (const Turn turn : {Turn::kModes, Turn::kNumbers, Turn::kAdaptive}) {
      std::vector<Change> of_turn;
      std::copy_if(changes.begin(), changes.end(), std::back_inserter(of_turn),
                   [turn](const Change& change) { return TurnOf(change) == turn; });
      if (of_turn.empty()) continue;
      for (Step& step : EthtoolTunable::MakeSteps(device, of_turn, observed)) {
        steps.push_back(std::move(step));
      }
    }
    return steps;
  }

 protected:
  Impact ImpactOf(const Device& device, const std::vector<Change>& changes,
                  const State& observed) const override {
    const bool resets = device.driver == "ixgbe" &&
                        std::any_of(changes.begin(), changes.end(), [&](const Change& change) {
                          return ResetsIxgbe(change, observed);
                        });
    if (resets) return {.effect = "resets the link", .disruptive = true};
    return {};
  }

  std::string Hint(const Device& device, const Step& step, const Error& error) const override {
    if (error.code == ErrorCode::kBusy && device.bus == "virtio") {
      return "virtio_net takes another tx-frames only while the interface is down";
    }
    return EthtoolTunable::Hint(device, step, error);
  }

 private:
  /// A wish that the driver refuses is an address's finding before anything is written: the whole
  /// request would fail with it.
  static void ResolveOne(const Situation& situation, const Setting& setting, Desired& desired) {
    ResolveSetting(situation, setting, desired);
    const Device& device = situation.target.device;
    const State& observed = situation.observed.values;
    const Address address{device.name, setting.tunable, setting.key};
    const auto wish = desired.wishes.find(address);
    if (wish == desired.wishes.end()) return;
    const Wanted wanted{device, observed, setting.key, wish->second.value};
    const Value& actual = observed.at(address);
    const auto refusal = wanted.value == actual ? std::nullopt : RefusalOf(wanted);
    if (!refusal) {
      wish->second.note = NoteOn(wanted);
      return;
    }
    Finding finding = SettingFinding(situation.target, setting, setting.key, *refusal);
    finding.actual = ToText(actual);
    desired.findings.push_back(std::move(finding));
    desired.wishes.erase(wish);
  }
};

}  // namespace

std::unique_ptr<const Tunable> MakeCoalesce() { return std::make_unique<Coalesce>(); }

}  // namespace netkeel
