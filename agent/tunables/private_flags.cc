// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cctype>

#include "base/text.h"
#include "tunables/ethtool_tunable.h"
#include "tunables/factories.h"
#include "tunables/resolve.h"

namespace netkeel {
namespace {

constexpr KeyDescriptor Flag(std::string_view name, std::string_view help) {
  return {.name = name, .type = KeyType::kSwitch, .help = help};
}

// What is known by heart of some; every driver may have others.
constexpr std::array kKeys{
    Flag("disable-fw-lldp", "i40e: the card's firmware leaves LLDP frames to the host"),
    Flag("flow-director-atr", "i40e: replies come to the queue that sent; of no use to receivers"),
    Flag("fw-lldp-agent", "ice: the card's firmware keeps LLDP frames to itself"),
    Flag("legacy-rx", "Intel: frames are copied out of the buffers as drivers once did"),
    Flag("link-down-on-close", "i40e, ice: the link goes away when the interface goes down"),
    Flag("mdd-disable-vf", "82599: a virtual function that misbehaves is switched off"),
    Flag("rx_cqe_compress", "mlx5: several completions in one; less PCIe traffic, more CPU"),
    Flag("rx_cqe_moder", "mlx5: a receive interrupt's timer starts anew with every completion"),
    Flag("rx_striding_rq", "mlx5: one large buffer takes several frames"),
    Flag("vf-ipsec", "ixgbe: virtual functions may have IPsec done by the card"),
};

/// ETH_GSTRING_LEN, the end of the string among it.
constexpr size_t kLongest = 31;

/// Names are the driver's own, and may have blanks.
std::string WrongWith(std::string_view key) {
  const bool is_plain = std::all_of(key.begin(), key.end(), [](unsigned char c) {
    return std::isprint(c) != 0 && c != '/' && c != '"' && c != '\\';
  });
  if (!key.empty() && key.size() <= kLongest && is_plain && Trim(key) == key) return "";
  return Quote(key) + " is no private flag; `ethtool --show-priv-flags` prints their names";
}

constexpr Descriptor kDescriptor{
    .name = "private-flags",
    .help = "switches that a driver has by names of its own (ethtool --show-priv-flags)",
    .effect = "resets the link",
    .disruptive = true,
    .open = {.type = KeyType::kSwitch,
             .pattern = R"(^[^\s/"\\]([^/"\\]*[^\s/"\\])?$)",
             .help = "a flag by the driver's name for it",
             .wrong_with = WrongWith,
             .is_writable = [](std::string_view /*key*/) { return true; }},
    .others = {.flag = "--set-priv-flags"},
    .keys = kKeys,
};

class PrivateFlags : public EthtoolTunable {
 public:
  PrivateFlags()
      : EthtoolTunable(kDescriptor, EthtoolTopic::kPrivateFlags, "ETHTOOL_MSG_PRIVFLAGS_SET") {}

  Observation Observe(const Kernel& kernel, const Device& device,
                      const std::set<std::string>& /*keys*/) const override {
    Observation seen;
    const std::string tunable(kDescriptor.name);
    const auto fields = kernel.EthtoolGet(device, EthtoolTopic::kPrivateFlags);
    if (!fields) {
      seen.problems[{device.name, tunable, ""}] = fields.error();
    } else if (fields->empty()) {
      seen.problems[{device.name, tunable, ""}] = {ErrorCode::kUnsupported,
                                                   "the driver has no private flags"};
    } else {
      for (const auto& [name, value] : *fields) seen.values[{device.name, tunable, name}] = value;
    }
    return seen;
  }

  void Resolve(const Situation& situation, Desired& desired) const override {
    std::vector<std::string> names;
    for (const auto& [address, value] : situation.observed.values) {
      const bool is_ours =
          address.device == situation.target.device.name && address.tunable == kDescriptor.name;
      if (is_ours) names.push_back(address.key);
    }
    for (const Setting& setting : situation.target.settings) {
      if (setting.tunable != kDescriptor.name) continue;
      const bool is_there = std::count(names.begin(), names.end(), setting.key) > 0;
      if (is_there || names.empty()) {
        ResolveSetting(situation, setting, desired);
      } else {
        const Error error{ErrorCode::kUnsupported,
                          "the driver has no such flag; it has: " + Join(names, ", ")};
        desired.findings.push_back(SettingFinding(situation.target, setting, setting.key, error));
      }
    }
  }

 protected:
  std::string Hint(const Device& device, const Step& step, const Error& error) const override {
    if (error.code == ErrorCode::kUnsupported) return "this card does not take the flag";
    return EthtoolTunable::Hint(device, step, error);
  }
};

}  // namespace

std::unique_ptr<const Tunable> MakePrivateFlags() { return std::make_unique<PrivateFlags>(); }

}  // namespace netkeel
