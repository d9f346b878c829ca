// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "kernel/driver_facts.h"
#include "tunables/ethtool_tunable.h"
#include "tunables/factories.h"
#include "tunables/rounding.h"

namespace netkeel {
namespace {

// What the device reports as its maximum bounds them, as it does channels.
constexpr KeyDescriptor Ring(std::string_view name, std::string_view link_option,
                             std::string_view help) {
  return {.name = name,
          .unit = "descriptors",
          .min = 1,
          .max = kIntMax,
          .device_maximum = true,
          .link_option = link_option,
          .help = help};
}

constexpr std::array kKeys{
    Ring("rx", "RxBufferSize", "receive descriptors a queue: how many frames may wait for the CPU"),
    Ring("rx-mini", "RxMiniBufferSize", "receive descriptors of the ring for small frames"),
    Ring("rx-jumbo", "RxJumboBufferSize", "receive descriptors of the ring for jumbo frames"),
    Ring("tx", "TxBufferSize", "transmit descriptors a queue"),
};

constexpr Descriptor kDescriptor{
    .name = "rings",
    .help = "sizes of the descriptor rings (ethtool -g, -G)",
    .effect = "resets the link",
    .disruptive = true,
    .others = {"ring", "ring-", "hardware-dma-ring-", "-G", "--set-ring"},
    .keys = kKeys,
};

/// The device's own, or that of all devices where it says none.
uint64_t MaximumOf(const Address& address, const State& observed) {
  const auto maximum = observed.find({address.device, address.tunable, address.key + "-max"});
  const bool is_there = maximum != observed.end();
  const auto* const number = is_there ? std::get_if<uint64_t>(&maximum->second) : nullptr;
  return number == nullptr ? kIntMax : *number;
}

std::string TextOf(const RingRule& rule) {
  switch (rule.rounding) {
    case RingRounding::kDownToPower:
      return "down to a power of two";
    case RingRounding::kUpToPower:
      return "up to a power of two";
    case RingRounding::kUpToMultiple:
      break;
  }
  return "up to a multiple of " + std::to_string(rule.multiple);
}

std::string Explain(const RingRule& rule) {
  std::string text = std::string(rule.driver) + " rounds " + TextOf(rule);
  if (!rule.refuses_less) text += ", at least " + std::to_string(rule.min);
  return text;
}

class Rings : public EthtoolTunable {
 public:
  Rings() : EthtoolTunable(kDescriptor, EthtoolTopic::kRings, "ETHTOOL_MSG_RINGS_SET") {}

  Verdict Satisfies(const Device& device, const Address& address, const Value& wanted,
                    const State& observed) const override {
    const Value& actual = observed.at(address);
    if (actual == wanted) return {};
    const auto* const asked = std::get_if<uint64_t>(&wanted);
    const auto* const size = std::get_if<uint64_t>(&actual);
    if (asked == nullptr || size == nullptr) return {Status::kDrift, ""};
    // Without a rule only the very size is as wanted: rounding is not guessed.
    const RingRule* const rule = RingRuleOf(device.driver);
    if (rule != nullptr && GrantedRing(*rule, *asked, MaximumOf(address, observed)) == *size) {
      return {Status::kClamped, Explain(*rule)};
    }
    return {Status::kDrift, ""};
  }

 protected:
  Impact ImpactOf(const Device& device, const std::vector<Change>& changes,
                  const State& observed) const override {
    // virtio_net resizes queue by queue and leaves the carrier alone.
    if (device.driver == "virtio_net") return {.effect = "stops each queue for a moment"};
    return EthtoolTunable::ImpactOf(device, changes, observed);
  }

  std::string Hint(const Device& device, const Step& step, const Error& error) const override {
    const bool refused = error.code == ErrorCode::kUnsupported || error.code == ErrorCode::kInvalid;
    if (refused && device.bus == "virtio") {
      return "the ring sizes of a virtual machine's NIC are set on the host "
             "(QEMU: rx_queue_size, tx_queue_size)";
    }
    return EthtoolTunable::Hint(device, step, error);
  }
};

}  // namespace

bool MayRound(const Address& address, std::string_view driver) {
  return address.tunable == kDescriptor.name && RingRuleOf(driver) == nullptr;
}

std::unique_ptr<const Tunable> MakeRings() { return std::make_unique<Rings>(); }

}  // namespace netkeel
