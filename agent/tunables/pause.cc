// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
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
constexpr const char* kOff = "off";

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

/// i40e_set_pauseparam and ice_set_pauseparam (Linux 6.1 to 7.3) take no request whose autoneg is
/// another one than the link's: EOPNOTSUPP, and rx and tx with it.
bool IsTheLinksOwn(const Situation& situation) {
  const std::string& driver = situation.target.device.driver;
  const auto& settings = situation.target.settings;
  return (driver == "i40e" || driver == "ice") &&
         std::any_of(settings.begin(), settings.end(), [&](const Setting& setting) {
           if (setting.tunable != kDescriptor.name || setting.key != kAutoneg) return false;
           const bool wants_on = std::get<std::string>(setting.literal) == kOn;
           return IsSo(situation, kAutoneg, wants_on ? kOff : kOn);
         });
}

/// Why such a request is not made.
Error LinksOwn(const Situation& situation) {
  const std::string wanted = Negotiates(situation) ? kOn : kOff;
  return {ErrorCode::kUnsupported, "autoneg of this driver is the link's own: `ethtool -s " +
                                       situation.target.device.name + " autoneg " + wanted +
                                       "` changes it"};
}

class Pause : public EthtoolTunable {
 public:
  Pause() : EthtoolTunable(kDescriptor, EthtoolTopic::kPause, "ETHTOOL_MSG_PAUSE_SET") {}

  /// With autoneg on, drivers report what was negotiated, which changes with the link, and take no
  /// other wish: it would be written at every run and never be met. One that is met is fine.
  void Resolve(const Situation& situation, Desired& desired) const override {
    const bool negotiates = Negotiates(situation);
    const bool is_links_own = IsTheLinksOwn(situation);
    for (const Setting& setting : situation.target.settings) {
      if (setting.tunable != kDescriptor.name) continue;
      const bool is_so = IsSo(situation, setting.key, std::get<std::string>(setting.literal));
      if (is_so || (!is_links_own && (setting.key == kAutoneg || !negotiates))) {
        ResolveSetting(situation, setting, desired);
        continue;
      }
      const Error up_to_partner{
          ErrorCode::kUnclear, "is up to the link partner while autoneg is on; add `autoneg: off`"};
      const Error error = is_links_own ? LinksOwn(situation) : up_to_partner;
      desired.findings.push_back(SettingFinding(situation.target, setting, setting.key, error));
    }
  }
};

}  // namespace

std::unique_ptr<const Tunable> MakePause() { return std::make_unique<Pause>(); }

}  // namespace netkeel
