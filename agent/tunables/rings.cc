// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <bit>
#include <optional>

#include "tunables/ethtool_tunable.h"
#include "tunables/factories.h"
#include "tunables/rounding.h"

namespace netkeel {
namespace {

// What the device reports as its maximum bounds them, as it does channels.
constexpr KeyDescriptor Ring(std::string_view name, std::string_view help) {
  return {.name = name,
          .unit = "descriptors",
          .min = 1,
          .max = kIntMax,
          .device_maximum = true,
          .help = help};
}

constexpr std::array kKeys{
    Ring("rx", "receive descriptors a queue: how many frames may wait for the CPU"),
    Ring("rx-mini", "receive descriptors of the ring for small frames"),
    Ring("rx-jumbo", "receive descriptors of the ring for jumbo frames"),
    Ring("tx", "transmit descriptors a queue"),
};

constexpr Descriptor kDescriptor{
    .name = "rings",
    .help = "sizes of the descriptor rings (ethtool -g, -G)",
    .effect = "resets the link",
    .disruptive = true,
    .keys = kKeys,
};

enum class Rounding { kUpToMultiple, kUpToPower, kDownToPower };

/// What a driver makes of a size within the device's maximum.
struct RingRule {
  std::string_view driver;
  uint64_t min;
  uint64_t multiple;
  Rounding rounding = Rounding::kUpToMultiple;
};

// From each driver's set_ringparam. i40e, ice, iavf, mlx5_core and vmxnet3 refuse what is too small
// instead of raising it, so they have no minimum here. Without a rule only the very size is as
// wanted: rounding is not guessed.
constexpr std::array kRules{
    RingRule{"ixgbe", 64, 8},
    RingRule{"ixgbevf", 64, 8},
    RingRule{"igb", 64, 8},
    RingRule{"igc", 64, 8},
    RingRule{"e1000e", 64, 8},
    RingRule{"i40e", 0, 32},
    RingRule{"ice", 0, 32},
    RingRule{"iavf", 0, 32},
    RingRule{"ena", 256, 1, Rounding::kDownToPower},
    RingRule{"mlx4_en", 128, 1, Rounding::kUpToPower},
    RingRule{"mlx5_core", 0, 1, Rounding::kUpToPower},
    RingRule{"vmxnet3", 0, 32},
};

constexpr uint64_t RoundUp(uint64_t number, uint64_t multiple) {
  return (number + multiple - 1) / multiple * multiple;
}

const RingRule* RuleOf(const std::string& driver) {
  const auto* const rule = std::find_if(kRules.begin(), kRules.end(),
                                        [&](const RingRule& r) { return r.driver == driver; });
  return rule == kRules.end() ? nullptr : rule;
}

uint64_t Granted(const RingRule& rule, uint64_t wanted) {
  const uint64_t size = std::max(wanted, rule.min);
  if (rule.rounding == Rounding::kDownToPower) return std::bit_floor(size);
  if (rule.rounding == Rounding::kUpToPower) return std::bit_ceil(size);
  return RoundUp(size, rule.multiple);
}

std::string TextOf(const RingRule& rule) {
  switch (rule.rounding) {
    case Rounding::kDownToPower:
      return "down to a power of two";
    case Rounding::kUpToPower:
      return "up to a power of two";
    case Rounding::kUpToMultiple:
      break;
  }
  return "up to a multiple of " + std::to_string(rule.multiple);
}

std::string Explain(const RingRule& rule) {
  std::string text = std::string(rule.driver) + " rounds " + TextOf(rule);
  if (rule.min > 0) text += ", at least " + std::to_string(rule.min);
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
    const RingRule* const rule = RuleOf(device.driver);
    if (rule != nullptr && Granted(*rule, *asked) == *size) {
      return {Status::kClamped, Explain(*rule)};
    }
    return {Status::kDrift, ""};
  }

 protected:
  Impact ImpactOn(const Device& device) const override {
    // virtio_net resizes queue by queue and leaves the carrier alone.
    if (device.driver == "virtio_net") return {"stops each queue for a moment", false};
    return {std::string(kDescriptor.effect), true};
  }

  std::string Hint(const Device& device, const Step& /*step*/, const Error& error) const override {
    if (error.code == ErrorCode::kBusy) return "the driver is resetting the device: try again";
    const bool refused = error.code == ErrorCode::kUnsupported || error.code == ErrorCode::kInvalid;
    if (refused && device.bus == "virtio") {
      return "the ring sizes of a virtual machine's NIC are set on the host "
             "(QEMU: rx_queue_size, tx_queue_size)";
    }
    return "";
  }
};

}  // namespace

bool MayRound(const Address& address, std::string_view driver) {
  return address.tunable == kDescriptor.name && RuleOf(std::string(driver)) == nullptr;
}

std::unique_ptr<const Tunable> MakeRings() { return std::make_unique<Rings>(); }

}  // namespace netkeel
