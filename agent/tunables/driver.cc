// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "base/text.h"
#include "tunables/expectation.h"
#include "tunables/factories.h"
#include "tunables/version_wish.h"

namespace netkeel {
namespace {

constexpr std::string_view kVersion = "version";
constexpr std::string_view kFirmware = "firmware-version";
constexpr const char* kOfKernel = "version/of-kernel";  // companion: 1 where it is the kernel's own

constexpr KeyDescriptor Version(std::string_view name, std::string_view help) {
  return {.name = name, .type = KeyType::kText, .form = &kVersionForm, .help = help};
}

constexpr std::array kKeys{
    Version(kVersion, "of the driver; one that came with the kernel has the kernel's"),
    Version(kFirmware, "of the card, as its driver writes it"),
};

constexpr Descriptor kDescriptor{
    .name = "driver",
    .family = Family::kBoot,
    .help = "versions of driver and firmware, as `ethtool -i` prints them",
    .effect = "takes effect when the driver is loaded, or the card starts",
    .writable = false,
    .keys = kKeys,
};

/// ethtool's core writes the kernel's release where a driver has no version of its own.
bool IsOfKernel(const Kernel& kernel, const std::string& version) {
  const auto release = kernel.ReadFile("/proc/sys/kernel/osrelease");
  return release && Trim(*release) == version;
}

std::string Advice(const Address& address, const Device& device, const State& observed) {
  if (address.key == kFirmware) {
    return "flash that firmware, with its maker's tool or ethtool --flash";
  }
  if (observed.contains({address.device, address.tunable, kOfKernel})) {
    return "the driver came with the kernel: boot another kernel, or install its maker's driver";
  }
  return "install that version of " + Printable(device.driver) + " and load it anew, or reboot";
}

class Driver : public Expectation {
 public:
  const Descriptor& descriptor() const override { return kDescriptor; }

  Observation Observe(const Kernel& kernel, const Device& device,
                      const std::set<std::string>& /*keys*/) const override {
    Observation seen;
    const auto info = kernel.EthtoolGet(device, EthtoolTopic::kInfo);
    if (!info) {
      seen.problems[{device.name, "driver", ""}] = info.error();
      return seen;
    }
    for (const KeyDescriptor& row : kKeys) {
      const Address address{device.name, "driver", std::string(row.name)};
      const std::string told = FieldText(*info, address.key);
      const std::string text(Trim(told));
      if (text.empty() || text == "N/A") {
        seen.problems[address] = {ErrorCode::kUnsupported, "the driver tells none", 0};
        continue;
      }
      seen.values[address] = text;
      if (row.name == kVersion && IsOfKernel(kernel, text)) {
        seen.values[{device.name, "driver", kOfKernel}] = uint64_t{1};
      }
    }
    return seen;
  }

  void Resolve(const Situation& situation, Desired& desired) const override {
    for (const Setting& setting : situation.target.settings) {
      if (setting.tunable == kDescriptor.name) ResolveVersion(situation, setting, desired);
    }
  }

  Verdict Satisfies(const Device& device, const Address& address, const Value& wanted,
                    const State& observed) const override {
    if (IsVersion(ToText(wanted), ToText(observed.at(address)))) return {};
    return {Status::kDrift, Advice(address, device, observed)};
  }

  /// A device's firmware is compared as a fact of it already.
  std::optional<KeyPlace> PlaceOf(const Address& address, const State& observed) const override {
    if (address.key == kFirmware || address.key == kOfKernel) return std::nullopt;
    return Tunable::PlaceOf(address, observed);
  }
};

}  // namespace

std::unique_ptr<const Tunable> MakeDriver() { return std::make_unique<Driver>(); }

}  // namespace netkeel
