// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include "kernel/driver_facts.h"
#include "tunables/ethtool_tunable.h"
#include "tunables/factories.h"
#include "tunables/resolve.h"

namespace netkeel {
namespace {

constexpr std::array kKeys{
    KeyDescriptor{.name = "combined",
                  .unit = "queues",
                  .min = 1,
                  .max = kIntMax,
                  .device_maximum = true,
                  .from_cpus = true,
                  .counts_queues = true,
                  .link_option = "CombinedChannels",
                  .help = "queues that receive and transmit, each with its own interrupt"},
    KeyDescriptor{.name = "rx",
                  .unit = "queues",
                  .max = kIntMax,
                  .device_maximum = true,
                  .from_cpus = true,
                  .counts_queues = true,
                  .link_option = "RxChannels",
                  .help = "queues that only receive"},
    KeyDescriptor{.name = "tx",
                  .unit = "queues",
                  .max = kIntMax,
                  .device_maximum = true,
                  .from_cpus = true,
                  .counts_queues = true,
                  .link_option = "TxChannels",
                  .help = "queues that only transmit"},
    KeyDescriptor{.name = "queues",
                  .unit = "queues",
                  .min = 1,
                  .max = kIntMax,
                  .device_maximum = true,
                  .from_cpus = true,
                  .writable = false,
                  .alone = true,
                  .help = "combined where the device has combined channels, else rx and tx"},
};

constexpr Descriptor kDescriptor{
    .name = "channels",
    .help = "how many queues share the traffic (ethtool -l, -L)",
    .effect = "resets the link; interrupts, RSS table and steering of the queues start anew",
    .disruptive = true,
    .reshapes = true,
    .others = {"channels", "channels-", "hardware-channels-", "-L", "--set-channels"},
    .keys = kKeys,
};

constexpr std::string_view kQueues = "queues";

/// The settings of channels without `queues`, which is `combined` where the device has it, else
/// `rx` and `tx`.
std::vector<Setting> Expanded(const Situation& situation) {
  const Address most{situation.target.device.name, std::string(kDescriptor.name), "combined-max"};
  const bool combined = NumberAt(situation.observed.values, most).value_or(0) > 0;
  std::vector<Setting> settings;
  for (const Setting& setting : situation.target.settings) {
    if (setting.tunable != kDescriptor.name) continue;
    std::vector<std::string> keys{setting.key};
    if (setting.key == kQueues) {
      keys = combined ? std::vector<std::string>{"combined"} : std::vector<std::string>{"rx", "tx"};
    }
    for (const std::string& key : keys) {
      Setting one = setting;
      one.key = key;
      PutLast(std::move(one), settings);
    }
  }
  return settings;
}

bool Shrinks(const Step& step) {
  return std::any_of(step.changes.begin(), step.changes.end(), [](const Change& change) {
    return change.before && change.after < *change.before;
  });
}

class Channels : public EthtoolTunable {
 public:
  Channels() : EthtoolTunable(kDescriptor, EthtoolTopic::kChannels, "ETHTOOL_MSG_CHANNELS_SET") {}

  void Resolve(const Situation& situation, Desired& desired) const override {
    for (const Setting& setting : Expanded(situation)) ResolveSetting(situation, setting, desired);
  }

 protected:
  Impact ImpactOf(const Device& device, const std::vector<Change>& changes,
                  const State& observed) const override {
    if (KeepsCarrier(device.driver)) {
      return {"the RSS table and steering of the queues start anew", false, true};
    }
    return EthtoolTunable::ImpactOf(device, changes, observed);
  }

  std::string Hint(const Device& device, const Step& step, const Error& error) const override {
    if (error.code != ErrorCode::kInvalid) return EthtoolTunable::Hint(device, step, error);
    const bool asks_combined =
        step.changes.size() == 1 && step.changes.front().address.key == "combined";
    if (TakesCombinedOnly(device.driver) && !asks_combined) {
      return device.driver + " takes `combined` only";
    }
    if (!Shrinks(step)) return "";
    return "fewer queues are refused while an RSS table set by hand (write `rss: {indirection: "
           "default}`, or whichever is wanted), an ntuple rule or an AF_XDP socket uses one of "
           "those to be removed";
  }
};

}  // namespace

std::unique_ptr<const Tunable> MakeChannels() { return std::make_unique<Channels>(); }

}  // namespace netkeel
