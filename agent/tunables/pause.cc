// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "tunables/ethtool_tunable.h"
#include "tunables/factories.h"
#include "tunables/resolve.h"

namespace netkeel {
namespace {

constexpr KeyDescriptor Switch(std::string_view name, std::string_view link_option,
                               std::string_view help) {
  return {.name = name, .type = KeyType::kSwitch, .link_option = link_option, .help = help};
}

constexpr std::string_view kAutoneg = "autoneg";
constexpr const char* kOn = "on";

constexpr std::array kKeys{
    Switch(kAutoneg, "AutoNegotiationFlowControl",
           "rx and tx are what both ends of the cable agree to"),
    Switch("rx", "RxFlowControl",
           "stop sending while the other end asks for a pause; needs `autoneg: off`"),
    Switch("tx", "TxFlowControl",
           "ask the other end for a pause before the NIC drops; needs `autoneg: off`"),
};

constexpr Descriptor kDescriptor{
    .name = "pause",
    .help = "Ethernet flow control (ethtool -a, -A)",
    .effect = "resets the link",
    .disruptive = true,
    .others = {"pause", "pause-", "ethernet-pause-", "-A", "--pause"},
    .keys = kKeys,
};

/// Whether the interface has it so.
bool IsSo(const Situation& situation, std::string_view key, const std::string& word) {
  const Address address{situation.target.device.name, std::string(kDescriptor.name),
                        std::string(key)};
  const auto actual = situation.observed.values.find(address);
  return actual != situation.observed.values.end() && actual->second == Value{word};
}

/// Whether autoneg will be on: as the profile has it, else as it is.
bool Negotiates(const Situation& situation) {
  for (const Setting& setting : situation.target.settings) {
    if (setting.tunable != kDescriptor.name || setting.key != kAutoneg) continue;
    return std::get<std::string>(setting.literal) == kOn;
  }
  return IsSo(situation, kAutoneg, kOn);
}

class Pause : public EthtoolTunable {
 public:
  Pause() : EthtoolTunable(kDescriptor, EthtoolTopic::kPause, "ETHTOOL_MSG_PAUSE_SET") {}

  /// With autoneg on, drivers report what was negotiated, which changes with the link, and take no
  /// other wish: it would be written at every run and never be met. One that is met is fine.
  void Resolve(const Situation& situation, Desired& desired) const override {
    const bool negotiates = Negotiates(situation);
    for (const Setting& setting : situation.target.settings) {
      if (setting.tunable != kDescriptor.name) continue;
      const bool is_so = IsSo(situation, setting.key, std::get<std::string>(setting.literal));
      if (setting.key == kAutoneg || !negotiates || is_so) {
        ResolveSetting(situation, setting, desired);
        continue;
      }
      const Error error{ErrorCode::kUnclear,
                        "is up to the link partner while autoneg is on; add `autoneg: off`"};
      desired.findings.push_back(SettingFinding(situation.target, setting, setting.key, error));
    }
  }
};

}  // namespace

std::unique_ptr<const Tunable> MakePause() { return std::make_unique<Pause>(); }

}  // namespace netkeel
